import torch


def choose(logits, capacity):
    scores = logits.softmax(dim=1).T  # a row for each expert
    ranked = scores.sort(dim=1, descending=True, stable=True)
    return ranked.indices[:, :capacity], ranked.values[:, :capacity]


def combine(tokens, chosen, outputs):
    indices, weights = chosen
    sums = outputs.new_zeros(tokens, outputs.shape[-1])
    weighted = (weights[..., None] * outputs).flatten(0, 1)
    return sums.index_add(0, indices.flatten(), weighted)

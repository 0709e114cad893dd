import torch


def choose(scores, capacity):
    order = scores.sort(descending=True, stable=True).indices
    return order[:capacity].sort().values


def depths(tokens, scores, capacity, block):
    chosen = choose(scores, capacity)
    update = scores[chosen, None] * block(tokens[chosen])
    return tokens.index_add(0, chosen, update)

import math

import torch


def choose(queries, keys, block, k):
    count = len(keys) // block
    means = keys[: count * block].unflatten(0, (count, block)).mean(dim=1)
    chosen = []
    for t, gates in enumerate(queries @ means.T):
        own = t // block
        order = gates[:own].sort(descending=True, stable=True).indices
        chosen.append(sorted(order[: k - 1].tolist()) + [own])
    return chosen


def attend(queries, keys, values, block, chosen):
    blocks = torch.arange(len(keys)) // block
    seen = [torch.isin(blocks, torch.tensor(own)) for own in chosen]
    seen = torch.stack(seen).tril()
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~seen, -math.inf).softmax(dim=-1) @ values

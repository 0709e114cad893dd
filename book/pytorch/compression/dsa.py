import math

import torch


def dsa(queries, keys, values, scores, k):
    later = torch.ones(scores.shape, dtype=torch.bool).triu(1)
    scores = scores.masked_fill(later, -math.inf)
    order = scores.sort(dim=1, descending=True, stable=True).indices
    chosen = torch.zeros_like(later).scatter(1, order[:, :k], True) & ~later
    products = torch.einsum("nhd,md->hnm", queries, keys)
    products = products / math.sqrt(keys.shape[1])
    weights = products.masked_fill(~chosen, -math.inf).softmax(dim=-1)
    return torch.einsum("hnm,me->nhe", weights, values)

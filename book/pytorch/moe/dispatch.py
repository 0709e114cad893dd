import torch
import torch.nn.functional as F


def permute(tokens, chosen, experts):
    order = chosen.flatten().sort(stable=True).indices
    counts = chosen.flatten().bincount(minlength=experts)
    offsets = F.pad(counts.cumsum(dim=0), (1, 0))
    return tokens[order // chosen.shape[1]], order, offsets


def grouped(rows, offsets, weights):
    groups = zip(offsets, offsets[1:], weights)
    return torch.cat([rows[start:end] @ w for start, end, w in groups])


def unpermute(outputs, order, gates):
    tokens, k = gates.shape
    sums = outputs.new_zeros(tokens, outputs.shape[1])
    weighted = gates.flatten()[order, None] * outputs
    return sums.index_add(0, order // k, weighted)

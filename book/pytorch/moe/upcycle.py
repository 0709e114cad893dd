import copy
import math

import torch
import torch.nn.functional as F


def experts(dense, count):
    return [copy.deepcopy(dense) for _ in range(count)]


def gates(logits, k):
    order = logits.sort(dim=-1, descending=True, stable=True).indices
    closed = torch.ones_like(logits, dtype=torch.bool)
    closed.scatter_(1, order[:, :k], False)
    # The softmax over all, divided by its sum over the k.
    return logits.masked_fill(closed, -math.inf).softmax(dim=-1)


def forward(tokens, gates, experts):
    outputs = [F.silu(tokens @ expert.up) @ expert.down for expert in experts]
    return torch.einsum("te,etd->td", gates, torch.stack(outputs))

import math

import torch


def gated_delta(queries, keys, values, beta, decays):
    state, outputs = torch.zeros(keys.shape[1], values.shape[1]), []
    for q, k, v, b, g in zip(queries, keys, values, beta, decays):
        state = g.exp() * state
        state = state + b * torch.outer(k, v - k @ state)
        outputs.append(q @ state)
    return torch.stack(outputs) / math.sqrt(keys.shape[1])

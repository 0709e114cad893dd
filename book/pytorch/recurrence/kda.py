import math

import torch
import torch.nn.functional as F


def decay(raw, a_log, bias):
    return -math.exp(a_log) * F.softplus(raw + bias)


def attend(tokens):
    keys, values = tokens.keys, tokens.values
    state, outputs = torch.zeros(keys.shape[1], values.shape[1]), []
    rows = zip(tokens.queries, keys, values, tokens.beta, tokens.decays)
    for q, k, v, b, g in rows:
        state = g.exp()[:, None] * state
        state = state + b * torch.outer(k, v - k @ state)
        outputs.append(q @ state)
    return torch.stack(outputs) / math.sqrt(keys.shape[1])


def gate(outputs, asked):
    mean = outputs.square().mean(dim=1, keepdim=True)
    return outputs * torch.rsqrt(mean + 1e-5) * asked.sigmoid()

import math

import torch


def normalise(x, gain):
    # PyTorch 2.4 has it as F.rms_norm(x, gain.shape, gain, eps=1e-6).
    return x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + 1e-6) * gain


def scores(queries, keys, query_gain, key_gain, rotate):
    n, m, d = len(queries), len(keys), queries.shape[-1]
    queries, keys = normalise(queries, query_gain), normalise(keys, key_gain)
    queries = [rotate(head, m - n) for head in queries.unbind(dim=1)]
    keys = [rotate(head, 0) for head in keys.unbind(dim=1)]
    return torch.stack(queries) @ torch.stack(keys).mT / math.sqrt(d)

import math

import torch


def _heads(x, heads, gain):
    x = x.unflatten(1, (heads, x.shape[1] // heads)).transpose(0, 1)
    if gain is None:
        return x
    return gain * x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + 1e-6)


def mmdit(text, image, heads):
    parts = []
    for stream in (text, image):
        rows = stream.queries, stream.keys, stream.values
        gains = (*(stream.gains or (None, None)), None)
        parts.append([_heads(x, heads, gain) for x, gain in zip(rows, gains)])
    q, k, v = (torch.cat(both, dim=1) for both in zip(*parts))
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1)
    outputs = (weights @ v).transpose(0, 1).flatten(1)
    return outputs.split([len(text.values), len(image.values)])

import math

import torch


def retention(queries, keys, values, gamma):
    t = torch.arange(len(queries))
    fade = gamma ** (t[:, None] - t).clamp(min=0)
    weights = (queries @ keys.T * fade).tril() / math.sqrt(keys.shape[1])
    return weights @ values


def gla(queries, keys, values, decays):
    state, outputs = torch.zeros(keys.shape[1], values.shape[1]), []
    for q, k, v, g in zip(queries, keys, values, decays):
        state = g.exp()[:, None] * state + torch.outer(k, v)
        outputs.append(q @ state)
    return torch.stack(outputs) / math.sqrt(keys.shape[1])


def chunked(queries, keys, values, decays, chunk):
    state, outputs = torch.zeros(keys.shape[1], values.shape[1]), []
    parts = (x.split(chunk) for x in (queries, keys, values, decays))
    for q, k, v, g in zip(*parts):
        g = g.cumsum(dim=0)
        # Differences: exp(−g) alone can be beyond all floats.
        fade = (g[:, None] - g).exp()
        within = torch.einsum("td,sd,tsd->ts", q, k, fade).tril()
        outputs.append((q * g.exp()) @ state + within @ v)
        left = (g[-1] - g).exp() * k
        state = g[-1].exp()[:, None] * state + left.T @ v
    return torch.cat(outputs) / math.sqrt(keys.shape[1])

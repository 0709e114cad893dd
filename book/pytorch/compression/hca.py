import math

import torch


def hca(queries, tokens, values, gates, bias, sinks, window):
    n, block = len(tokens), len(bias)
    count = n // block
    values, gates = (
        x[: count * block].unflatten(0, (count, block)) for x in (values, gates)
    )
    blocks = ((gates + bias).softmax(dim=1) * values).sum(dim=1)
    entries = torch.cat([tokens, blocks])

    t = torch.arange(n)
    distance = t[:, None] - t
    near = (distance >= 0) & (distance < window)
    complete = (t[:, None] + 1) // block > torch.arange(count)
    scores = torch.einsum("nhc,ec->hne", queries, entries)
    scores = scores / math.sqrt(tokens.shape[1])
    scores = scores.masked_fill(~torch.cat([near, complete], dim=1), -math.inf)
    column = sinks[:, None, None].expand(-1, n, 1)
    weights = torch.cat([scores, column], dim=-1).softmax(dim=-1)[..., :-1]
    return torch.einsum("hne,ec->nhc", weights, entries)

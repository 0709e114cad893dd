import math

import torch
import torch.nn.functional as F


def nsa(queries, keys, values, gates, block, chosen, window):
    (n, heads, d), groups = queries.shape, keys.shape[1]
    share, count = heads // groups, n // block
    q = queries.transpose(0, 1)  # heads first
    k, v = (
        x.transpose(0, 1).repeat_interleave(share, dim=0)
        for x in (keys, values)
    )

    def attend(k, v, seen):
        scores = (q @ k.mT / math.sqrt(d)).masked_fill(~seen, -math.inf)
        weights = scores.softmax(dim=-1).nan_to_num(0.0)
        return weights @ v, weights

    means = (
        x[:, : count * block].unflatten(1, (count, block)).mean(dim=2)
        for x in (k, v)
    )
    t, blocks = torch.arange(n), torch.arange(math.ceil(n / block))
    complete = (t[:, None] + 1) // block > torch.arange(count)
    compressed, weights = attend(*means, complete)

    sums = weights.unflatten(0, (groups, share)).sum(dim=1)
    sums = F.pad(sums, (0, len(blocks) - count))  # one may lack tokens
    own = t[:, None] // block
    sums = sums.masked_fill(blocks == own, math.inf)
    sums = sums.masked_fill(blocks > own, -1.0)
    best = sums.topk(min(chosen, len(blocks)), dim=-1).indices
    picked = torch.zeros_like(sums, dtype=torch.bool).scatter(-1, best, True)
    distance = t[:, None] - t
    selected = picked[..., t // block].repeat_interleave(share, dim=0)
    selected = selected & (distance >= 0)
    near = (distance >= 0) & (distance < window)
    branches = [compressed, attend(k, v, selected)[0], attend(k, v, near)[0]]
    return torch.einsum("nhb,bhne->nhe", gates, torch.stack(branches))

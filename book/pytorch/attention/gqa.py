import math

import torch


def gqa(queries, keys, values, causal):
    (n, heads, d), (m, groups, _) = queries.shape, keys.shape
    keys = keys.repeat_interleave(heads // groups, dim=1)
    values = values.repeat_interleave(heads // groups, dim=1)
    scores = torch.einsum("nhd,mhd->hnm", queries, keys) / math.sqrt(d)
    if causal:
        seen = torch.ones(n, m, dtype=torch.bool).tril(m - n)
        scores = scores.masked_fill(~seen, -math.inf)
    weights = scores.softmax(dim=-1).nan_to_num(0.0)
    return torch.einsum("hnm,mhd->nhd", weights, values)

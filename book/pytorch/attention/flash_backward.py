import math

import torch


def flash_backward(saved, upstream, tile=16):
    q, k, v = saved.queries, saved.keys, saved.values
    (n, d), m = q.shape, len(k)
    delta = (saved.output * upstream).sum(dim=1, keepdim=True)
    dq, dk, dv = (torch.zeros_like(q), torch.zeros_like(k), torch.zeros_like(v))
    for rows in torch.arange(n).split(tile):
        scores = q[rows] @ k.T / math.sqrt(d)
        weights = (scores - saved.log_sum_exp[rows, None]).exp()
        if saved.causal:
            weights[torch.arange(m) > rows[:, None] + (m - n)] = 0.0
        dv += weights.T @ upstream[rows]
        ds = weights * (upstream[rows] @ v.T - delta[rows]) / math.sqrt(d)
        dq[rows] = ds @ k
        dk += ds.T @ q[rows]
    return dq, dk, dv

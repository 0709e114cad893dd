import math

import torch


def slopes(heads):
    power = 1 << heads.bit_length() - 1
    few = 2.0 ** (-8 * torch.arange(1, power + 1) / power)
    more = 2.0 ** (-4 * torch.arange(1, 2 * power + 1) / power)
    return torch.cat([few, more[::2]])[:heads]


def attend(queries, keys, values, slope):
    n, m = len(queries), len(keys)
    distance = torch.arange(m - n, m)[:, None] - torch.arange(m)
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    scores = (scores - slope * distance).masked_fill(distance < 0, -math.inf)
    return scores.softmax(dim=-1).nan_to_num(0.0) @ values

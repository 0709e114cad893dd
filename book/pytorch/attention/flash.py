import math

import torch


def flash(queries, keys, values, causal, tile):
    n, m = len(queries), len(keys)
    largest, total = torch.full((n, 1), -math.inf), torch.zeros(n, 1)
    output = torch.zeros(n, values.shape[-1])
    for columns in torch.arange(m).split(tile):
        scores = queries @ keys[columns].T / math.sqrt(queries.shape[-1])
        if causal:
            later = columns > torch.arange(m - n, m)[:, None]
            scores = scores.masked_fill(later, -math.inf)
        new = torch.maximum(largest, scores.amax(dim=1, keepdim=True))
        rescale = (largest - new).exp().nan_to_num(0.0)
        weights = (scores - new).exp().nan_to_num(0.0)
        total = rescale * total + weights.sum(dim=1, keepdim=True)
        output = rescale * output + weights @ values[columns]
        largest = new
    return (output / total).nan_to_num(0.0), (largest + total.log()).squeeze(1)

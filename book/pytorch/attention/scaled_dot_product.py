import math

import torch


def scaled_dot_product(queries, keys, values, causal):
    # PyTorch 2: F.scaled_dot_product_attention. Its is_causal takes the
    # queries for the first positions, and not for the last ones.
    n, m = len(queries), len(keys)
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    if causal:
        seen = torch.ones(n, m, dtype=torch.bool).tril(m - n)
        scores = scores.masked_fill(~seen, -math.inf)
    return scores.softmax(dim=-1).nan_to_num(0.0) @ values

import math

import torch


def sink(queries, keys, values, sinks, visible):
    scores = queries @ keys.mT / math.sqrt(queries.shape[-1])
    scores = scores.masked_fill(~visible, -math.inf)
    # One column more than keys: the sink's, which brings no value.
    column = sinks[:, None, None].expand(-1, scores.shape[1], 1)
    weights = torch.cat([scores, column], dim=-1).softmax(dim=-1)
    return weights[..., :-1] @ values

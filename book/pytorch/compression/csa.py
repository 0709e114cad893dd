import math

import torch


def csa(queries, tokens, blocks, chosen, sinks, window):
    outputs = []
    for t, query in enumerate(queries):  # (heads, c)
        near = tokens[max(0, t + 1 - window) : t + 1]
        entries = torch.cat([near, blocks[chosen[t]]])
        scores = query @ entries.T / math.sqrt(query.shape[-1])
        weights = torch.cat([sinks[:, None], scores], dim=1).softmax(dim=1)
        outputs.append(weights[:, 1:] @ entries)
    return torch.stack(outputs)

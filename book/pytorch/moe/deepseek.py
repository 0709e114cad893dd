import math

import torch


def route(logits, bias, config):
    scores = logits.sigmoid()
    groups = (scores + bias).view(config.groups, -1)
    of_groups = groups.topk(2).values.sum(dim=1)
    kept = of_groups.sort(descending=True, stable=True).indices[: config.kept]
    candidates = torch.full_like(groups, -math.inf)
    candidates[kept] = groups[kept]
    order = candidates.flatten().sort(descending=True, stable=True).indices
    chosen = order[: config.k]
    return chosen, config.scale * scores[chosen] / scores[chosen].sum()


def combine(routed, outputs, shared):
    chosen, weights = routed
    return shared + weights @ outputs[chosen]

import torch
import torch.nn.functional as F


def gshard(logits, capacity):
    tokens, experts = logits.shape
    ranked = logits.softmax(dim=-1).sort(dim=-1, descending=True, stable=True)
    gates, chosen = ranked.values[:, :2], ranked.indices[:, :2]
    gates = gates / gates.sum(dim=-1, keepdim=True)
    # The first choices of all tokens, and then the second ones.
    queue = chosen.T.flatten()
    count = F.one_hot(queue, experts).cumsum(dim=0)
    slots = (count.gather(1, queue[:, None]) - 1).view(2, tokens).T
    return chosen, gates, slots.masked_fill(slots >= capacity, -1)

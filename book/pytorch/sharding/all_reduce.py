import torch


def all_reduce(ranks):
    # On real ranks: dist.all_reduce(values), in place.
    total = torch.stack(ranks).sum(dim=0)
    for values in ranks:
        values.copy_(total)

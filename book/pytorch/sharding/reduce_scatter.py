import torch


def reduce_scatter(ranks):
    # On real ranks: dist.reduce_scatter(own, shards).
    total = torch.stack(ranks).sum(dim=0)
    return total.tensor_split(len(ranks))

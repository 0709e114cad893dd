import torch


def all_gather(shards):
    # On real ranks: dist.all_gather(shards, own).
    whole = torch.cat(shards)
    return [whole.clone() for _ in shards]

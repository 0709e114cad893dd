import torch


def indexer(queries, keys, weights):
    matches = torch.einsum("nhd,sd->nhs", queries, keys).relu()
    return torch.einsum("nh,nhs->ns", weights, matches)

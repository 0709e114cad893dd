import torch


def mean_pool(tokens, block):
    count = len(tokens) // block
    return tokens[: count * block].unflatten(0, (count, block)).mean(dim=1)


def visible(position, block):
    return (position + 1) // block

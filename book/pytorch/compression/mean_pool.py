import torch


def mean_pool(tokens, block):
    complete = len(tokens) // block
    return (
        tokens[: complete * block]
        .unflatten(0, (complete, block))
        .mean(dim=1)
    )


def visible(position, block):
    return (position + 1) // block

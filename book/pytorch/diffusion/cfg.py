import torch


def guide(network, x, levels, labels, null, s):
    conditional = network(x, levels, labels)
    unconditional = network(x, levels, torch.full_like(labels, null))
    return torch.lerp(unconditional, conditional, s)


def drop(labels, draws, p, null):
    return labels.masked_fill(draws < p, null)


def auto(network, weaker, x, levels, s):
    return torch.lerp(weaker(x, levels), network(x, levels), s)

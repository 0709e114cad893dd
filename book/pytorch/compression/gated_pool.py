import torch


def gated_pool(values, gates, bias):
    count, block = len(values) // len(bias), len(bias)
    values = values[: count * block].unflatten(0, (count, block))
    gates = gates[: count * block].unflatten(0, (count, block))
    # (blocks, m, c): a softmax over the m tokens, in every channel.
    weights = (gates + bias).softmax(dim=1)
    return (weights * values).sum(dim=1)

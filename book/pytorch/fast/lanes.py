import torch


def lanes(numbers):
    # As rows of eight, whose sum is one row: eight sums.
    whole = len(numbers) // 8 * 8
    sums = numbers[:whole].reshape(-1, 8).sum(dim=0)
    return sums.sum() + numbers[whole:].sum()

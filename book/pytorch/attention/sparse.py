import torch


def strided(n, stride):
    i, j = torch.arange(n)[:, None], torch.arange(n)
    return (j <= i) & (i - j < stride), (j <= i) & (
        (i - j) % stride == 0
    )


def fixed(n, stride, columns):
    i, j = torch.arange(n)[:, None], torch.arange(n)
    return (j <= i) & (i // stride == j // stride), (j <= i) & (
        j % stride >= stride - columns
    )


def two_hops(upper, lower):
    return upper.float() @ lower.float() > 0

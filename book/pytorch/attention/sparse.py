import torch


def strided(n, stride):
    i, j = torch.arange(n)[:, None], torch.arange(n)
    return (j <= i) & (i - j < stride), (j <= i) & ((i - j) % stride == 0)


def fixed(n, stride, columns):
    i, j = torch.arange(n)[:, None], torch.arange(n)
    own, last = i // stride == j // stride, j % stride >= stride - columns
    return (j <= i) & own, (j <= i) & last


def two_hops(upper, lower):
    return upper.float() @ lower.float() > 0

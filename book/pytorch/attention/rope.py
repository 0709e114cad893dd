import torch


def rope(x, positions, base, interleaved, rotated):
    x, rest = x[:, :rotated], x[:, rotated:]
    # Pairs in the last dimension: (n, rotated / 2, 2).
    shape = (-1, 2) if interleaved else (2, -1)
    pairs = x.unflatten(-1, shape)
    pairs = pairs if interleaved else pairs.mT
    frequencies = base ** (-torch.arange(0, rotated, 2) / rotated)
    angles = positions[:, None] * frequencies
    cos, sin = angles.cos(), angles.sin()
    a, b = pairs.unbind(dim=-1)
    turned = torch.stack([a * cos - b * sin, a * sin + b * cos], dim=-1)
    turned = turned if interleaved else turned.mT
    return torch.cat([turned.flatten(-2), rest], dim=-1)

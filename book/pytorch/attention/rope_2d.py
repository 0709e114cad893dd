import torch


def rope_2d(x, grid, base):
    rows, columns = grid
    d = x.shape[-1]
    row = torch.arange(rows).repeat_interleave(columns)[:, None]
    column = torch.arange(columns).repeat(rows)[:, None]
    frequencies = base ** (-torch.arange(0, d, 2) / d)
    angles = [row * frequencies[0::2], column * frequencies[1::2]]
    angles = torch.cat(angles, dim=-1)
    # A pair (a, b) is the number a + bi, and turning it a product.
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    turned = pairs * torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(turned).flatten(-2)

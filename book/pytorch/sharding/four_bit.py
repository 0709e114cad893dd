import torch
import torch.nn.functional as F


def encode(values, block):
    blocks = F.pad(values, (0, -len(values) % block)).view(-1, block)
    scales = blocks.abs().amax(dim=1)
    # From which part of the scale on the exponent is 1, 2, …, 7.
    exponents = torch.arange(-7, 0, dtype=torch.float64)
    parts = torch.tensor([1.0] + 6 * [1.5]) * 2**exponents
    size = blocks.abs().double()[..., None]
    reached = (size > 0) & (size >= scales.double()[:, None, None] * parts)
    e = reached.sum(dim=-1)
    codes = (e + 8 * ((blocks < 0) & (e > 0))).flatten()[: len(values)]
    pairs = F.pad(codes, (0, len(codes) % 2)).view(-1, 2)
    return scales, pairs[:, 0] | pairs[:, 1] << 4


def decode(packed, count, block):
    scales, pairs = packed
    codes = torch.stack([pairs & 15, pairs >> 4], dim=1).flatten()[:count]
    e, sign = codes & 7, 1 - 2 * (codes >> 3)
    scales = scales.repeat_interleave(block)[:count]
    return sign * (e > 0) * scales * 2.0 ** (e - 7)


def exchange(ranks, block):
    # dist.all_gather of scales and codes, which all ranks decode alike
    known = [decode(encode(own, block), len(own), block) for own in ranks]
    return torch.stack(known).double().mean(dim=0)

import math

import torch


def linear(steps, first, last):
    return torch.linspace(first, last, steps, dtype=torch.float64)


def scaled_linear(steps, first, last):
    return linear(steps, math.sqrt(first), math.sqrt(last)).square()


def cosine(steps):
    t = torch.arange(steps + 1, dtype=torch.float64) / steps
    f = torch.cos((t + 0.008) / 1.008 * math.pi / 2).square()
    return (1 - f[1:] / f[:-1]).clamp(max=0.999)


def cumulative(betas):
    return (1 - betas).cumprod(dim=0)


def snr(abar):
    return abar / (1 - abar)

import math

import torch


def boundaries(count, law, least, most):
    ends = torch.tensor([most, least], dtype=torch.float64).log()
    shares = torch.special.ndtr((ends - law.mean) / law.deviation)
    part = torch.linspace(0, 1, count + 1, dtype=torch.float64)
    z = torch.special.ndtri(torch.lerp(*shares, part))
    levels = (law.mean + law.deviation * z).exp()
    levels[0], levels[-1] = most, least
    return levels


def of(sigma, boundaries):
    return (boundaries[1:] > sigma).sum()


def step(z, denoised, sigma, then):
    return z + (sigma - then) / sigma * (denoised - z)


def sample(denoisers, z, sigmas, boundaries):
    for sigma, then in zip(sigmas, [*sigmas[1:], 0.0]):
        denoiser = denoisers[of(sigma, boundaries)]
        denoised = denoiser(z, sigma.float().expand(len(z)))
        z = step(z, denoised, sigma, then)
    return z

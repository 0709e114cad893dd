import torch


def _slope(denoiser, x, sigma):
    return (x - denoiser(x, sigma.expand(len(x)))) / sigma


def euler(denoiser, x, sigmas):
    for now, then in zip(sigmas, sigmas[1:]):
        x = x + (then - now) * _slope(denoiser, x, now)
    return x


def heun(denoiser, x, sigmas):
    for now, then in zip(sigmas, sigmas[1:]):
        slope = _slope(denoiser, x, now)
        if then > 0:
            trial = x + (then - now) * slope
            slope = (slope + _slope(denoiser, trial, then)) / 2
        x = x + (then - now) * slope
    return x

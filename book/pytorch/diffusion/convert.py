import torch


def _parts(form, alpha, sigma):
    # A form as a · data + b · noise: a and b.
    zero, one = torch.zeros_like(alpha), torch.ones_like(alpha)
    return {
        "noise": (zero, one),
        "data": (one, zero),
        "v": (-sigma, alpha),
        "score": (zero, -1 / sigma),
        "velocity": (-one, one),
    }[form]


def convert(have, want, value, x, alpha, sigma):
    alpha, sigma = alpha[:, None], sigma[:, None]
    # x = alpha · data + sigma · noise, and value: two equations.
    a, b = _parts(have, alpha, sigma)
    determinant = alpha * b - sigma * a
    data = (b * x - sigma * value) / determinant
    noise = (alpha * value - a * x) / determinant
    a, b = _parts(want, alpha, sigma)
    return a * data + b * noise

import torch


def coefficients(betas, t):
    beta, before = betas[t], (1 - betas[:t]).prod()
    left = 1 - before * (1 - beta)
    of_start = before.sqrt() * beta / left
    of_x = (1 - beta).sqrt() * (1 - before) / left
    return of_start, of_x, beta * (1 - before) / left


def step(x, noise, fresh, at):
    of_start, of_x, variance = coefficients(at.betas, at.t)
    abar = (1 - at.betas[: at.t + 1]).prod()
    start = (x - (1 - abar).sqrt() * noise) / abar.sqrt()
    if at.clip:
        start = start.clamp(-1, 1)
    if at.variance == "large":
        variance = at.betas[at.t]
    x = of_start * start + of_x * x
    return x + variance.sqrt() * fresh if at.t > 0 else x

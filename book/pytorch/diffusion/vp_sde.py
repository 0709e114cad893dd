import math

import torch


def marginal(t, beta_0, beta_1):
    integral = beta_0 * t + (beta_1 - beta_0) * t**2 / 2
    return math.exp(-integral / 2), math.sqrt(-math.expm1(-integral))


def ve(t, sigma_min, sigma_max):
    ratio = sigma_max / sigma_min
    sigma = sigma_min * ratio**t
    return sigma, sigma * math.sqrt(2 * math.log(ratio))


def reverse(x, score, t, beta_0, beta_1):
    beta = beta_0 + t * (beta_1 - beta_0)
    return -beta / 2 * x - beta * score


def flow(x, score, t, beta_0, beta_1):
    beta = beta_0 + t * (beta_1 - beta_0)
    return -beta / 2 * (x + score)


def step(x, score, noise, t, dt, beta_0, beta_1):
    # noise = torch.randn_like(x)
    beta = beta_0 + t * (beta_1 - beta_0)
    x = x - dt * reverse(x, score, t, beta_0, beta_1)
    return x + math.sqrt(beta * dt) * noise

import torch


def q_sample(x0, noise, abar, steps):
    left = abar[steps, None]  # a row's own, in double precision
    alpha, sigma = left.sqrt().float(), (1 - left).sqrt().float()
    return alpha * x0 + sigma * noise

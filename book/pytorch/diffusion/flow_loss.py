import torch
import torch.nn.functional as F


def loss(network, data, noise, sigmas):
    x = torch.lerp(data, noise, sigmas[:, None])
    return F.mse_loss(network(x, sigmas), noise - data)


def data(x, v, sigmas):
    return x - sigmas[:, None] * v


def step(x, v, sigma, then):
    return x + (then - sigma) * v


def shift(sigma, s):
    return s * sigma / (1 + (s - 1) * sigma)


def levels(steps, s):
    even = torch.linspace(1, 0.001, steps)
    return torch.cat([shift(even, s), torch.zeros(1)])


def density(t, m, s):
    normal = torch.distributions.Normal(m, s)
    return normal.log_prob(t.logit()).exp() / (t * (1 - t))

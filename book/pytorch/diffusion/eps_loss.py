import torch.nn.functional as F


def eps_loss(network, x0, noise, abar, steps):
    left = abar[steps, None]
    noisy = left.sqrt().float() * x0 + (1 - left).sqrt().float() * noise
    return F.mse_loss(network(noisy, steps.float()), noise)

import torch


def scales(sigma, sigma_data):
    variance = sigma**2 + sigma_data**2
    skip = sigma_data**2 / variance
    out = sigma * sigma_data / variance.sqrt()
    weight = variance / (sigma * sigma_data) ** 2
    return skip, out, 1 / variance.sqrt(), sigma.log() / 4, weight


def denoise(network, x, sigmas, sigma_data):
    skip, out, scale, noise, _ = scales(sigmas[:, None], sigma_data)
    return skip * x + out * network(scale * x, noise.squeeze(1))


def grid(n, least, most, rho):
    ends = most ** (1 / rho), least ** (1 / rho)
    levels = torch.linspace(*ends, n, dtype=torch.float64) ** rho
    return torch.cat([levels, levels.new_zeros(1)])

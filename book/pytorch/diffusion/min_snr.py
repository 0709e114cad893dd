import torch


def min_snr(snr, gamma, form):
    weights = snr.clamp(max=gamma)
    if form == "noise":
        weights = weights / snr
    elif form == "v":
        weights = weights / (snr + 1)
    return torch.where(snr == 0, torch.ones_like(snr), weights)

import torch


def z_loss(logits):
    return logits.logsumexp(dim=-1).square().mean()

import torch
import torch.nn.functional as F


def whole(inputs, weights):
    d, width = weights.shape
    x = F.pad(inputs.T, (width - 1, 0))  # only the past
    return F.conv1d(x[None], weights[:, None], groups=d)[0].T


def push(held, input, weights):
    seen = torch.cat([held, input[None]])
    return (seen * weights.T).sum(dim=0), seen[1:]

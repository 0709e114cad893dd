import math

import torch
import torch.nn.functional as F


def noisy_top_k(clean, scale_raw, noise, k):
    noisy = clean + noise * F.softplus(scale_raw)
    # torch.topk does not say which of equal entries it takes.
    order = noisy.sort(dim=-1, descending=True, stable=True).indices
    closed = torch.ones_like(noisy, dtype=torch.bool)
    closed.scatter_(1, order[:, :k], False)
    return noisy.masked_fill(closed, -math.inf).softmax(dim=-1)

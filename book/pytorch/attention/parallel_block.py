import math

import torch
import torch.nn.functional as F


def rms_norm(x, gain, epsilon):
    mean = x.square().mean(dim=-1, keepdim=True)
    return gain * x * torch.rsqrt(mean + epsilon)


def swiglu(x, gate, up, down):
    return (F.silu(x @ gate) * (x @ up)) @ down


def parallel_block(x, w):
    h = rms_norm(x, w.gain, w.epsilon)
    queries = (h @ w.query).unflatten(-1, (-1, w.key.shape[1])).transpose(0, 1)
    scores = queries @ (h @ w.key).T / math.sqrt(w.key.shape[1])
    later = torch.ones(len(x), len(x), dtype=torch.bool).triu(1)
    heads = scores.masked_fill(later, -math.inf).softmax(dim=-1) @ (h @ w.value)
    attention = heads.transpose(0, 1).flatten(-2) @ w.out
    return x + attention + swiglu(h, w.gate, w.up, w.down)

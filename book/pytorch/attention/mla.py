import math

import torch


def compress(hidden, w_dkv, w_kr, rotate, first):
    latents = hidden @ w_dkv
    mean = latents.square().mean(dim=-1, keepdim=True)
    return latents * torch.rsqrt(mean + 1e-6), rotate(hidden @ w_kr, first)


def absorb(q_nope, w_uk):
    return torch.einsum("hd,chd->hc", q_nope, w_uk)


def attend(absorbed, q_rope, latents, keys_rope, d_nope):
    scores = absorbed @ latents.T + q_rope @ keys_rope.T
    weights = (scores / math.sqrt(d_nope + q_rope.shape[-1])).softmax(dim=-1)
    return weights @ latents


def expand(mixed, w_uv):
    return torch.einsum("hc,chd->hd", mixed, w_uv)

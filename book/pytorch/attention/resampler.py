import math

import torch
import torch.nn.functional as F


def layer_norm(x, gain, bias, epsilon):
    return F.layer_norm(x, gain.shape, gain, bias, epsilon)


def resample(inputs, latents, w):
    normed = layer_norm(latents, w.latent_gain, w.latent_bias, w.epsilon)
    inputs = layer_norm(inputs, w.input_gain, w.input_bias, w.epsilon)
    seen = torch.cat([inputs, normed])
    products = normed @ w.query, seen @ w.key, seen @ w.value
    q, k, v = (x.unflatten(-1, (w.heads, -1)).transpose(0, 1) for x in products)
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).softmax(dim=-1)
    return latents + (weights @ v).transpose(0, 1).flatten(-2) @ w.out

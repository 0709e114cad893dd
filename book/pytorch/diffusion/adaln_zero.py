import torch.nn.functional as F


def modulate(x, shift, scale):
    return F.layer_norm(x, x.shape[1:], eps=1e-6) * (1 + scale) + shift


def block(x, c, weights, bias, attention, mlp):
    said = F.linear(F.silu(c), weights, bias).chunk(6)
    x = x + said[2] * attention(modulate(x, said[0], said[1]))
    return x + said[5] * mlp(modulate(x, said[3], said[4]))

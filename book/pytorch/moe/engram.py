import math

import torch
import torch.nn.functional as F


def slots(ids, hash):
    columns, mix = [], ids * hash.multipliers[0]
    for back, primes in enumerate(hash.primes, start=1):
        before = F.pad(ids, (back, 0), value=hash.pad)[: len(ids)]
        mix = mix ^ (before * hash.multipliers[back])
        columns += [mix % prime for prime in primes]
    sizes = torch.tensor(sum(hash.primes, []))
    return torch.stack(columns, dim=1) + sizes.cumsum(dim=0) - sizes


def look_up(slots, table):
    return table[slots].flatten(1)


def _norm(x, epsilon):
    return x * torch.rsqrt(x.square().mean(dim=-1, keepdim=True) + epsilon)


def gate(hidden, keys, gain, epsilon):
    z = (_norm(hidden, epsilon) * _norm(keys, epsilon)) @ gain
    z = z / math.sqrt(len(gain))
    return torch.sigmoid(z.sign() * z.abs().clamp(min=1e-6).sqrt())


def short_conv(values, gain, taps, dilation, epsilon):
    x = (gain * _norm(values, epsilon)).T
    x = F.pad(x, ((len(taps) - 1) * dilation, 0))  # only the past
    conv = F.conv1d(x[None], taps.T[:, None], dilation=dilation, groups=len(x))
    return values + F.silu(conv[0].T)

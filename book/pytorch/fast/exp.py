import math

import torch


def exp(x):
    # ln 2 in two parts, of which the first has nine bits.
    high = 0.693359375
    low = math.log(2) - high
    n = (x * math.log2(math.e)).round()
    r = x - n * high - n * low
    sum = torch.full_like(x, 1 / math.factorial(6))
    for k in reversed(range(6)):
        sum = sum * r + 1 / math.factorial(k)
    return torch.ldexp(sum, n)  # times 2ⁿ

import math

import torch


def step(x, noise, fresh, now, then, eta):
    # now and then: the share of the signal, before and after the step.
    start = (x - math.sqrt(1 - now) * noise) / math.sqrt(now)
    variance = eta**2 * (1 - then) / (1 - now) * (1 - now / then)
    direction = math.sqrt(1 - then - variance) * noise
    return math.sqrt(then) * start + direction + math.sqrt(variance) * fresh


def times(trained, steps, spacing):
    i = torch.arange(steps, dtype=torch.float64)
    if spacing == "trailing":
        return (trained - i * trained / steps).round().long() - 1
    if spacing == "leading":
        i = i * (trained // steps)
    else:
        i = i * (trained - 1) / max(steps - 1, 1)
    return i.round().long().flip(0)

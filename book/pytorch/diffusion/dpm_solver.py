import torch


def _lambda(level):
    return (level.alpha / level.sigma).log()


def first(x, x0, now, then):
    h = _lambda(then) - _lambda(now)
    return then.sigma / now.sigma * x - then.alpha * torch.expm1(-h) * x0


def second(x, x0, before, levels):
    previous, now, then = levels
    r = (_lambda(now) - _lambda(previous)) / (_lambda(then) - _lambda(now))
    return first(x, x0 + (x0 - before) / (2 * r), now, then)


def sample(denoiser, x, levels):
    before = None
    for i, (now, then) in enumerate(zip(levels, levels[1:])):
        x0 = denoiser(x, now.sigma.float().expand(len(x)))
        if before is None or then.sigma == 0:
            x = first(x, x0, now, then)
        else:
            x = second(x, x0, before, levels[i - 1 : i + 2])
        before = x0
    return x

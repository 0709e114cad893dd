import torch


def smooth_step(t, gamma):
    t = (t / gamma).clamp(-0.5, 0.5)
    return -2 * t**3 + 1.5 * t + 0.5


def selector(logits, experts, gamma):
    places = torch.arange(len(logits) - 1, -1, -1)
    bits = torch.arange(experts)[:, None] >> places & 1  # (experts, m)
    steps = smooth_step(logits, gamma)
    return torch.where(bits == 1, steps, 1 - steps).prod(dim=1)


def gate(selectors, mixing, experts, gamma):
    weights = torch.stack([selector(row, experts, gamma) for row in selectors])
    return mixing.softmax(dim=0) @ weights


def penalty(selectors, experts, gamma):
    weights = torch.stack([selector(row, experts, gamma) for row in selectors])
    entropy = -(weights * (weights + 1e-6).log()).sum()
    if experts & (experts - 1) == 0:  # no codes of nobody
        return entropy, 0.0
    return entropy, (1 / weights.sum(dim=1)).sum()

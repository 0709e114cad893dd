import torch


def bilinear(a, b, step):
    eye, half = torch.eye(len(b)), step / 2 * a
    right = torch.cat([eye + half, step * b[:, None]], dim=1)
    both = torch.linalg.solve(eye - half, right)
    return both[:, :-1], both[:, -1]


def zoh(a, b, step):
    # The state and an input that stays are one linear system.
    both = torch.cat([a, b[:, None]], dim=1)
    both = torch.cat([both, torch.zeros(1, len(b) + 1)])
    both = torch.matrix_exp(step * both)
    return both[:-1, :-1], both[:-1, -1]

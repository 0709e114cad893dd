import torch


def matrices(n):
    i = torch.arange(n)
    root = (2 * i + 1).sqrt()
    a = -torch.outer(root, root).tril(-1) - torch.diag(i + 1)
    return a, root


def remember(samples, n):
    (a, b), eye, c = matrices(n), torch.eye(n), torch.zeros(n)
    for t, sample in enumerate(samples, start=1):
        right = (eye + a / (2 * t)) @ c + b * sample / t
        c = torch.linalg.solve(eye - a / (2 * t), right)
    return c


def recall(coefficients, s):
    # NumPy has numpy.polynomial.legendre.legval.
    x, before, p, total = 2 * s - 1, 0.0, 1.0, 0.0
    for i, c in enumerate(coefficients):
        total += c * (2 * i + 1) ** 0.5 * p
        before, p = p, ((2 * i + 1) * x * p - i * before) / (i + 1)
    return total

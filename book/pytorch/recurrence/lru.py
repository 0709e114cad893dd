import torch


def decay(nu, theta):
    lam = torch.complex(-nu.exp(), theta.exp()).exp()
    # 1 − |λ|² without a difference of numbers that are nearly equal.
    return lam, (-torch.expm1(-2 * nu.exp())).sqrt()


def combine(first, second):
    (a, b), (c, d) = first, second
    return c * a, c * b + d


def forward(inputs, w):
    lam, gamma = decay(w.nu, w.theta)
    state, outputs = torch.zeros_like(lam), []
    for x in inputs:
        state = lam * state + gamma * (w.b @ x.cfloat())
        outputs.append((w.c @ state).real + w.d * x)
    return torch.stack(outputs)

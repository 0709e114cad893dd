import math

import torch


def _products(a, b, g):
    return torch.einsum("id,jd,ijd->ij", a, b, (g[:, None] - g).exp())


def solve(keys, decays, beta):
    a = beta[:, None] * _products(keys, keys, decays.cumsum(dim=0)).tril(-1)
    system = torch.eye(len(a)) + a
    return torch.linalg.solve_triangular(system, torch.diag(beta), upper=False)


def chunk(state, tokens):
    q, k, g = tokens.queries, tokens.keys, tokens.decays.cumsum(dim=0)
    m = solve(k, tokens.decays, tokens.beta)
    written = m @ tokens.values - m @ (g.exp() * k) @ state
    within = _products(q, k, g).tril() @ written
    outputs = ((q * g.exp()) @ state + within) / math.sqrt(k.shape[1])
    left = (g[-1] - g).exp() * k
    return outputs, g[-1].exp()[:, None] * state + left.T @ written

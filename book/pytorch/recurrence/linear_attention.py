import torch


def _phi(x):
    # F.elu(x) + 1 is the same, but rounds to 0 where x is far below 0.
    return torch.where(x > 0, x + 1, x.exp())


def quadratic(queries, keys, values):
    weights = (_phi(queries) @ _phi(keys).T).tril()
    return weights @ values / (weights.sum(dim=1, keepdim=True) + 1e-6)


def step(state, query, key, value):
    query, key = _phi(query), _phi(key)
    state.keys += key
    state.sum += torch.outer(key, value)
    return query @ state.sum / (query @ state.keys + 1e-6)

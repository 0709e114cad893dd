import torch


def scores(queries, keys, weights=None, w_score=None):
    if weights is None:  # dot
        return queries @ keys.T
    if w_score is None:  # general
        return queries @ weights @ keys.T
    n, m = len(queries), len(keys)  # concat
    pairs = [queries[:, None].expand(n, m, -1), keys.expand(n, m, -1)]
    return torch.tanh(torch.cat(pairs, dim=-1) @ weights) @ w_score


def attentional(contexts, queries, weights):
    return torch.tanh(torch.cat([contexts, queries], dim=-1) @ weights)

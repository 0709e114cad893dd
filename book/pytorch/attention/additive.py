import torch


def additive(queries, keys, values, w_query, w_key, w_score):
    # Every query with every key: (n, 1, a) + (m, a) gives (n, m, a).
    hidden = torch.tanh((queries @ w_query)[:, None] + keys @ w_key)
    scores = hidden @ w_score
    return scores, scores.softmax(dim=-1) @ values

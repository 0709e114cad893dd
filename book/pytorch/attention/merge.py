import torch


def merge(outputs, log_sum_exps):
    total = log_sum_exps.logsumexp(dim=0)
    # Of a query that has seen nothing anywhere, −∞ − (−∞) is NaN.
    weights = (log_sum_exps - total).exp().nan_to_num(0.0)
    return (weights[..., None] * outputs).sum(dim=0), total

import torch


def cv_squared(values):
    return values.var(unbiased=False) / (values.mean() ** 2 + 1e-10)


def importance_loss(gates):
    return cv_squared(gates.sum(dim=0))


def chances(clean, noisy, scale, k):
    if k == noisy.shape[1]:
        return torch.ones_like(noisy)
    # The k-th of the others is for one of the first k the (k + 1)-th.
    last, next_one = noisy.topk(k + 1).values[:, -2:].split(1, dim=1)
    threshold = torch.where(noisy >= last, next_one, last)
    return torch.special.ndtr((clean - threshold) / scale)


def load_loss(clean, noisy, scale, k):
    return cv_squared(chances(clean, noisy, scale, k).sum(dim=0))

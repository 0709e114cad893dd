import torch


def project(logits, iterations):
    for _ in range(iterations):
        logits = logits.log_softmax(dim=0).log_softmax(dim=1)
    return logits.exp()


def coefficients(streams, w):
    n, flat = len(streams), streams.flatten()
    normed = flat * torch.rsqrt(flat.square().mean() + w.epsilon)
    groups = [n, n, n * n]
    numbers = (normed @ w.projection).split(groups)
    rows = zip(w.scale, numbers, w.bias.split(groups))
    pre, post, mix = (a * x + b for a, x, b in rows)
    mix = project(mix.view(n, n), w.iterations)
    return pre.sigmoid(), 2 * post.sigmoid(), mix


def step(streams, coefficients, layer):
    pre, post, mix = coefficients
    return mix @ streams + torch.outer(post, layer(pre @ streams))

import torch


def push(queue, rows):
    places = (queue.next + torch.arange(len(rows))) % len(queue.features)
    queue.features[places] = rows
    queue.next = (queue.next + len(rows)) % len(queue.features)


def loss(queue, new, mean, covariance):
    size = len(queue.features)
    newest = (queue.next - new + torch.arange(new)) % size
    rows = queue.features[newest].requires_grad_()
    # All other rows are constants.
    features = queue.features.index_put((newest,), rows)
    centred = features - features.mean(dim=0)
    own = centred.T @ centred / (size - 1)
    values, vectors = torch.linalg.eigh(covariance)
    root = vectors * values.sqrt() @ vectors.T
    roots = torch.linalg.eigvalsh(root @ own @ root).sqrt().sum()
    distance = (features.mean(dim=0) - mean).square().sum()
    distance = distance + own.trace() + covariance.trace() - 2 * roots
    normalised = distance / (distance.detach() + 0.01)
    return (distance, normalised, torch.autograd.grad(normalised, rows)[0])


def ema(averages, rows, beta):
    mean, second = rows.mean(dim=0), rows.T @ rows / len(rows)
    averages.mean = torch.lerp(mean, averages.mean, beta)
    averages.second = torch.lerp(second, averages.second, beta)
    return averages.second - torch.outer(averages.mean, averages.mean)

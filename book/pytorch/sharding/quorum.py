import copy
import itertools

import torch


def sources(quorum):
    pairs = list(zip(quorum.members, quorum.steps))
    latest = max(quorum.steps)
    current = itertools.cycle(m for m, steps in pairs if steps == latest)
    return [None if steps == latest else next(current) for _, steps in pairs]


def _update(replica, gradient):
    replica.momentum = 0.8 * replica.momentum + gradient
    rate = 0.2 / (1 + replica.steps / 4)
    replica.weights = replica.weights - rate * replica.momentum
    replica.steps += 1


def step(quorum, replicas, gradients):
    counted = []
    for member, source in zip(quorum.members, sources(quorum)):
        if source is None:
            counted.append(gradients[member])
        else:  # dist.send and dist.recv
            replicas[member] = copy.deepcopy(replicas[source])
    if any(gradient is None for gradient in counted):
        return False
    mean = torch.stack(counted).mean(dim=0)  # dist.all_reduce
    for member in quorum.members:
        _update(replicas[member], mean)
    return True

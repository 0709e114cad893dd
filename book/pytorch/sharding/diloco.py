import torch


def outer_step(outer, state, ranks):
    # A step of torch.optim.SGD(nesterov=True), where grad is delta.
    delta = state.weights - torch.stack(ranks).mean(dim=0)  # dist.all_reduce
    state.velocity = outer.momentum * state.velocity + delta
    update = delta + outer.momentum * state.velocity
    state.weights = state.weights - outer.rate * update


def train(outer, state, workers, every, rounds):
    for _ in range(rounds):
        ranks = [state.weights.clone() for _ in workers]
        for worker, own in zip(workers, ranks):
            for _ in range(every):
                worker(own)
        outer_step(outer, state, ranks)

import torch


def streaming(plan, state, workers, steps):
    beat, outer = plan.every // plan.fragments, plan.outer
    fragments = torch.arange(len(state.weights)).tensor_split(plan.fragments)
    ranks = [state.weights.clone() for _ in workers]
    for step in range(1, steps + 1):
        for worker, own in zip(workers, ranks):
            worker(own)
        at = fragments[(step - 1) // beat % plan.fragments]
        if (step + plan.delay) % beat == 0:
            # dist.all_reduce(…, async_op=True), awaited below
            delta = state.weights[at] - torch.stack(ranks).mean(dim=0)[at]
        if step % beat == 0:
            v = outer.momentum * state.velocity[at] + delta
            state.velocity[at] = v
            state.weights[at] -= outer.rate * (delta + outer.momentum * v)
            for own in ranks:
                own[at] = torch.lerp(state.weights[at], own[at], plan.own)
    return ranks

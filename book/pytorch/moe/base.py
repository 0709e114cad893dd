import heapq

import torch


def assign(affinities):
    # An auction. In SciPy: linear_sum_assignment, T/E columns each.
    tokens, experts = affinities.shape
    bids, waiting = [[] for _ in range(experts)], list(range(tokens))
    while waiting:
        token = waiting.pop()
        prices = [
            own[0][0] if len(own) == tokens // experts else 0.0
            for own in bids
        ]
        gains = affinities[token].double() - torch.tensor(
            prices, dtype=torch.double
        )
        best, *others = gains.sort(descending=True).values.tolist()
        expert = gains.argmax().item()
        step = 1 / (64 * (tokens + 1))
        bid = prices[expert] + best - (others or [best])[0] + step
        heapq.heappush(bids[expert], (bid, token))
        if len(bids[expert]) > tokens // experts:
            waiting.append(heapq.heappop(bids[expert])[1])
    expert_of = {
        token: expert
        for expert in range(experts)
        for _, token in bids[expert]
    }
    return [expert_of[token] for token in range(tokens)]


def combine(tokens, centroids, experts, outputs):
    gates = (
        (tokens * centroids[experts]).sum(dim=1, keepdim=True).sigmoid()
    )
    return torch.lerp(tokens, outputs, gates)

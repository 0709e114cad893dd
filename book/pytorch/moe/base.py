import heapq

import torch


def assign(affinities):
    # An auction. SciPy has scipy.optimize.linear_sum_assignment.
    tokens, experts = affinities.shape
    bids, waiting = [[] for _ in range(experts)], list(range(tokens))
    while waiting:
        token = waiting.pop()
        full = [len(own) == tokens // experts for own in bids]
        prices = [own[0][0] if f else 0.0 for own, f in zip(bids, full)]
        row = affinities[token].tolist()
        gains = [own - price for own, price in zip(row, prices)]
        best, *others = sorted(gains, reverse=True)
        expert = gains.index(best)
        # Affinities differ by 1/64: all these steps together are less.
        step = 1 / (64 * (tokens + 1))
        bid = prices[expert] + best - (others or [best])[0] + step
        heapq.heappush(bids[expert], (bid, token))
        if len(bids[expert]) > tokens // experts:
            waiting.append(heapq.heappop(bids[expert])[1])
    expert_of = {
        token: expert for expert in range(experts) for _, token in bids[expert]
    }
    return [expert_of[token] for token in range(tokens)]


def combine(tokens, centroids, experts, outputs):
    gates = (tokens * centroids[experts]).sum(dim=1, keepdim=True).sigmoid()
    return torch.lerp(tokens, outputs, gates)

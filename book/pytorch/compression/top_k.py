import torch


def top_k(scores, first, block, k):
    chosen = []
    for position, row in enumerate(scores, start=first):
        seen = row[: (position + 1) // block]
        # torch.topk does not say which of equal scores it takes.
        order = seen.sort(descending=True, stable=True).indices
        chosen.append(sorted(order[:k].tolist()))
    return chosen

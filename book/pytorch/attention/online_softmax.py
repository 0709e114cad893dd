import torch


def start(width):
    return (torch.tensor(-torch.inf), torch.tensor(0.0), torch.zeros(width))


def update(state, score, value):
    return merge(state, (score, torch.tensor(1.0), value))


def merge(left, right):
    largest = torch.maximum(left[0], right[0])
    if largest == -torch.inf:
        return left
    a, b = torch.exp(left[0] - largest), torch.exp(right[0] - largest)
    return (largest, a * left[1] + b * right[1], a * left[2] + b * right[2])


def finish(state):
    largest, total, output = state
    # Nothing seen: 0 / 0 is NaN, and the mean is 0.
    return (output / total).nan_to_num(0.0), largest + total.log()

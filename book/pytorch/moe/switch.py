import torch
import torch.nn.functional as F


def capacity(tokens, experts, factor):
    hundredths = round(100 * factor)
    return -(-tokens * hundredths // (100 * experts))  # rounded up


def route(logits, capacity):
    expert = logits.argmax(dim=-1)  # of equals the first
    gate = logits.softmax(dim=-1).amax(dim=-1)
    # How many have chosen each expert so far.
    chosen = F.one_hot(expert, logits.shape[1]).cumsum(dim=0)
    slot = chosen.gather(1, expert[:, None]).squeeze(1) - 1
    return expert, gate, slot.masked_fill(slot >= capacity, -1)

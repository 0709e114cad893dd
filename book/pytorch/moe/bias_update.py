import torch
import torch.nn.functional as F


def bias_update(bias, counts, rate):
    # Whole numbers, so that a count equal to the mean is equal.
    return bias + rate * torch.sign(counts.sum() - len(counts) * counts)


def sequence_loss(logits, k):
    experts = logits.shape[1]
    scores = logits.sigmoid()
    chosen = F.one_hot(scores.topk(k).indices, experts).sum(dim=1)
    share = scores / scores.sum(dim=1, keepdim=True)
    return experts / k * chosen.float().mean(dim=0) @ share.mean(dim=0)

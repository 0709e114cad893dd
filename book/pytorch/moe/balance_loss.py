import torch.nn.functional as F


def balance_loss(logits):
    experts = logits.shape[1]
    f = F.one_hot(logits.argmax(dim=-1), experts).float().mean(dim=0)
    p = logits.softmax(dim=-1).mean(dim=0)
    return experts * f @ p

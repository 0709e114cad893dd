import torch
import torch.nn.functional as F


def exact(logits, losses):
    logits = logits.detach().requires_grad_()
    expected = logits.softmax(dim=0) @ losses
    return torch.autograd.grad(expected, logits)[0]


def sampled(logits, actions, losses, baseline=None):
    if baseline is None:  # the mean of the others
        baseline = (losses.sum() - losses) / (len(losses) - 1)
    scores = F.one_hot(actions, len(logits)) - logits.softmax(dim=0)
    return (losses - baseline)[:, None] * scores


def straight_through(logits, outputs, target):
    logits = logits.detach().requires_grad_()
    gate = logits.softmax(dim=0)
    hard = F.one_hot(logits.argmax(), len(logits))
    # Forward the hard choice, backward the gate.
    output = (hard + gate - gate.detach()) @ outputs
    loss = (output - target).square().sum() / 2
    return output.detach(), torch.autograd.grad(loss, logits)[0]

import torch


def _with_gradients(loss):
    def feedback(logits, outputs, target):
        leaves = [x.detach().requires_grad_() for x in (outputs, logits)]
        value = loss(*reversed(leaves), target)
        return value.detach(), *torch.autograd.grad(value, leaves)

    return feedback


@_with_gradients
def blended(logits, outputs, target):
    return (target - logits.softmax(dim=0) @ outputs).square().sum()


@_with_gradients
def competitive(logits, outputs, target):
    return logits.softmax(dim=0) @ (target - outputs).square().sum(dim=1)


def responsibilities(logits, outputs, target):
    return (logits - (target - outputs).square().sum(dim=1) / 2).softmax(dim=0)


@_with_gradients
def likelihood(logits, outputs, target):
    joint = logits - (target - outputs).square().sum(dim=1) / 2
    return logits.logsumexp(dim=0) - joint.logsumexp(dim=0)

import torch


def clip(sharded, replicated, most):
    # torch.nn.utils.clip_grad_norm_, if nothing were shared out.
    total = sum(own.square().sum() for own in sharded)  # dist.all_reduce
    norm = (total + replicated.square().sum()).sqrt()
    factor = (most / (norm + 1e-6)).clamp(max=1.0)
    for gradient in (*sharded, replicated):
        gradient.mul_(factor)
    return norm

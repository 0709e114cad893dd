import torch


def step(adam, moments, weights, gradient):
    # torch.optim.AdamW, on what lies in place.
    beta1, beta2 = adam.betas
    moments.steps += 1
    moments.first.lerp_(gradient, 1 - beta1)
    moments.second.lerp_(gradient.square(), 1 - beta2)
    mean = moments.first / (1 - beta1**moments.steps)
    root = (moments.second / (1 - beta2**moments.steps)).sqrt()
    weights.mul_(1 - adam.rate * adam.decay)
    weights.addcdiv_(mean, root + adam.epsilon, value=-adam.rate)


def zero_1(adam, moments, weights, gradients):
    n = len(moments)
    mean = torch.stack(gradients).mean(dim=0)  # dist.reduce_scatter
    shards = zip(moments, weights.tensor_split(n), mean.tensor_split(n))
    for own_moments, own_weights, own_mean in shards:
        step(adam, own_moments, own_weights, own_mean)
    # A shard is a view here, so all are in place: dist.all_gather.

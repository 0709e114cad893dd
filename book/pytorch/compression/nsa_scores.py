import torch


def nsa_scores(weights, length, stride, block, blocks):
    i = torch.arange(weights.shape[1])[:, None] * stride
    j = torch.arange(blocks) * block
    common = torch.minimum(i + length, j + block) - torch.maximum(i, j)
    return weights.sum(dim=0) @ (common.clamp(min=0) / stride)

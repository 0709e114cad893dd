import math

import torch


def fused(scores, values, block):
    outputs, totals = [], []
    for rows in scores.split(block):
        largest = torch.full((len(rows), 1), -math.inf)
        total = torch.zeros(len(rows), 1)
        output = torch.zeros(len(rows), values.shape[-1])
        for score, value in zip(rows.T, values):
            new = torch.maximum(largest, score[:, None])
            # −∞ less −∞ is no number, and stands for a weight of 0.
            rescale = (largest - new).exp().nan_to_num(0.0)
            weight = (score[:, None] - new).exp().nan_to_num(0.0)
            total = rescale * total + weight
            output = rescale * output + weight * value
            largest = new
        outputs.append((output / total).nan_to_num(0.0))
        totals.append((largest + total.log()).squeeze(1))
    return torch.cat(outputs), torch.cat(totals)

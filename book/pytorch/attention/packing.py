import math

import torch


def _owners(lengths, total):
    # The number of the document at each position, −1 in the padding.
    owners = torch.arange(len(lengths)).repeat_interleave(torch.tensor(lengths))
    return torch.cat([owners, torch.full((total - len(owners),), -1)])


def mask(lengths, total):
    owner = _owners(lengths, total)
    return ((owner[:, None] == owner) & (owner >= 0)).tril()


def positions(lengths, total):
    places = torch.cat([torch.arange(n) for n in lengths])
    return torch.cat([places, places.new_zeros(total - len(places))])


def targets(lengths, total):
    owner = _owners(lengths, total + 1)
    return (owner[1:] == owner[:-1]) & (owner[:-1] >= 0)


def attend(queries, keys, values, lengths):
    scores = queries @ keys.T / math.sqrt(queries.shape[-1])
    scores = scores.masked_fill(~mask(lengths, len(queries)), -math.inf)
    return scores.softmax(dim=-1).nan_to_num(0.0) @ values

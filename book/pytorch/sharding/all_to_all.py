import torch


def counts(experts, each, size):
    ranks = [expert // each for chosen in experts for expert in chosen]
    return [ranks.count(rank) for rank in range(size)]


def layer(ranks, each, expert):
    outputs = [torch.zeros_like(own.tokens) for own in ranks]
    for e in range(each * len(ranks)):
        # Rows go to rank e // each and back: dist.all_to_all, twice.
        for own, output in zip(ranks, outputs):
            for token, row in enumerate(own.tokens):
                if e in own.experts[token]:
                    weight = own.weights[token][own.experts[token].index(e)]
                    output[token] += weight * expert(e, row[None])[0]
    return outputs

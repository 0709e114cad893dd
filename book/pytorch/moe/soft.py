import torch


def logits(tokens, slots, scale=None):
    if scale is None:
        return tokens @ slots
    rows = torch.rsqrt(tokens.square().sum(dim=1, keepdim=True) + 1e-6)
    columns = torch.rsqrt(slots.square().sum(dim=0) + 1e-6)
    return scale * (tokens * rows) @ (slots * columns)


def weights(logits):
    return logits.softmax(dim=0), logits.softmax(dim=1)


def soft(tokens, slots, scale, experts, expert):
    dispatch, combine = weights(logits(tokens, slots, scale))
    inputs = (dispatch.T @ tokens).chunk(experts)
    outputs = [expert(i, own) for i, own in enumerate(inputs)]
    return combine @ torch.cat(outputs)

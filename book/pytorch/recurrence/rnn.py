import torch


def forward(inputs, start, w):
    states = [start]
    for x in inputs:
        states.append(torch.tanh(w.hidden @ states[-1] + w.input @ x + w.bias))
    return torch.stack(states)[1:]


def jacobian(states, hidden):
    product = torch.eye(len(hidden))
    for h in states:
        product = (1 - h.square())[:, None] * hidden @ product
    return product

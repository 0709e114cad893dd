import torch


def gru(x, h, w):
    # torch.nn.GRUCell, with a bias of the input and one of the state.
    of_input = w.input @ x + w.input_bias  # (3, d)
    of_state = w.hidden @ h + w.hidden_bias
    r, z = (of_input[:2] + of_state[:2]).sigmoid()
    n = torch.tanh(of_input[2] + r * of_state[2])
    return torch.lerp(n, h, z)

import torch


def inverse_rope(outputs, first, rotary, base):
    positions = torch.arange(first, first + len(outputs))[:, None]
    angles = -positions * base ** (-torch.arange(0, rotary, 2) / rotary)
    turn = torch.polar(torch.ones_like(angles), angles)
    still, pairs = outputs[..., :-rotary], outputs[..., -rotary:]
    pairs = torch.view_as_complex(pairs.unflatten(-1, (-1, 2)).contiguous())
    turned = torch.view_as_real(pairs * turn[:, None]).flatten(-2)
    return torch.cat([still, turned], dim=-1)

import torch


def positions(text, images):
    start = max((max(image) // 2 for image in images), default=0)
    parts = [torch.arange(start, start + text)[:, None].expand(-1, 3)]
    for k, (height, width) in enumerate(images):
        rows = torch.arange(height // 2 - height, height // 2)
        columns = torch.arange(width // 2 - width, width // 2)
        parts.append(torch.cartesian_prod(torch.tensor([k]), rows, columns))
    return torch.cat(parts)


def rotate(x, positions, axes, base):
    angles = [
        positions[:, axis, None] * base ** (-torch.arange(0, width, 2) / width)
        for axis, width in enumerate(axes)
    ]
    angles = torch.cat(angles, dim=-1)
    pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)).contiguous())
    turned = pairs * torch.polar(torch.ones_like(angles), angles)
    return torch.view_as_real(turned).flatten(-2)

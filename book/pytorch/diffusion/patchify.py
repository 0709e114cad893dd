import torch


def patchify(image, p):
    channels, h, w = image.shape
    # Rows of squares, rows within; columns of squares, columns within.
    squares = image.reshape(channels, h // p, p, w // p, p)
    return squares.permute(1, 3, 2, 4, 0).reshape(-1, p * p * channels)


def unpatchify(tokens, shape, p):
    channels, h, w = shape
    squares = tokens.reshape(h // p, w // p, p, p, channels)
    return squares.permute(4, 0, 2, 1, 3).reshape(channels, h, w)

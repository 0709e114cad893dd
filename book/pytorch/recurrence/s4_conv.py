import torch


def kernel(a, b, c, length):
    numbers = torch.empty(length)
    for l in range(length):
        numbers[l] = c @ b
        b = a @ b
    return numbers


def convolve(kernel, input):
    # Twice as long, because the product of transforms goes in a circle.
    size = 2 * len(input)
    product = torch.fft.rfft(kernel, size) * torch.fft.rfft(input, size)
    return torch.fft.irfft(product, size)[: len(input)]


def recur(a, b, c, input):
    state, output = torch.zeros_like(b), torch.empty_like(input)
    for t, u in enumerate(input):
        state = a @ state + b * u
        output[t] = c @ state
    return output

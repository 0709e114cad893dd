import itertools

import torch


def loop_order(a, b, line):
    (m, k), n = a.shape, b.shape[1]
    c = torch.zeros(m, n)
    # What a step of each loop moves, in two tensors: by a whole line at most.
    strides = {
        "i": (a.stride(0), c.stride(0)),
        "k": (a.stride(1), b.stride(0)),
        "j": (b.stride(1), c.stride(1)),
    }
    loops = [("i", m), ("k", k), ("j", n)]
    loops.sort(key=lambda loop: -sum(min(s, line) for s in strides[loop[0]]))
    for place in itertools.product(*(range(count) for _, count in loops)):
        at = dict(zip("".join(letter for letter, _ in loops), place))
        c[at["i"], at["j"]] += a[at["i"], at["k"]] * b[at["k"], at["j"]]
    return c

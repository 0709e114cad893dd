"""The same forms in NumPy and in PyTorch, where they are installed, on the inputs of the benchmark: the ratio to what it measured.

    cargo bench -p recurrence --features bench --bench lengths
    python3 chapters/recurrence/benches/against.py

One thread for all. A number above 1 says how many times as long NumPy or PyTorch takes as our fastest road of that form.
"""

import json
import os
import pathlib
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

try:
    import torch

    torch.set_num_threads(1)
except ImportError:
    torch = None

WIDTH, CHUNK, A = 64, 64, -0.5
ROOT = pathlib.Path(__file__).resolve().parents[3]


def portable(seed, rows, columns):
    """s <- (1103515245 s + 12345) mod 2^31, and 2s/2^31 - 1, row by row."""
    state, out = seed, np.empty(rows * columns)
    for i in range(out.size):
        state = (1103515245 * state + 12345) & 0x7FFFFFFF
        out[i] = 2 * state / 2147483648 - 1
    return out.reshape(rows, columns).astype(np.float32)


def between(seed, count, least, most):
    return np.float32(least) + np.float32(most - least) * (portable(seed, count, 1)[:, 0] + 1) / 2


def linear(length):
    q, k, v = (portable(seed, length, WIDTH) for seed in (1, 2, 3))

    def phi(x):
        return np.where(x > 0, x + 1, np.exp(np.minimum(x, 0)))

    def by_numpy():
        weights = np.tril(phi(q) @ phi(k).T)
        return weights @ v / (weights.sum(1, keepdims=True) + np.float32(1e-6))

    def by_torch():
        f = torch.nn.functional.elu
        weights = torch.tril((f(tq) + 1) @ (f(tk) + 1).T)
        return weights @ tv / (weights.sum(1, keepdim=True) + 1e-6)

    if torch:
        tq, tk, tv = map(torch.from_numpy, (q, k, v))
    return by_numpy, by_torch


def ssd(length, chunk):
    x, b, c = (portable(seed, length, WIDTH) for seed in (1, 2, 3))
    logs = A * between(4, length, 0.01, 0.1)
    written = x * (logs / A)[:, None]

    def with_(tril, cumsum, exp, zeros, cat, c, b, written, logs):
        state, out = zeros((WIDTH, WIDTH)), []
        for first in range(0, length, chunk):
            own = slice(first, min(first + chunk, length))
            sums = cumsum(logs[own], 0)
            weights = (c[own] @ b[own].T) * tril(exp(tril(sums[:, None] - sums[None, :])))
            out.append(weights @ written[own] + (c[own] * exp(sums)[:, None]) @ state)
            left = exp(sums[-1] - sums)[:, None] * b[own]
            state = exp(sums[-1]) * state + left.T @ written[own]
        return cat(out)

    def by_numpy():
        zeros = lambda shape: np.zeros(shape, np.float32)
        return with_(np.tril, np.cumsum, np.exp, zeros, np.concatenate, c, b, written, logs)

    def by_torch():
        return with_(torch.tril, torch.cumsum, torch.exp, torch.zeros, torch.cat, tc, tb, tw, tl)

    if torch:
        tc, tb, tw, tl = map(torch.from_numpy, (c, b, written, logs))
    return by_numpy, by_torch


def kda(length):
    q, k, v, decays = (portable(seed, length, WIDTH) for seed in (1, 2, 3, 5))
    k = k / np.sqrt((k * k).sum(1, keepdims=True) + np.float32(1e-6))
    beta, decays = between(4, length, 0.1, 0.9), np.float32(-0.05) * (decays + 1)

    def with_(exp, zeros, stack, outer, q, k, v, beta, decays):
        state, out = zeros((WIDTH, WIDTH)), []
        for t in range(length):
            state = state * exp(decays[t])[:, None]
            state = state + outer(k[t], beta[t] * (v[t] - k[t] @ state))
            out.append(q[t] @ state / WIDTH**0.5)
        return stack(out)

    def by_numpy():
        zeros = lambda shape: np.zeros(shape, np.float32)
        return with_(np.exp, zeros, np.stack, np.outer, q, k, v, beta, decays)

    def by_torch():
        return with_(torch.exp, torch.zeros, torch.stack, torch.outer, *tensors)

    if torch:
        tensors = list(map(torch.from_numpy, (q, k, v, beta, decays)))
    return by_numpy, by_torch


FORMS = [
    ("linear_attention", "quadratic", linear),
    ("ssd", "quadratic", lambda length: ssd(length, length)),
    ("ssd", "chunked", lambda length: ssd(length, CHUNK)),
    ("kda", "recurrent", kda),
]


def shortest(run):
    times, until = [], time.perf_counter() + 1.0
    while time.perf_counter() < until or len(times) < 3:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main():
    measured = json.loads((ROOT / "book/data/recurrence-bench.json").read_text())
    print(f"{measured['machine']['cpu']}, {measured['date']}; one thread")
    print(f"{'':34} {'ours':>10} {'NumPy':>7} {'PyTorch':>7}")
    for subject, by, form in FORMS:
        series = next(s for s in measured["series"] if (s["subject"], s["by"]) == (subject, by))
        for run in form(64)[: 2 if torch else 1]:
            first = np.asarray(run()).reshape(-1)[:8]
            off = np.abs(first - np.array(measured["first"][subject])).max()
            assert off < 1e-4, f"{subject} {by} differs by {off}: not the same inputs, or not the same form"
        for point in series["points"]:
            if point["length"] not in (256, 1024):
                continue
            runs = form(point["length"])
            ratios = [f"{shortest(run) / point['seconds']:7.2f}" for run in runs[: 2 if torch else 1]]
            ours = f"{1e3 * point['seconds']:7.2f} ms"
            print(f"{subject + ', ' + by:26} {point['length']:7} {ours} {' '.join(ratios)}")


if __name__ == "__main__":
    main()

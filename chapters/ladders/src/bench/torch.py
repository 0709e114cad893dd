"""PyTorch's side of the benchmark: one line in, one line out.

    prepare NAME LENGTH WIDTH   makes the inputs, computes once, answers "ok" or "none"; behind "ok" what else it uses
    time THREADS CALLS          answers the seconds of one call
"""

import importlib.metadata
import importlib.util
import pathlib
import sys
import time

import torch

torch.set_grad_enabled(False)
torch.manual_seed(1)


def attention(length, width):
    q, k, v = (torch.rand(1, 1, length, width) * 2 - 1 for _ in range(3))
    return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)


def softmax(length, width):
    x = torch.rand(length, width) * 20 - 10
    weights, totals = torch.empty(length, width), torch.empty(length)
    return lambda: (torch.softmax(x, -1, out=weights), torch.logsumexp(x, -1, out=totals))


def norm(length, width):
    x, r = torch.rand(length, width), torch.rand(length, width)
    w, h = torch.rand(width), torch.empty(length, width)

    def both():
        torch.add(x, r, out=h)
        return torch.nn.functional.rms_norm(h, (width,), w, 1e-6)

    return both


def grouped(length, width):
    """A loop over the experts, each with a product of the tokens that have it."""
    experts, choices = 8, 2
    x = torch.rand(length, width) * 2 - 1
    weights = (torch.rand(experts, width, width) * 2 - 1) / width**0.5
    gates = torch.rand(length, choices) * 2 - 1
    draw = ((torch.rand(length) * 2 - 1) ** 2 * experts).long().clamp(max=experts - 1)
    chosen = torch.stack([draw, (draw + 1 + torch.randint(experts - 1, (length,))) % experts], 1)

    def loop():
        out = torch.zeros(length, width)
        for expert in range(experts):
            token, choice = (chosen == expert).nonzero(as_tuple=True)
            out.index_add_(0, token, gates[token, choice, None] * (x[token] @ weights[expert]))
        return out

    return loop


def fla():
    """fla's form of KDA in plain PyTorch, and its version. The package itself needs a GPU's compiler; this one file of it does not."""
    found = importlib.util.find_spec("fla")
    if found is None:
        return None, ""
    path = pathlib.Path(next(iter(found.submodule_search_locations))) / "ops/kda/naive.py"
    spec = importlib.util.spec_from_file_location("fla_kda", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.naive_chunk_kda, "fla-core " + importlib.metadata.version("fla-core")


try:
    FLA, FLA_VERSION = fla()
except Exception:
    FLA, FLA_VERSION = None, ""


def kda(length, width):
    """The form in chunks: fla's file where it is installed, else ours, with all pairs of a chunk at once and then chunk after chunk."""
    if FLA:
        q, k, v, g = (torch.rand(1, length, 4, width) * 2 - 1 for _ in range(4))
        k = torch.nn.functional.normalize(k, dim=-1)
        g, beta = -(g**4), torch.rand(1, length, 4)
        return lambda: FLA(q, k, v, g, beta, output_final_state=True)
    heads, chunk = 4, 64
    n = length // chunk
    q, k, v, g = (torch.rand(heads, n, chunk, width) * 2 - 1 for _ in range(4))
    k = torch.nn.functional.normalize(k, dim=-1)
    g, beta = -(g**4), torch.rand(heads, n, chunk, 1)
    below = torch.tril(torch.ones(chunk, chunk, dtype=torch.bool), -1)

    def chunks():
        sums = g.cumsum(-2)
        own, seen = torch.empty(heads, n, chunk, chunk), torch.empty(heads, n, chunk, chunk)
        for j in range(chunk):
            faded = k[..., j : j + 1, :] * (sums - sums[..., j : j + 1, :]).clamp(max=0).exp()
            own[..., j] = (k * faded).sum(-1)
            seen[..., j] = (q * faded).sum(-1)
        own = torch.where(below, own * beta, 0)
        seen = torch.where(below.T, 0, seen)
        solved = torch.linalg.solve_triangular(own, torch.diag_embed(beta[..., 0]), upper=False, unitriangular=True)
        keys, values = solved @ (sums.exp() * k), solved @ v
        state = torch.zeros(heads, width, width)
        out = torch.empty(heads, n, chunk, width)
        for i in range(n):
            new = values[:, i] - keys[:, i] @ state
            out[:, i] = (q[:, i] * sums[:, i].exp()) @ state + seen[:, i] @ new
            last = sums[:, i, -1:]
            state = last.exp().transpose(-1, -2) * state + (k[:, i] * (last - sums[:, i]).exp()).transpose(-1, -2) @ new
        return out / width**0.5, state

    return chunks


MADE = {"attention": attention, "softmax": softmax, "norm": norm, "grouped": grouped, "kda": kda}

print(torch.__version__.split("+")[0], flush=True)
run = None
for line in sys.stdin:
    word, *rest = line.split()
    if word == "prepare":
        name, length, width = rest[0], int(rest[1]), int(rest[2])
        run = MADE[name](length, width) if name in MADE else None
        if run:
            run()
        more = " " + FLA_VERSION if name == "kda" and FLA else ""
        print("ok" + more if run else "none", flush=True)
    elif word == "time":
        torch.set_num_threads(int(rest[0]))
        calls = int(rest[1])
        start = time.perf_counter()
        for _ in range(calls):
            run()
        print((time.perf_counter() - start) / calls, flush=True)

import torch


def _orthonormal(p):
    columns = []
    for column in p.T:
        for before in columns:
            column = column - before @ column * before
        columns.append(column / (column.norm() + 1e-8))
    return torch.stack(columns, dim=1)


def power_sgd(gradients, memories):
    matrices = [g + memory.error for g, memory in zip(gradients, memories)]
    q = memories[0].q  # the same on all ranks
    p = _orthonormal(sum(m @ q for m in matrices))  # dist.all_reduce
    q = sum(m.T @ p for m in matrices) / len(matrices)  # dist.all_reduce
    out = p @ q.T
    for memory, matrix in zip(memories, matrices):
        memory.error, memory.q = matrix - out, q
    return out

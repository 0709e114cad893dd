from math import prod


def _crossings(used, write_allocate):
    if used == "read" or used == "written" and not write_allocate:
        return 1
    return 2


def _moved(extents, operand, write_allocate, level):
    part = prod(extents[at] for at in operand.loops if at >= level)
    stepping = [at for at in operand.loops if at < level and extents[at] > 1]
    times = prod(extents[: max(stepping) + 1]) if stepping else 1
    ways = _crossings(operand.used, write_allocate)
    return times * part * operand.element_bytes * ways


def traffic(extents, step_operations, operands, write_allocate):
    steps, levels = prod(extents), range(len(extents) + 1)
    if steps == 0:
        return 0, 0, 0, [0 for _ in levels]
    cached = [
        sum(_moved(extents, array, write_allocate, level) for array in operands)
        for level in levels
    ]
    each = sum(o.element_bytes * _crossings(o.used, False) for o in operands)
    return steps * step_operations, steps * each, cached[0], cached

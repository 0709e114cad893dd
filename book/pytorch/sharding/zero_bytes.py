def held(zero, units, ranks):
    whole, shard = sum(units), sum(-(-unit // ranks) for unit in units)
    weights = shard if zero.stage >= 3 else whole
    gradients = shard if zero.stage >= 2 else whole
    optimizer = shard if zero.stage >= 1 else whole
    return 2 * weights + 2 * gradients + 12 * optimizer


def peak(zero, units, ranks):
    gathered = 0
    if zero.stage == 3:
        gathered = max(units, default=0) if zero.reshard else sum(units)
    return held(zero, units, ranks) + 2 * gathered


def sent(zero, units, ranks):
    rounds = 3 if zero.stage == 3 and zero.reshard else 2
    return rounds * sum(units) * (ranks - 1)

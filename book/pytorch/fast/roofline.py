from math import inf


def roofline(operations, levels, work, bytes, threads, measured):
    rate = operations * threads
    bandwidths = [
        level.bandwidth if level.shared else level.bandwidth * threads
        for level in levels
    ]
    times = [work / rate] + [b / w for b, w in zip(bytes, bandwidths)]
    floor = max(times)
    limit = times.index(floor)  # 0 is arithmetic, 1 the first level
    return (
        floor,
        limit,
        work / bytes[-1] if bytes[-1] else inf,
        work / floor if floor else 0.0,
        rate / bandwidths[-1],
        floor / measured if measured else None,
    )

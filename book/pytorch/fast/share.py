def _filled(costs, starts, threads, most):
    ranges, begin = [], 0
    for _ in range(threads):
        fitting = [end for end in starts if sum(costs[begin:end]) <= most]
        end = max(fitting + [begin])
        ranges.append((begin, end))
        begin = end
    return ranges if begin == len(costs) else None


def share(costs, lines, threads):
    starts = [
        i
        for i in range(1, len(costs))
        if (lines.offset + i * lines.row) % lines.line == 0
    ]
    starts.append(len(costs))
    low, high = 0, sum(costs)
    while low < high:
        middle = (low + high) // 2
        if _filled(costs, starts, threads, middle):
            high = middle
        else:
            low = middle + 1
    return _filled(costs, starts, threads, low)

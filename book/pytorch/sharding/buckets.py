def rebuilt(gradients, order, limits):
    closed, open, count = [], {}, {}
    for index in order:
        dtype = gradients[index].dtype
        bucket = open.setdefault(dtype, [])
        bucket.append(index)
        limit = limits[min(count.get(dtype, 0), len(limits) - 1)]
        if sum(gradients[i].bytes for i in bucket) >= limit:
            closed.append(open.pop(dtype))
            count[dtype] = count.get(dtype, 0) + 1
    # A dict keeps its order: the bucket that was begun first is first.
    return closed + list(open.values())


def initial(gradients, limits):
    buckets = rebuilt(gradients, range(len(gradients)), limits)
    return sorted(buckets, key=lambda bucket: -bucket[0])

import torch


def ddp(ranks, buckets):
    # dist.all_reduce of one number
    tokens = sum(batch.tokens for batches in ranks for batch in batches)
    gradients = [None] * sum(map(len, buckets))
    for bucket in buckets:
        total = 0
        for batches in ranks:
            for batch in batches:
                flat = torch.cat([batch.gradients[i] for i in bucket])
                total = total + batch.tokens * flat
        mean = total / max(tokens, 1)  # dist.all_reduce of a rank's own total
        sizes = [len(ranks[0][0].gradients[i]) for i in bucket]
        for i, gradient in zip(bucket, mean.split(sizes)):
            gradients[i] = gradient
    return gradients  # alike on all ranks

import torch


def ddp(ranks, buckets):
    # dist.all_reduce of one number
    tokens = sum(batch.tokens for batches in ranks for batch in batches)
    gradients = [None] * sum(map(len, buckets))
    for bucket in buckets:
        flat = [
            sum(
                batch.tokens
                * torch.cat([batch.gradients[i] for i in bucket])
                for batch in batches
            )
            for batches in ranks
        ]
        mean = torch.stack(flat).sum(dim=0) / max(
            tokens, 1
        )  # dist.all_reduce
        sizes = [len(ranks[0][0].gradients[i]) for i in bucket]
        for i, gradient in zip(bucket, mean.split(sizes)):
            gradients[i] = gradient
    return gradients  # alike on all ranks

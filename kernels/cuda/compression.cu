/* Reference kernels of the chapter on compression. Matrices are row-major and contiguous. */

/* Pooling. */

/* Roles. */

/* Selection. */

/* scores[t, s] = sum over heads h of weights[t, h] relu(queries[t, h] . keys[s]): the lightning indexer of DeepSeek-V3.2
 * (equation 1 of its report; inference/model.py in deepseek-ai/DeepSeek-V3.2-Exp, class Indexer, where the sum has two constant
 * factors more, heads^(-1/2) and width^(-1/2)). All heads share one key for each s. queries (n, heads, width), keys
 * (blocks, width), weights (n, heads). One thread: one score. */
KERNEL void select_scores(const real *queries, const real *keys, const real *weights, real *scores, integer n, integer heads,
                          integer width, integer blocks)
{
    integer at = THREAD;
    if (at >= n * blocks) return;
    integer t = at / blocks, s = at % blocks;
    real sum = 0;
    for (integer h = 0; h < heads; h++) {
        real product = 0;
        for (integer c = 0; c < width; c++) product += queries[(t * heads + h) * width + c] * keys[s * width + c];
        if (product > 0) sum += weights[t * heads + h] * product;
    }
    scores[at] = sum;
}

/* ranks[t, s] = how many of the blocks that query t sees it takes before block s: those with a larger score, and those with an
 * equal one and a lower index; -1 if it does not see block s. Query t stands at position first + t, counted from 0, and sees the
 * blocks of `size` tokens that are complete with it: s < floor((first + t + 1) / size), as in the official code of DeepSeek-V4
 * (inference/model.py). It takes the blocks with ranks from 0 to k - 1. Scores of blocks that it does not see are not read.
 * scores (n, blocks). One thread: one rank. */
KERNEL void select_ranks(const real *scores, integer *ranks, integer n, integer blocks, integer first, integer size)
{
    integer at = THREAD;
    if (at >= n * blocks) return;
    integer t = at / blocks, s = at % blocks, visible = (first + t + 1) / size, before = 0;
    if (s >= visible) {
        ranks[at] = -1;
        return;
    }
    const real *row = scores + t * blocks;
    for (integer other = 0; other < visible && other < blocks; other++)
        if (row[other] > row[s] || (row[other] == row[s] && other < s)) before++;
    ranks[at] = before;
}

/* Attention to the selected. */

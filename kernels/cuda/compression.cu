/* Reference kernels of the chapter on compression. Matrices are row-major and contiguous. */

/* Pooling. */

/* out[i, k] = mean over the tokens of block i of tokens[t, k], block tokens in each, for the entries = n / block complete blocks.
 * Mean pooling of keys: MoonshotAI/MoBA, moba_naive.py; fla-org/native-sparse-attention, ops/naive.py. One thread: one output. */
KERNEL void mean_pool(const real *tokens, real *out, integer entries, integer width, integer block)
{
    integer at = THREAD;
    if (at >= entries * width) return;
    integer i = at / width, k = at % width;
    real sum = 0;
    for (integer r = 0; r < block; r++) sum += tokens[(i * block + r) * width + k];
    out[at] = sum / block;
}

/* seen[t] = (positions[t] + 1) / block: the blocks that are complete when the token at a position, counted from 0, is there.
 * DeepSeek-V4, inference/model.py: the mask of compressed entries. One thread: one position. */
KERNEL void visible_blocks(const integer *positions, integer *seen, integer count, integer block)
{
    integer t = THREAD;
    if (t >= count) return;
    seen[t] = (positions[t] + 1) / block;
}

/* out[i, k] = sum_t w_t values[t, k], where w is the softmax over the tokens t of block i, and with `overlap` of block i - 1 too if
 * there is one, of gates[t, k] + bias[r, k]. Without overlap, bias has `block` rows and r = t mod block. With it, bias has 2 block
 * rows: the first half is for the block before, the second for the block itself.
 * DeepSeek-V4 report, equations 9 to 12 (with the same values and gates in both roles) and 20 to 23 (without overlap); inference/model.py,
 * Compressor. One thread: one output. */
KERNEL void pool_by_gates(const real *values, const real *gates, const real *bias, real *out, integer entries,
                          integer width, integer block, integer overlap)
{
    integer at = THREAD;
    if (at >= entries * width) return;
    integer i = at / width, k = at % width;
    integer own = i * block, from = overlap && i > 0 ? own - block : own, end = own + block;
    /* The row of bias that belongs to the token in place 0 of the block itself. */
    integer row = overlap ? block : 0;
    real largest = -INFINITE;
    for (integer t = from; t < end; t++) {
        real score = gates[t * width + k] + bias[(row + t - own) * width + k];
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer t = from; t < end; t++) {
        real weight = exp(gates[t * width + k] + bias[(row + t - own) * width + k] - largest);
        sum += weight;
        weighted += weight * values[t * width + k];
    }
    out[at] = weighted / sum;
}

/* Roles. */

/* Selection. */

/* Attention to the selected. */

/* Reference kernels of the attention chapter. Matrices are row-major and contiguous.
 *
 *   softmax               weights of each row of scores
 *   scaled_dot_product    attention, with or without a causal mask aligned bottom right
 *   online_softmax        log-sum-exp and weighted mean of any subset of a list of scores
 */

/* weights[r, c] = exp(scores[r, c]) / sum_j exp(scores[r, j]), with the row's largest score subtracted
 * from every exponent: the same value, and no exponent is positive. A row without a finite score is all zero.
 * One thread: one weight. */
KERNEL void softmax(const real *scores, real *weights, integer rows, integer columns)
{
    integer at = THREAD;
    if (at >= rows * columns) return;
    const real *row = scores + at / columns * columns;

    real largest = -INFINITE;
    for (integer j = 0; j < columns; j++)
        if (row[j] > largest) largest = row[j];
    if (largest == -INFINITE) {
        weights[at] = 0;
        return;
    }
    real sum = 0;
    for (integer j = 0; j < columns; j++) sum += exp(row[j] - largest);
    weights[at] = exp(scores[at] - largest) / sum;
}

/* output[i, c] = sum_j p[i, j] values[j, c], where p[i, :] is the softmax over the keys j that query i sees
 * of <queries[i], keys[j]> / sqrt(width). Without a mask a query sees every key; with the causal mask it sees
 * j <= i + (key_count - query_count): the last query sits at the last key. A query that sees nothing gives zero.
 * Vaswani et al. 2017 (arXiv 1706.03762), section 3.2.1. One thread: one output. */
KERNEL void scaled_dot_product(const real *queries, const real *keys, const real *values, real *output,
                               integer query_count, integer key_count, integer width, integer value_width,
                               integer causal)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;
    const real *query = queries + i * width;

    integer visible = key_count;
    if (causal && i + (key_count - query_count) + 1 < visible) visible = i + (key_count - query_count) + 1;

    real largest = -INFINITE;
    for (integer j = 0; j < visible; j++) {
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer j = 0; j < visible; j++) {
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        real weight = exp(score - largest);
        sum += weight;
        weighted += weight * values[j * value_width + c];
    }
    output[at] = visible > 0 ? weighted / sum : 0;
}

/* For each subset s of the items (member[s, j] is 1 or 0):
 *   log_sum_exp[s] = ln sum_j exp(scores[j])            minus infinity if no member has a finite score
 *   mean[s, c]     = sum_j exp(scores[j]) values[j, c] / sum_j exp(scores[j])     and then zero
 * over the members j. Every running state that online softmax passes through is such a subset, whatever the order
 * of its updates and merges. One thread: one channel of one subset; width must be at least 1. */
KERNEL void online_softmax(const real *scores, const real *values, const integer *member, real *log_sum_exp,
                           real *mean, integer subsets, integer items, integer width)
{
    integer at = THREAD;
    if (at >= subsets * width) return;
    integer s = at / width, c = at % width;
    member += s * items;

    real largest = -INFINITE;
    for (integer j = 0; j < items; j++)
        if (member[j] && scores[j] > largest) largest = scores[j];
    real sum = 0, weighted = 0;
    if (largest > -INFINITE)
        for (integer j = 0; j < items; j++)
            if (member[j]) {
                sum += exp(scores[j] - largest);
                weighted += exp(scores[j] - largest) * values[j * width + c];
            }
    mean[at] = sum > 0 ? weighted / sum : 0;
    if (c == 0) log_sum_exp[s] = sum > 0 ? largest + log(sum) : -INFINITE;
}

/* >> look_back */

/* << look_back */

/* >> positions */

/* << positions */

/* >> heads */

/* << heads */

/* >> nearby */

/* << nearby */

/* >> tiles */
/*   merge                 attention over all keys from parts that have seen some of them
 *   flash                 attention with the log-sum-exp of each query's scores
 *   flash_backward_*      the gradients of attention with respect to queries, keys and values
 */

/* Parts over disjoint sets of keys, each with its attention output o_p and log-sum-exp l_p for every query:
 *   log_sum_exp[i] = ln sum_p exp(l_p[i])
 *   output[i, c]   = sum_p exp(l_p[i]) o_p[i, c] / sum_p exp(l_p[i])
 * because exp(l_p) o_p is the sum of exp(score) value over the keys of part p. A query without a finite l_p gives zero
 * and minus infinity. Dao-AILab/flash-attention, tests/cute/test_flash_attn_combine.py (attention_combine_ref).
 * One thread: one output. */
KERNEL void merge(const real *outputs, const real *log_sum_exps, real *output, real *log_sum_exp, integer parts,
                  integer query_count, integer width)
{
    integer at = THREAD;
    if (at >= query_count * width) return;
    integer i = at / width;

    real largest = -INFINITE;
    for (integer p = 0; p < parts; p++)
        if (log_sum_exps[p * query_count + i] > largest) largest = log_sum_exps[p * query_count + i];
    real sum = 0, weighted = 0;
    if (largest > -INFINITE)
        for (integer p = 0; p < parts; p++) {
            real mass = exp(log_sum_exps[p * query_count + i] - largest);
            sum += mass;
            weighted += mass * outputs[p * query_count * width + at];
        }
    output[at] = sum > 0 ? weighted / sum : 0;
    if (at % width == 0) log_sum_exp[i] = sum > 0 ? largest + log(sum) : -INFINITE;
}

/* What a query sees: all keys, or with the causal mask the keys j <= i + (key_count - query_count). */
DEVICE integer tiles_visible(integer i, integer query_count, integer key_count, integer causal)
{
    integer visible = i + (key_count - query_count) + 1;
    if (!causal || visible > key_count) visible = key_count;
    return visible < 0 ? 0 : visible;
}

DEVICE real tiles_dot(const real *a, const real *b, integer width)
{
    real sum = 0;
    for (integer k = 0; k < width; k++) sum += a[k] * b[k];
    return sum;
}

/* The largest score of a query with the first `visible` keys. */
DEVICE real tiles_largest(const real *query, const real *keys, integer visible, integer width)
{
    real largest = -INFINITE;
    for (integer j = 0; j < visible; j++) {
        real score = tiles_dot(query, keys + j * width, width) / sqrt((real)width);
        if (score > largest) largest = score;
    }
    return largest;
}

/* sum_j exp(score_j - largest) over the first `visible` keys. */
DEVICE real tiles_sum(const real *query, const real *keys, real largest, integer visible, integer width)
{
    real sum = 0;
    for (integer j = 0; j < visible; j++)
        sum += exp(tiles_dot(query, keys + j * width, width) / sqrt((real)width) - largest);
    return sum;
}

/* Attention as in scaled_dot_product, and with it the log-sum-exp of each query's visible scores:
 *   log_sum_exp[i] = ln sum_j exp(<queries[i], keys[j]> / sqrt(width))
 * A query that sees nothing gives zero and minus infinity. FlashAttention-2 (Dao 2023), algorithm 1, returns both; here
 * they come from their definition. One thread: one output. */
KERNEL void flash(const real *queries, const real *keys, const real *values, real *output, real *log_sum_exp,
                  integer query_count, integer key_count, integer width, integer value_width, integer causal)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;
    const real *query = queries + i * width;

    integer visible = tiles_visible(i, query_count, key_count, causal);
    real largest = tiles_largest(query, keys, visible, width);
    real sum = tiles_sum(query, keys, largest, visible, width), weighted = 0;
    for (integer j = 0; j < visible; j++)
        weighted += exp(tiles_dot(query, keys + j * width, width) / sqrt((real)width) - largest)
                    * values[j * value_width + c];
    output[at] = visible > 0 ? weighted / sum : 0;
    if (c == 0) log_sum_exp[i] = visible > 0 ? largest + log(sum) : -INFINITE;
}

/* The gradient of a loss with respect to the score of query i and key j, by the Jacobian of the softmax:
 *   dS[i, j] = sum_k dP[i, k] P[i, k] (delta_jk - P[i, j]),    dP[i, k] = <upstream[i], values[k]>
 * where delta_jk is 1 for j = k and else 0. Nothing here knows that sum_k dP[i, k] P[i, k] = <upstream[i], output[i]>,
 * which is what FlashAttention's backward pass lives on. */
DEVICE real tiles_score_gradient(const real *query, const real *keys, const real *values, const real *upstream,
                                 integer j, integer visible, integer width, integer value_width)
{
    real largest = tiles_largest(query, keys, visible, width);
    real sum = tiles_sum(query, keys, largest, visible, width);
    real root = sqrt((real)width);
    real weight = exp(tiles_dot(query, keys + j * width, width) / root - largest) / sum;
    real gradient = 0;
    for (integer k = 0; k < visible; k++) {
        real other = exp(tiles_dot(query, keys + k * width, width) / root - largest) / sum;
        real slope = other * ((j == k ? 1 : 0) - weight);
        gradient += tiles_dot(upstream, values + k * value_width, value_width) * slope;
    }
    return gradient;
}

/* gradient[i, c] = sum_j dS[i, j] keys[j, c] / sqrt(width) over the keys that query i sees. One thread: one output. */
KERNEL void flash_backward_queries(const real *queries, const real *keys, const real *values, const real *upstream,
                                   real *gradient, integer query_count, integer key_count, integer width,
                                   integer value_width, integer causal)
{
    integer at = THREAD;
    if (at >= query_count * width) return;
    integer i = at / width, c = at % width;
    integer visible = tiles_visible(i, query_count, key_count, causal);
    real sum = 0;
    for (integer j = 0; j < visible; j++)
        sum += tiles_score_gradient(queries + i * width, keys, values, upstream + i * value_width, j, visible, width,
                                    value_width)
               * keys[j * width + c];
    gradient[at] = sum / sqrt((real)width);
}

/* gradient[j, c] = sum_i dS[i, j] queries[i, c] / sqrt(width) over the queries that see key j. One thread: one output. */
KERNEL void flash_backward_keys(const real *queries, const real *keys, const real *values, const real *upstream,
                                real *gradient, integer query_count, integer key_count, integer width,
                                integer value_width, integer causal)
{
    integer at = THREAD;
    if (at >= key_count * width) return;
    integer j = at / width, c = at % width;
    real sum = 0;
    for (integer i = 0; i < query_count; i++) {
        integer visible = tiles_visible(i, query_count, key_count, causal);
        if (j < visible)
            sum += tiles_score_gradient(queries + i * width, keys, values, upstream + i * value_width, j, visible,
                                        width, value_width)
                   * queries[i * width + c];
    }
    gradient[at] = sum / sqrt((real)width);
}

/* gradient[j, c] = sum_i P[i, j] upstream[i, c] over the queries that see key j. One thread: one output. */
KERNEL void flash_backward_values(const real *queries, const real *keys, const real *upstream, real *gradient,
                                  integer query_count, integer key_count, integer width, integer value_width,
                                  integer causal)
{
    integer at = THREAD;
    if (at >= key_count * value_width) return;
    integer j = at / value_width, c = at % value_width;
    real sum = 0;
    for (integer i = 0; i < query_count; i++) {
        const real *query = queries + i * width;
        integer visible = tiles_visible(i, query_count, key_count, causal);
        if (j >= visible) continue;
        real largest = tiles_largest(query, keys, visible, width);
        real total = tiles_sum(query, keys, largest, visible, width);
        sum += exp(tiles_dot(query, keys + j * width, width) / sqrt((real)width) - largest) / total
               * upstream[i * value_width + c];
    }
    gradient[at] = sum;
}

/* << tiles */

/* >> blocks */

/* << blocks */


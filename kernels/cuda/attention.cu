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

/* output[i, c] = sum_j p[j] values[j, c], where p is the softmax of <queries[i], keys[j]> / sqrt(width) over the window
 * of the query at position p_i = position[i]: the keys j with p_i - window < j <= p_i, which are `window` keys with its
 * own, and fewer near the start. 0 <= position[i] < key_count. Jiang et al. 2023 (arXiv 2310.06825), section 2;
 * openai/gpt-oss, gpt_oss/torch/model.py. One thread: one output. */
KERNEL void window_attention(const real *queries, const real *keys, const real *values, const integer *position,
                             real *output, integer query_count, integer key_count, integer width,
                             integer value_width, integer window)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;
    const real *query = queries + i * width;

    real largest = -INFINITE;
    for (integer j = 0; j < key_count; j++) {
        if (j > position[i] || j <= position[i] - window) continue;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer j = 0; j < key_count; j++) {
        if (j > position[i] || j <= position[i] - window) continue;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        sum += exp(score - largest);
        weighted += exp(score - largest) * values[j * value_width + c];
    }
    output[at] = weighted / sum;
}

/* output[h, i, c] = sum_j p[h, i, j] values[h, j, c] with
 *   p[h, i, j] = exp(s[h, i, j]) / (exp(sinks[h]) + sum_l exp(s[h, i, l]))
 *   s[h, i, j] = <queries[h, i], keys[h, j]> / sqrt(width)
 * over the keys j with visible[i, j]. The largest of the scores and the sink is subtracted from every exponent. A query
 * that sees no key gives zero. openai/gpt-oss, gpt_oss/torch/model.py (sdpa). One thread: one output. */
KERNEL void sink_attention(const real *queries, const real *keys, const real *values, const real *sinks,
                           const integer *visible, real *output, integer heads, integer query_count,
                           integer key_count, integer width, integer value_width)
{
    integer at = THREAD;
    if (at >= heads * query_count * value_width) return;
    integer c = at % value_width, i = at / value_width % query_count, h = at / value_width / query_count;
    const real *query = queries + (h * query_count + i) * width;
    keys += h * key_count * width;
    values += h * key_count * value_width;
    visible += i * key_count;

    real largest = sinks[h];
    for (integer j = 0; j < key_count; j++) {
        if (!visible[j]) continue;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = exp(sinks[h] - largest), weighted = 0;
    for (integer j = 0; j < key_count; j++) {
        if (!visible[j]) continue;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[j * width + k];
        score /= sqrt((real)width);
        sum += exp(score - largest);
        weighted += exp(score - largest) * values[j * value_width + c];
    }
    output[at] = weighted / sum;
}

/* << nearby */

/* >> tiles */

/* << tiles */

/* >> blocks */

/* << blocks */


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

/* << tiles */

/* >> blocks */

/* For `total` positions packed with documents of the given lengths one after the other, and padding after them:
 *   mask[i, j]    1 if i and j belong to the same document and j <= i
 *   position[i]   how many positions of i's document precede it; 0 in the padding
 *   target[i]     1 if position i + 1 belongs to the same document as i, so that i has a next token to predict
 * A position belongs to document s if it is not before the sum of the lengths before s, and before that sum and the
 * length of s; a document of length 0 has none. One thread: one entry of the mask. */
DEVICE integer document_of(const integer *lengths, integer documents, integer at)
{
    integer start = 0;
    for (integer s = 0; s < documents; s++) {
        if (at >= start && at < start + lengths[s]) return s;
        start += lengths[s];
    }
    return -1;
}

KERNEL void packing(const integer *lengths, integer *mask, integer *position, integer *target, integer documents,
                    integer total)
{
    integer at = THREAD;
    if (at >= total * total) return;
    integer i = at / total, j = at % total;
    integer document = document_of(lengths, documents, i);
    mask[at] = document >= 0 && document == document_of(lengths, documents, j) && j <= i;
    if (j > 0) return;
    position[i] = 0;
    if (document >= 0)
        for (integer before = 0; before < i; before++) position[i] += document_of(lengths, documents, before) == document;
    target[i] = document >= 0 && i + 1 < total && document_of(lengths, documents, i + 1) == document;
}

/* output[i, c] = sum_j p[i, j] values[j, c] with p[i, :] the softmax of <queries[i], keys[j]> / sqrt(width) over the j for
 * which mask[i, j] is not 0; a row of the mask without such a j gives zeros. One thread: one output. */
KERNEL void masked_attention(const real *queries, const real *keys, const real *values, const integer *mask, real *output,
                             integer query_count, integer key_count, integer width, integer value_width)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;

    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer second = 0; second < 2; second++)
        for (integer j = 0; j < key_count; j++) {
            if (!mask[i * key_count + j]) continue;
            real score = 0;
            for (integer k = 0; k < width; k++) score += queries[i * width + k] * keys[j * width + k];
            score /= sqrt((real)width);
            if (!second) {
                if (score > largest) largest = score;
            } else {
                sum += exp(score - largest);
                weighted += exp(score - largest) * values[j * value_width + c];
            }
        }
    output[at] = sum > 0 ? weighted / sum : 0;
}

/* output[r, c] = gain[c] x[r, c] / sqrt(epsilon + mean_k x[r, k]^2).
 * Zhang and Sennrich 2019 (arXiv 1910.07467), with epsilon inside the root. One thread: one output. */
KERNEL void rms_norm(const real *x, const real *gain, real *output, integer rows, integer width, real epsilon)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    const real *row = x + at / width * width;
    real squares = 0;
    for (integer k = 0; k < width; k++) squares += row[k] * row[k];
    output[at] = gain[at % width] * x[at] / sqrt(epsilon + squares / width);
}

/* output[r, c] = gain[c] (x[r, c] - mean) / sqrt(epsilon + variance) + bias[c], with the mean of row r and the mean square of
 * its differences from that mean. Ba et al. 2016 (arXiv 1607.06450). One thread: one output. */
KERNEL void layer_norm(const real *x, const real *gain, const real *bias, real *output, integer rows, integer width,
                       real epsilon)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    const real *row = x + at / width * width;
    real mean = 0, variance = 0;
    for (integer k = 0; k < width; k++) mean += row[k] / width;
    for (integer k = 0; k < width; k++) variance += (row[k] - mean) * (row[k] - mean) / width;
    output[at] = gain[at % width] * (x[at] - mean) / sqrt(epsilon + variance) + bias[at % width];
}

/* Component `column` of a row times a matrix. */
DEVICE real projected(const real *row, const real *matrix, integer width, integer columns, integer column)
{
    real sum = 0;
    for (integer k = 0; k < width; k++) sum += row[k] * matrix[k * columns + column];
    return sum;
}

/* output[r, c] = sum_u silu(<x[r], gate[:, u]>) <x[r], up[:, u]> down[u, c], where silu(z) = z / (1 + exp(-z)).
 * Shazeer 2020 (arXiv 2002.05202), without biases. One thread: one output. */
DEVICE real swiglu_of(const real *row, const real *gate, const real *up, const real *down, integer width, integer hidden,
                      integer columns, integer column)
{
    real sum = 0;
    for (integer u = 0; u < hidden; u++) {
        real z = projected(row, gate, width, hidden, u);
        sum += z / (1 + exp(-z)) * projected(row, up, width, hidden, u) * down[u * columns + column];
    }
    return sum;
}

KERNEL void swiglu(const real *x, const real *gate, const real *up, const real *down, real *output, integer rows,
                   integer width, integer hidden)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    output[at] = swiglu_of(x + at / width * width, gate, up, down, width, hidden, width, at % width);
}

/* Component `column` of multi-head attention from one row to the first `count` of some rows, all of them normalised and
 * given by the width of the model: sum over heads h, over rows j with weight p[h, j], and over components e of
 * value[j, h, e] out[h e, column]. Head h has columns h head_width ... of `query` and `out`; keys and values have
 * kv_heads heads, of which it uses number h / (heads / kv_heads). */
DEVICE real attended(const real *asking, const real *rows, integer count, const real *query, const real *key,
                     const real *value, const real *out, integer width, integer heads, integer kv_heads,
                     integer head_width, integer column)
{
    integer inner = heads * head_width, kv_inner = kv_heads * head_width;
    real total = 0;
    for (integer h = 0; h < heads; h++) {
        integer from = h * head_width, kv_from = h / (heads / kv_heads) * head_width;
        real largest = -INFINITE, sum = 0, weighted = 0;
        for (integer second = 0; second < 2; second++)
            for (integer j = 0; j < count; j++) {
                const real *row = rows + j * width;
                real score = 0;
                for (integer e = 0; e < head_width; e++)
                    score += projected(asking, query, width, inner, from + e)
                             * projected(row, key, width, kv_inner, kv_from + e);
                score /= sqrt((real)head_width);
                if (!second) {
                    if (score > largest) largest = score;
                    continue;
                }
                real says = 0;
                for (integer e = 0; e < head_width; e++)
                    says += projected(row, value, width, kv_inner, kv_from + e) * out[(from + e) * width + column];
                sum += exp(score - largest);
                weighted += exp(score - largest) * says;
            }
        if (sum > 0) total += weighted / sum;
    }
    return total;
}

/* output[i, c] = x[i, c] + attention(normed)[i, c] + swiglu(normed)[i, c], with causal multi-query attention: `heads` query
 * heads, one key and one value head. normed is rms_norm(x).
 * PaLM, Chowdhery et al. 2022 (arXiv 2204.02311), section 2; its rotary embedding is left out, and its LayerNorm is
 * replaced by RMSNorm. One thread: one output. */
KERNEL void parallel_block(const real *x, const real *normed, const real *query, const real *key, const real *value,
                           const real *out, const real *gate, const real *up, const real *down, real *output, integer rows,
                           integer width, integer heads, integer head_width, integer hidden)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    integer i = at / width, c = at % width;
    const real *row = normed + i * width;
    output[at] = x[at] + attended(row, normed, i + 1, query, key, value, out, width, heads, 1, head_width, c)
                 + swiglu_of(row, gate, up, down, width, hidden, width, c);
}

/* output[r, c] = latents[r, c] + attention[r, c]: each latent attends, with `heads` heads, to all rows of `seen`, which are
 * the normalised inputs and after them the normalised latents; its query comes from its own normalised row, number
 * inputs + r of `seen`. One attention sublayer of the Perceiver resampler: open_flamingo, open_flamingo/src/helpers.py,
 * PerceiverAttention and the residual of PerceiverResampler. One thread: one output. */
KERNEL void resampler(const real *seen, const real *latents, const real *query, const real *key, const real *value,
                      const real *out, real *output, integer inputs, integer latent_count, integer width, integer heads,
                      integer head_width)
{
    integer at = THREAD;
    if (at >= latent_count * width) return;
    integer r = at / width, c = at % width;
    output[at] = latents[at]
                 + attended(seen + (inputs + r) * width, seen, inputs + latent_count, query, key, value, out, width, heads,
                            heads, head_width, c);
}

/* << blocks */


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

/* output[i, h, c] = sum_j p[i, h, j] values[j, g, c], where p[i, h, :] is the softmax over the keys j that query i sees of
 * <queries[i, h], keys[j, g]> / sqrt(width), and g = h / (heads / groups): consecutive query heads share a key head.
 * Layout (tokens, heads, width). The causal mask is that of scaled_dot_product, and a query that sees nothing gives zero.
 * DeepSeek-V2 (arXiv 2405.04434), table 1; for which heads share, the README of Dao-AILab/flash-attention (6 heads on 2:
 * heads 0, 1, 2 use key head 0). One thread: one output. */
KERNEL void gqa(const real *queries, const real *keys, const real *values, real *output, integer query_count,
                integer key_count, integer heads, integer groups, integer width, integer value_width, integer causal)
{
    integer at = THREAD;
    if (at >= query_count * heads * value_width) return;
    integer c = at % value_width, h = at / value_width % heads, i = at / value_width / heads;
    integer g = h / (heads / groups);
    const real *query = queries + (i * heads + h) * width;

    integer visible = key_count;
    if (causal && i + (key_count - query_count) + 1 < visible) visible = i + (key_count - query_count) + 1;

    real largest = -INFINITE;
    for (integer j = 0; j < visible; j++) {
        const real *key = keys + (j * groups + g) * width;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * key[k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer j = 0; j < visible; j++) {
        const real *key = keys + (j * groups + g) * width;
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * key[k];
        score /= sqrt((real)width);
        sum += exp(score - largest);
        weighted += exp(score - largest) * values[(j * groups + g) * value_width + c];
    }
    output[at] = visible > 0 ? weighted / sum : 0;
}

/* 1 / sqrt(mean of squares + 1e-6), by which RMSNorm multiplies a vector. */
DEVICE real heads_rms_factor(const real *x, integer width)
{
    real squares = 0;
    for (integer k = 0; k < width; k++) squares += x[k] * x[k];
    return 1 / sqrt(squares / width + (real)1e-6);
}

/* Channel k of a vector after RoPE at a position, where even and odd are the two channels of its pair before: pair p =
 * k / 2 turns by position * 10000^(-2p / width). Interleaved pairs, as in DeepSeek-V3's inference/model.py. */
DEVICE real heads_turned(real even, real odd, integer k, integer width, integer position)
{
    real angle = position * pow((real)10000, -(real)(k / 2 * 2) / width);
    return k % 2 == 0 ? even * cos(angle) - odd * sin(angle) : even * sin(angle) + odd * cos(angle);
}

/* output[v, k] = gain[k] x[v, k] / sqrt(mean_k x[v, k]^2 + 1e-6): RMSNorm of each vector v. One thread: one output. */
KERNEL void qk_normalise(const real *x, const real *gain, real *output, integer vectors, integer width)
{
    integer at = THREAD;
    if (at >= vectors * width) return;
    output[at] = gain[at % width] * x[at] * heads_rms_factor(x + at / width * width, width);
}

/* scores[h, i, j] = <turn(norm(queries[i, h]), i + key_count - query_count), turn(norm(keys[j, h]), j)> / sqrt(width), where
 * norm is qk_normalise with the gain of the queries or of the keys, and turn is RoPE: normalised first, then rotated, as in
 * google/gemma_pytorch (gemma/model.py) and in diffusers' transformer_qwenimage.py. One thread: one score. */
KERNEL void qk_scores(const real *queries, const real *keys, const real *query_gain, const real *key_gain, real *scores,
                      integer query_count, integer key_count, integer heads, integer width)
{
    integer at = THREAD;
    if (at >= heads * query_count * key_count) return;
    integer j = at % key_count, i = at / key_count % query_count, h = at / key_count / query_count;
    const real *query = queries + (i * heads + h) * width, *key = keys + (j * heads + h) * width;
    real query_factor = heads_rms_factor(query, width), key_factor = heads_rms_factor(key, width);
    real score = 0;
    for (integer k = 0; k < width; k++) {
        integer even = k / 2 * 2, odd = even + 1;
        score += heads_turned(query[even] * query_gain[even] * query_factor, query[odd] * query_gain[odd] * query_factor,
                              k, width, i + key_count - query_count)
                 * heads_turned(key[even] * key_gain[even] * key_factor, key[odd] * key_gain[odd] * key_factor, k, width,
                                j);
    }
    scores[at] = score / sqrt((real)width);
}

/* sum_k hidden[k] weights[k, column]: one component of a projection. */
DEVICE real heads_projected(const real *hidden, const real *weights, integer width, integer columns, integer column)
{
    real sum = 0;
    for (integer k = 0; k < width; k++) sum += hidden[k] * weights[k * columns + column];
    return sum;
}

/* What multi-head latent attention caches of each token t, at position first + t:
 *   latents[t]   = norm(hidden[t] w_dkv)             RMSNorm without gain, epsilon 1e-6
 *   keys_rope[t] = turn(hidden[t] w_kr, first + t)   one rotated key for all heads
 * DeepSeek-V2 (arXiv 2405.04434), sections 2.1.2 and 2.1.3; the norm before caching in deepseek-ai/DeepSeek-V3's
 * inference/model.py. One thread: one number of the cache. */
KERNEL void mla_compress(const real *hidden, const real *w_dkv, const real *w_kr, real *latents, real *keys_rope,
                         integer tokens, integer width, integer latent, integer rope, integer first)
{
    integer at = THREAD;
    if (at >= tokens * (latent + rope)) return;
    integer t = at / (latent + rope), c = at % (latent + rope);
    hidden += t * width;
    if (c < latent) {
        real squares = 0;
        for (integer k = 0; k < latent; k++) {
            real x = heads_projected(hidden, w_dkv, width, latent, k);
            squares += x * x;
        }
        real x = heads_projected(hidden, w_dkv, width, latent, c);
        latents[t * latent + c] = x / sqrt(squares / latent + (real)1e-6);
    } else {
        integer k = c - latent, even = k / 2 * 2;
        keys_rope[t * rope + k] = heads_turned(heads_projected(hidden, w_kr, width, rope, even),
                                               heads_projected(hidden, w_kr, width, rope, even + 1), k, rope, first + t);
    }
}

/* Multi-head latent attention of one query over everything cached, as it is defined: every head expands its own keys and
 * values from the latents, and attends to them.
 *   key[s, h, k]   = sum_c latents[s, c] w_uk[c, h, k]        value[s, h, v] = sum_c latents[s, c] w_uv[c, h, v]
 *   score[h, s]    = (<q_nope[h], key[s, h]> + <q_rope[h], keys_rope[s]>) / sqrt(nope + rope)
 *   output[h, v]   = sum_s softmax_s(score[h, :])[s] value[s, h, v]
 * DeepSeek-V2 (arXiv 2405.04434), sections 2.1.2 and 2.1.3. One thread: one output. */
KERNEL void mla(const real *q_nope, const real *q_rope, const real *latents, const real *keys_rope, const real *w_uk,
                const real *w_uv, real *output, integer tokens, integer heads, integer latent, integer nope,
                integer rope, integer value_width)
{
    integer at = THREAD;
    if (at >= heads * value_width) return;
    integer h = at / value_width, v = at % value_width;
    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer pass = 0; pass < 2; pass++)
        for (integer s = 0; s < tokens; s++) {
            real score = 0;
            for (integer k = 0; k < nope; k++) {
                real key = 0;
                for (integer c = 0; c < latent; c++) key += latents[s * latent + c] * w_uk[(c * heads + h) * nope + k];
                score += q_nope[h * nope + k] * key;
            }
            for (integer k = 0; k < rope; k++) score += q_rope[h * rope + k] * keys_rope[s * rope + k];
            score /= sqrt((real)(nope + rope));
            if (pass == 0) {
                if (score > largest) largest = score;
                continue;
            }
            real value = 0;
            for (integer c = 0; c < latent; c++) value += latents[s * latent + c] * w_uv[(c * heads + h) * value_width + v];
            sum += exp(score - largest);
            weighted += exp(score - largest) * value;
        }
    output[at] = weighted / sum;
}

/* The same attention absorbed, in three steps that expand no key and no value. DeepSeek-V2, section 2.1.2, where it says
 * that W^UK is absorbed into W^UQ. First absorbed[h, c] = sum_k w_uk[c, h, k] q_nope[h, k]. One thread: one output. */
KERNEL void mla_absorb(const real *q_nope, const real *w_uk, real *absorbed, integer heads, integer latent, integer nope)
{
    integer at = THREAD;
    if (at >= heads * latent) return;
    integer h = at / latent, c = at % latent;
    real sum = 0;
    for (integer k = 0; k < nope; k++) sum += w_uk[(c * heads + h) * nope + k] * q_nope[h * nope + k];
    absorbed[at] = sum;
}

/* Second: mixed[h, c] = sum_s p[h, s] latents[s, c], where p[h, :] is the softmax over the tokens s of
 * (<absorbed[h], latents[s]> + <q_rope[h], keys_rope[s]>) / sqrt(nope + rope). One thread: one output. */
KERNEL void mla_attend(const real *absorbed, const real *q_rope, const real *latents, const real *keys_rope, real *mixed,
                       integer tokens, integer heads, integer latent, integer rope, integer nope)
{
    integer at = THREAD;
    if (at >= heads * latent) return;
    integer h = at / latent, c = at % latent;
    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer pass = 0; pass < 2; pass++)
        for (integer s = 0; s < tokens; s++) {
            real score = 0;
            for (integer k = 0; k < latent; k++) score += absorbed[h * latent + k] * latents[s * latent + k];
            for (integer k = 0; k < rope; k++) score += q_rope[h * rope + k] * keys_rope[s * rope + k];
            score /= sqrt((real)(nope + rope));
            if (pass == 0) {
                if (score > largest) largest = score;
                continue;
            }
            sum += exp(score - largest);
            weighted += exp(score - largest) * latents[s * latent + c];
        }
    mixed[at] = weighted / sum;
}

/* Third: output[h, v] = sum_c mixed[h, c] w_uv[c, h, v]. One thread: one output. */
KERNEL void mla_expand(const real *mixed, const real *w_uv, real *output, integer heads, integer latent,
                       integer value_width)
{
    integer at = THREAD;
    if (at >= heads * value_width) return;
    integer h = at / value_width, v = at % value_width;
    real sum = 0;
    for (integer c = 0; c < latent; c++) sum += mixed[h * latent + c] * w_uv[(c * heads + h) * value_width + v];
    output[at] = sum;
}
/* << heads */

/* >> nearby */

/* << nearby */

/* >> tiles */

/* << tiles */

/* >> blocks */

/* << blocks */


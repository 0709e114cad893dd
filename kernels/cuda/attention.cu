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

/* w_score . tanh(query w_query + key w_key), a sum over hidden units: Bahdanau et al. 2014 (arXiv 1409.0473), as in
 * OpenNMT/OpenNMT-py, onmt/modules/global_attention.py, "mlp", without a bias. w_query (query_width, hidden) and
 * w_key (key_width, hidden). */
DEVICE real additive_score(const real *query, const real *key, const real *w_query, const real *w_key,
                           const real *w_score, integer query_width, integer key_width, integer hidden)
{
    real score = 0;
    for (integer u = 0; u < hidden; u++) {
        real inner = 0;
        for (integer k = 0; k < query_width; k++) inner += query[k] * w_query[k * hidden + u];
        for (integer k = 0; k < key_width; k++) inner += key[k] * w_key[k * hidden + u];
        score += w_score[u] * tanh(inner);
    }
    return score;
}

/* scores[i, j] = additive_score(queries[i], keys[j]). One thread: one score. */
KERNEL void additive_scores(const real *queries, const real *keys, const real *w_query, const real *w_key,
                            const real *w_score, real *scores, integer query_count, integer key_count,
                            integer query_width, integer key_width, integer hidden)
{
    integer at = THREAD;
    if (at >= query_count * key_count) return;
    integer i = at / key_count, j = at % key_count;
    scores[at] = additive_score(queries + i * query_width, keys + j * key_width, w_query, w_key, w_score, query_width,
                                key_width, hidden);
}

/* contexts[i, c] = sum_j p[i, j] values[j, c], where p[i, :] is the softmax of additive_score(queries[i], keys[j]) over
 * the keys j, with the largest subtracted from every exponent. One thread: one channel of one context. */
KERNEL void additive_contexts(const real *queries, const real *keys, const real *values, const real *w_query,
                              const real *w_key, const real *w_score, real *contexts, integer query_count,
                              integer key_count, integer query_width, integer key_width, integer value_width,
                              integer hidden)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;

    real largest = -INFINITE;
    for (integer j = 0; j < key_count; j++) {
        real score = additive_score(queries + i * query_width, keys + j * key_width, w_query, w_key, w_score,
                                    query_width, key_width, hidden);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer j = 0; j < key_count; j++) {
        real score = additive_score(queries + i * query_width, keys + j * key_width, w_query, w_key, w_score,
                                    query_width, key_width, hidden);
        sum += exp(score - largest);
        weighted += exp(score - largest) * values[j * value_width + c];
    }
    contexts[at] = weighted / sum;
}

/* scores[i, j] = queries[i] . keys[j], Luong's "dot": OpenNMT/OpenNMT-py, onmt/modules/global_attention.py; so are the
 * next two kernels. One thread: one score. */
KERNEL void luong_dot(const real *queries, const real *keys, real *scores, integer query_count, integer key_count,
                      integer width)
{
    integer at = THREAD;
    if (at >= query_count * key_count) return;
    integer i = at / key_count, j = at % key_count;
    real score = 0;
    for (integer k = 0; k < width; k++) score += queries[i * width + k] * keys[j * width + k];
    scores[at] = score;
}

/* scores[i, j] = sum_k sum_l queries[i, k] weights[k, l] keys[j, l], "general". One thread: one score. */
KERNEL void luong_general(const real *queries, const real *keys, const real *weights, real *scores,
                          integer query_count, integer key_count, integer query_width, integer key_width)
{
    integer at = THREAD;
    if (at >= query_count * key_count) return;
    integer i = at / key_count, j = at % key_count;
    real score = 0;
    for (integer k = 0; k < query_width; k++)
        for (integer l = 0; l < key_width; l++)
            score += queries[i * query_width + k] * weights[k * key_width + l] * keys[j * key_width + l];
    scores[at] = score;
}

/* scores[i, j] = w_score . tanh([queries[i]; keys[j]] weights), "concat", with weights (query_width + key_width,
 * hidden): its first rows belong to the query. One thread: one score. */
KERNEL void luong_concat(const real *queries, const real *keys, const real *weights, const real *w_score,
                         real *scores, integer query_count, integer key_count, integer query_width,
                         integer key_width, integer hidden)
{
    integer at = THREAD;
    if (at >= query_count * key_count) return;
    integer i = at / key_count, j = at % key_count;
    real score = 0;
    for (integer u = 0; u < hidden; u++) {
        real inner = 0;
        for (integer k = 0; k < query_width + key_width; k++) {
            real joined = k < query_width ? queries[i * query_width + k] : keys[j * key_width + k - query_width];
            inner += joined * weights[k * hidden + u];
        }
        score += w_score[u] * tanh(inner);
    }
    scores[at] = score;
}

/* output[i, c] = tanh(sum_k [contexts[i]; queries[i]][k] weights[k, c]), with weights (context_width + query_width,
 * output_width): its first rows belong to the context (OpenNMT-py, the same file, forward). One thread: one output. */
KERNEL void luong_attentional(const real *contexts, const real *queries, const real *weights, real *output,
                              integer query_count, integer context_width, integer query_width,
                              integer output_width)
{
    integer at = THREAD;
    if (at >= query_count * output_width) return;
    integer i = at / output_width, c = at % output_width;
    real inner = 0;
    for (integer k = 0; k < context_width + query_width; k++) {
        real joined =
            k < context_width ? contexts[i * context_width + k] : queries[i * query_width + k - context_width];
        inner += joined * weights[k * output_width + c];
    }
    output[at] = tanh(inner);
}

/* Positions.
 *
 *   alibi_slopes          the slope of each head
 *   alibi                 causal attention with a penalty on distance
 *   rope                  pairs of channels turned by a position
 *   rope_2d               turned by the row and the column of a patch
 *   msrope                turned by positions on three axes
 *   msrope_scores         dot products of turned queries and keys, from differences of positions alone */

/* The slope of head h. With p the largest power of two that is not above `heads`: 2^(-8 (h + 1) / p) for the first p
 * heads, then the slopes 1, 3, 5 ... (counted from 1) of 2p heads.
 * ofirpress/attention_with_linear_biases, fairseq/models/transformer.py, get_slopes. One thread: one head. */
KERNEL void alibi_slopes(real *slopes, integer heads)
{
    integer h = THREAD;
    if (h >= heads) return;
    integer power = 1;
    while (2 * power <= heads) power *= 2;
    real exponent = h < power ? 8 * (real)(h + 1) / power : 8 * (real)(2 * (h - power) + 1) / (2 * power);
    slopes[h] = pow((real)2, -exponent);
}

/* Attention with the causal mask of scaled_dot_product, whose score for the key j of the query at position
 * i + (key_count - query_count) is <queries[i], keys[j]> / sqrt(width) - slope * (that position - j).
 * Press et al. 2021 (arXiv 2108.12409), section 3. One thread: one output. */
DEVICE real alibi_score(const real *query, const real *key, integer width, real slope, integer distance)
{
    real score = 0;
    for (integer k = 0; k < width; k++) score += query[k] * key[k];
    return score / sqrt((real)width) - slope * (real)distance;
}

KERNEL void alibi(const real *queries, const real *keys, const real *values, real *output, integer query_count,
                  integer key_count, integer width, integer value_width, real slope)
{
    integer at = THREAD;
    if (at >= query_count * value_width) return;
    integer i = at / value_width, c = at % value_width;
    integer position = i + (key_count - query_count);
    const real *query = queries + i * width;

    real largest = -INFINITE;
    for (integer j = 0; j <= position; j++) {
        real score = alibi_score(query, keys + j * width, width, slope, position - j);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer j = 0; j <= position; j++) {
        real weight = exp(alibi_score(query, keys + j * width, width, slope, position - j) - largest);
        sum += weight;
        weighted += weight * values[j * value_width + c];
    }
    output[at] = position >= 0 ? weighted / sum : 0;
}

/* The first (part 0) or second (part 1) channel of a pair that is turned by an angle. */
DEVICE real turned(real first, real second, real angle, integer part)
{
    return part ? first * sin(angle) + second * cos(angle) : first * cos(angle) - second * sin(angle);
}

/* Pair m of the first `rotated` channels is turned by positions[row] * base^(-2m / rotated): channels (2m, 2m + 1), or
 * with `half` (m, m + rotated / 2). The other channels are copied. Positions are whole numbers, held as reals.
 * Su et al. 2021 (arXiv 2104.09864), section 3.2.2. One thread: one channel. */
KERNEL void rope(const real *x, const real *positions, real *output, integer rows, integer width, integer rotated,
                 integer half, real base)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    integer c = at % width;
    const real *row = x + at / width * width;
    if (c >= rotated) {
        output[at] = x[at];
        return;
    }
    integer m = half ? c % (rotated / 2) : c / 2;
    integer part = half ? c / (rotated / 2) : c % 2;
    integer first = half ? m : 2 * m, second = half ? m + rotated / 2 : 2 * m + 1;
    real angle = positions[at / width] * pow(base, -(real)(2 * m) / rotated);
    output[at] = turned(row[first], row[second], angle, part);
}

/* Pairs are neighbours. With f_m = base^(-2m / width), pair p of the first half is turned by the row of the patch times
 * f_{2p}, pair p of the second half by its column times f_{2p + 1}. places[patch] = (row, column).
 * mistralai/mistral-inference, rope.py, precompute_freqs_cis_2d. One thread: one channel. */
KERNEL void rope_2d(const real *x, const real *places, real *output, integer patches, integer width, real base)
{
    integer at = THREAD;
    if (at >= patches * width) return;
    integer pair = at % width / 2, part = at % 2, patch = at / width;
    integer by_column = pair >= width / 4;
    integer m = by_column ? 2 * (pair - width / 4) + 1 : 2 * pair;
    real angle = places[2 * patch + by_column] * pow(base, -(real)(2 * m) / width);
    output[at] = turned(x[at - part], x[at - part + 1], angle, part);
}

/* Pairs are neighbours. The channels are three blocks of widths a, b and c, and pair m of a block is turned by the
 * token's position on that axis times base^(-2m / width of the block). places[token] holds the three positions.
 * huggingface/diffusers, transformer_qwenimage.py, QwenEmbedRope. One thread: one channel. */
KERNEL void msrope(const real *x, const real *places, real *output, integer tokens, integer a, integer b, integer c,
                   real base)
{
    integer at = THREAD, width = a + b + c;
    if (at >= tokens * width) return;
    integer channel = at % width, part = channel % 2, token = at / width;
    integer axis = channel < a ? 0 : channel < a + b ? 1 : 2;
    integer block = axis == 0 ? a : axis == 1 ? b : c;
    integer m = (channel - (axis == 0 ? 0 : axis == 1 ? a : a + b)) / 2;
    real angle = places[3 * token + axis] * pow(base, -(real)(2 * m) / block);
    output[at] = turned(x[at - part], x[at - part + 1], angle, part);
}

/* The same by relative positions, without turning anything: scores[i, j] is the sum over pairs of
 * |q| |k| cos((position of query i - position of key j on the pair's axis) * frequency + angle of q - angle of k),
 * where q and k are the pair's two channels as points of the plane. One thread: one score. */
KERNEL void msrope_scores(const real *queries, const real *keys, const real *query_places, const real *key_places,
                          real *scores, integer query_count, integer key_count, integer a, integer b, integer c,
                          real base)
{
    integer at = THREAD, width = a + b + c;
    if (at >= query_count * key_count) return;
    integer i = at / key_count, j = at % key_count;
    real score = 0;
    for (integer axis = 0; axis < 3; axis++) {
        integer block = axis == 0 ? a : axis == 1 ? b : c;
        integer start = axis == 0 ? 0 : axis == 1 ? a : a + b;
        real difference = query_places[3 * i + axis] - key_places[3 * j + axis];
        for (integer m = 0; m < block / 2; m++) {
            const real *q = queries + i * width + start + 2 * m, *k = keys + j * width + start + 2 * m;
            real length = sqrt(q[0] * q[0] + q[1] * q[1]) * sqrt(k[0] * k[0] + k[1] * k[1]);
            real angle = difference * pow(base, -(real)(2 * m) / block) + atan2(q[1], q[0]) - atan2(k[1], k[0]);
            score += length * cos(angle);
        }
    }
    scores[at] = score;
}

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


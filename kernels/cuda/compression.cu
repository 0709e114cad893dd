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

/* The compressor of DeepSeek-V4 (equations 9 to 12 of its report, arXiv 2606.19348). Every token has a value and a gate in each of
 * two roles, and each role a bias for the places of a block of m tokens. In channel c, entry i is
 *   sum_r s_r x_r / sum_r s_r,   s_r = exp(gate_r + bias_r - largest)
 * over 2m terms: the tokens of block i in the role `current` and those of block i - 1 in the role `previous`. Entry 0 has the first
 * m terms alone. Tokens of a block that is not complete are left out. */
DEVICE real roles_score(const real *gates, const real *bias, integer token, integer place, integer width, integer c)
{
    return gates[token * width + c] + bias[place * width + c];
}

/* entry[i, c]. One thread: one channel of one entry. */
KERNEL void roles_pool(const real *current_values, const real *current_gates, const real *current_bias,
                       const real *previous_values, const real *previous_gates, const real *previous_bias, real *entry,
                       integer tokens, integer block, integer width)
{
    integer at = THREAD;
    if (at >= tokens / block * width) return;
    integer i = at / width, c = at % width, own = i * block, before = own - block;
    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer r = 0; r < block; r++) {
        real score = roles_score(current_gates, current_bias, own + r, r, width, c);
        largest = score > largest ? score : largest;
        if (i == 0) continue;
        score = roles_score(previous_gates, previous_bias, before + r, r, width, c);
        largest = score > largest ? score : largest;
    }
    for (integer r = 0; r < block; r++) {
        real weight = exp(roles_score(current_gates, current_bias, own + r, r, width, c) - largest);
        sum += weight;
        weighted += weight * current_values[(own + r) * width + c];
        if (i == 0) continue;
        weight = exp(roles_score(previous_gates, previous_bias, before + r, r, width, c) - largest);
        sum += weight;
        weighted += weight * previous_values[(before + r) * width + c];
    }
    entry[at] = weighted / sum;
}

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

/* Compressed sparse attention without its projections. Keys and values are one set of entries for all heads. With e over the
 * rows max(0, t - window + 1) to t of tokens and the rows of blocks whose numbers are chosen[starts[t]] to
 * chosen[starts[t + 1] - 1], and s_e = <queries[t, h], e> / sqrt(width),
 *   output[t, h, :] = sum_e exp(s_e) e / (exp(sinks[h]) + sum_e exp(s_e)).
 * DeepSeek-V4 technical report, section 2.3, whose sink is not scaled. One thread: one output. */
DEVICE const real *csa_entry(const real *tokens, const real *blocks, const integer *chosen, integer near, integer first,
                             integer width, integer e)
{
    return e < near ? tokens + (first + e) * width : blocks + chosen[e - near] * width;
}

KERNEL void csa(const real *queries, const real *tokens, const real *blocks, const integer *chosen, const integer *starts,
                const real *sinks, real *output, integer count, integer heads, integer width, integer window)
{
    integer at = THREAD;
    if (at >= count * heads * width) return;
    integer c = at % width, h = at / width % heads, t = at / width / heads;
    integer first = t - window + 1 > 0 ? t - window + 1 : 0, near = t + 1 - first;
    integer entries = near + starts[t + 1] - starts[t];
    const real *query = queries + (t * heads + h) * width;
    chosen += starts[t];

    real largest = sinks[h];
    for (integer e = 0; e < entries; e++) {
        const real *entry = csa_entry(tokens, blocks, chosen, near, first, width, e);
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * entry[k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = exp(sinks[h] - largest), weighted = 0;
    for (integer e = 0; e < entries; e++) {
        const real *entry = csa_entry(tokens, blocks, chosen, near, first, width, e);
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * entry[k];
        real weight = exp(score / sqrt((real)width) - largest);
        sum += weight;
        weighted += weight * entry[c];
    }
    output[at] = weighted / sum;
}

/* The last `rotary` channels of every head, turned back by the position of its row: pair m, which is the channels 2m and
 * 2m + 1 of them, by -positions[row] base^(-2m / rotary); the other channels as they are. Positions are real, so that they are
 * nudged too, as an angle that is rounded is. DeepSeek-V4, inference/model.py, apply_rotary_emb with inverse=True.
 * One thread: one channel. */
KERNEL void inverse_rope(const real *outputs, const real *positions, real *turned, integer rows, integer heads,
                         integer width, integer rotary, real base)
{
    integer at = THREAD;
    if (at >= rows * heads * width) return;
    integer c = at % width - (width - rotary), row = at / width / heads;
    if (c < 0) {
        turned[at] = outputs[at];
        return;
    }
    integer part = c % 2;
    real angle = -positions[row] * pow(base, -(real)(c - part) / rotary);
    real x = outputs[at - part], y = outputs[at - part + 1];
    turned[at] = part ? x * sin(angle) + y * cos(angle) : x * cos(angle) - y * sin(angle);
}

/* The rest of a layer. */

/* Heavily compressed attention without its projections: attention, with a sink that is not scaled, of query t to the rows
 * max(0, t - window + 1) to t of tokens and to the entries of blocks 0 to floor((t + 1) / block) - 1, all in one softmax. Entry i is
 * pooled from block i alone, as in pool_by_gates without overlap. DeepSeek-V4 report, equations 20 to 23 and section 2.3, and
 * its inference/model.py for what is seen. One thread: one output. */
DEVICE real hca_channel(const real *tokens, const real *values, const real *gates, const real *bias, integer first, integer near,
                        integer width, integer block, integer e, integer k)
{
    if (e < near) return tokens[(first + e) * width + k];
    integer own = (e - near) * block;
    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer r = 0; r < block; r++) {
        real score = gates[(own + r) * width + k] + bias[r * width + k];
        if (score > largest) largest = score;
    }
    for (integer r = 0; r < block; r++) {
        real weight = exp(gates[(own + r) * width + k] + bias[r * width + k] - largest);
        sum += weight;
        weighted += weight * values[(own + r) * width + k];
    }
    return weighted / sum;
}

KERNEL void hca(const real *queries, const real *tokens, const real *values, const real *gates, const real *bias,
                const real *sinks, real *output, integer count, integer heads, integer width, integer block, integer window)
{
    integer at = THREAD;
    if (at >= count * heads * width) return;
    integer c = at % width, h = at / width % heads, t = at / width / heads;
    integer first = t - window + 1 > 0 ? t - window + 1 : 0, near = t + 1 - first;
    integer entries = near + (t + 1) / block;
    const real *query = queries + (t * heads + h) * width;

    /* One pass, so that each entry is pooled once: what was summed is scaled down when a larger score comes. */
    real largest = sinks[h], sum = 1, weighted = 0;
    for (integer e = 0; e < entries; e++) {
        real score = 0, own = 0;
        for (integer k = 0; k < width; k++) {
            real x = hca_channel(tokens, values, gates, bias, first, near, width, block, e, k);
            score += query[k] * x;
            if (k == c) own = x;
        }
        score /= sqrt((real)width);
        real weight = 1;
        if (score > largest) {
            real less = exp(largest - score);
            sum *= less;
            weighted *= less;
            largest = score;
        } else {
            weight = exp(score - largest);
        }
        sum += weight;
        weighted += weight * own;
    }
    output[at] = weighted / sum;
}

/* output[t, j] = sum over groups i and ranks p of up[i rank + p, j] sum_k down[i, k, p] x[t, i, k], where x[t, i] are the channels
 * of the size heads i size to (i + 1) size - 1, head after head. DeepSeek-V4, inference/model.py, wo_a and wo_b.
 * One thread: one output. */
KERNEL void grouped_output(const real *heads, const real *down, const real *up, real *output, integer count, integer groups,
                           integer members, integer rank, integer width)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, j = at % width;
    real sum = 0;
    for (integer i = 0; i < groups; i++) {
        const real *x = heads + (t * groups + i) * members;
        for (integer p = 0; p < rank; p++) {
            real low = 0;
            for (integer k = 0; k < members; k++) low += down[(i * members + k) * rank + p] * x[k];
            sum += low * up[(i * rank + p) * width + j];
        }
    }
    output[at] = sum;
}

/* Attention to what was chosen by others. */

/* The core of DeepSeek sparse attention without its projections. One set of keys and values for all heads. With s over
 * chosen[starts[t]] to chosen[starts[t + 1] - 1] and l_s = <queries[t, h], keys[s]> / sqrt(width),
 *   output[t, h, :] = sum_s exp(l_s) values[s] / sum_s exp(l_s),
 * and zeros where nothing is chosen. DeepSeek-V3.2 report, section 2.1 (equation 2), with the mask of inference/model.py. queries
 * (n, heads, width), keys (n, width), values (n, of_value). One thread: one output. */
KERNEL void dsa(const real *queries, const real *keys, const real *values, const integer *chosen, const integer *starts,
                real *output, integer count, integer heads, integer width, integer of_value)
{
    integer at = THREAD;
    if (at >= count * heads * of_value) return;
    integer c = at % of_value, h = at / of_value % heads, t = at / of_value / heads;
    const real *query = queries + (t * heads + h) * width;
    real largest = -INFINITE;
    for (integer e = starts[t]; e < starts[t + 1]; e++) {
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[chosen[e] * width + k];
        score /= sqrt((real)width);
        if (score > largest) largest = score;
    }
    real sum = 0, weighted = 0;
    for (integer e = starts[t]; e < starts[t + 1]; e++) {
        real score = 0;
        for (integer k = 0; k < width; k++) score += query[k] * keys[chosen[e] * width + k];
        real weight = exp(score / sqrt((real)width) - largest);
        sum += weight;
        weighted += weight * values[chosen[e] * of_value + c];
    }
    output[at] = sum > 0 ? weighted / sum : 0;
}

/* Scores of selected blocks from weights of compressed ones, counted from 0: compressed block i covers the tokens from i stride to
 * i stride + length - 1, selected block j those from j block to (j + 1) block - 1, and
 *   scores[j] = sum over heads h and i of weights[h, i] (tokens that i and j have in common) / stride.
 * Native sparse attention (arXiv 2502.11089), equations 9 and 10, where block / stride times length / stride terms are added; the
 * index of equation 9 is read so that the terms are those of block j and not of tokens before it. weights (heads, count).
 * One thread: one score. */
KERNEL void nsa_scores(const real *weights, real *scores, integer heads, integer count, integer length, integer stride,
                       integer block, integer blocks)
{
    integer j = THREAD;
    if (j >= blocks) return;
    real sum = 0;
    for (integer i = 0; i < count; i++) {
        integer from = i * stride > j * block ? i * stride : j * block;
        integer end = i * stride + length < (j + 1) * block ? i * stride + length : (j + 1) * block;
        if (end <= from) continue;
        for (integer h = 0; h < heads; h++) sum += weights[h * count + i] * (end - from) / stride;
    }
    scores[j] = sum;
}

/* Native sparse attention (arXiv 2502.11089, equations 5 to 12) with means for compressed blocks, and with blocks that are cut
 * alike for all branches, as in the reference implementation of fla-org/native-sparse-attention (ops/naive.py). With head h in
 * group g, the output of query t is
 *   gates[t, h, 0] A(means of blocks 0 to (t + 1) / block - 1) + gates[t, h, 1] A(tokens up to t of the chosen blocks)
 *   + gates[t, h, 2] A(tokens max(0, t - window + 1) to t),
 * where A is softmax attention of queries[t, h] / sqrt(width), and zeros over nothing. The blocks of query t in group g are
 * chosen[starts[t groups + g]] to chosen[starts[t groups + g + 1] - 1].
 * queries (n, heads, width), keys (n, groups, width), values (n, groups, of_value), gates (n, heads, 3). One thread: one output. */

/* One more entry, the mean of the tokens from `from` to `end` - 1, in a state of the largest score, the sum of weights, and the
 * weighted sum of values. */
DEVICE void nsa_add(real *state, const real *query, const real *keys, const real *values, integer from, integer end,
                    integer groups, integer g, integer width, integer of_value, integer c)
{
    real score = 0, value = 0;
    for (integer s = from; s < end; s++) {
        for (integer k = 0; k < width; k++) score += query[k] * keys[(s * groups + g) * width + k];
        value += values[(s * groups + g) * of_value + c];
    }
    score /= (end - from) * sqrt((real)width);
    value /= end - from;
    if (score > state[0]) {
        real old = exp(state[0] - score);
        state[0] = score;
        state[1] *= old;
        state[2] *= old;
    }
    real weight = exp(score - state[0]);
    state[1] += weight;
    state[2] += weight * value;
}

KERNEL void nsa(const real *queries, const real *keys, const real *values, const real *gates, const integer *chosen,
                const integer *starts, real *output, integer n, integer heads, integer groups, integer width, integer of_value,
                integer block, integer window)
{
    integer at = THREAD;
    if (at >= n * heads * of_value) return;
    integer c = at % of_value, h = at / of_value % heads, t = at / of_value / heads, g = h / (heads / groups);
    const real *query = queries + (t * heads + h) * width, *gate = gates + (t * heads + h) * 3;
    real compressed[3] = {-INFINITE, 0, 0}, selected[3] = {-INFINITE, 0, 0}, near[3] = {-INFINITE, 0, 0};
    for (integer b = 0; b < (t + 1) / block; b++)
        nsa_add(compressed, query, keys, values, b * block, (b + 1) * block, groups, g, width, of_value, c);
    for (integer e = starts[t * groups + g]; e < starts[t * groups + g + 1]; e++)
        for (integer s = chosen[e] * block; s < (chosen[e] + 1) * block && s <= t; s++)
            nsa_add(selected, query, keys, values, s, s + 1, groups, g, width, of_value, c);
    for (integer s = t - window + 1 > 0 ? t - window + 1 : 0; s <= t; s++)
        nsa_add(near, query, keys, values, s, s + 1, groups, g, width, of_value, c);
    real sum = 0;
    if (compressed[1] > 0) sum += gate[0] * compressed[2] / compressed[1];
    if (selected[1] > 0) sum += gate[1] * selected[2] / selected[1];
    if (near[1] > 0) sum += gate[2] * near[2] / near[1];
    output[at] = sum;
}

/* Blocks chosen by the means of their keys. */

/* ranks[t, s]: 0 for the block s = t / block in which query t stands, 1 + how many of the blocks before it come before s for one of
 * these, and -1 for blocks after it. Those come first whose gate <queries[t], means[s]> is larger, and of equal ones the earlier. A
 * query takes the blocks with ranks from 0 to k - 1. means[s] is the mean of the keys of block s, for all blocks but perhaps the last, whose mean
 * is not read. queries (n, width), means (blocks - 1 or more, width). MoonshotAI/MoBA, moba_naive.py. One thread: one rank. */
DEVICE real moba_gate(const real *query, const real *mean, integer width)
{
    real gate = 0;
    for (integer c = 0; c < width; c++) gate += query[c] * mean[c];
    return gate;
}

KERNEL void moba_ranks(const real *queries, const real *means, integer *ranks, integer n, integer width, integer block,
                       integer blocks)
{
    integer at = THREAD;
    if (at >= n * blocks) return;
    integer t = at / blocks, s = at % blocks, own = t / block;
    if (s >= own) {
        ranks[at] = s == own ? 0 : -1;
        return;
    }
    const real *query = queries + t * width;
    real gate = moba_gate(query, means + s * width, width);
    integer rank = 1;
    for (integer other = 0; other < own; other++) {
        real theirs = moba_gate(query, means + other * width, width);
        if (theirs > gate || (theirs == gate && other < s)) rank++;
    }
    ranks[at] = rank;
}

/* output[t] = sum over the tokens s <= t of the blocks chosen[starts[t]] to chosen[starts[t + 1] - 1], block tokens in each, of
 * exp(<queries[t], keys[s]> / sqrt(width)) values[s], divided by the sum of these weights. MoonshotAI/MoBA, moba_naive.py, where the blocks
 * are a mask on all scores. One thread: one output. */
KERNEL void moba_attend(const real *queries, const real *keys, const real *values, const integer *chosen,
                        const integer *starts, real *output, integer n, integer width, integer value_width, integer block)
{
    integer at = THREAD;
    if (at >= n * value_width) return;
    integer c = at % value_width, t = at / value_width;
    const real *query = queries + t * width;
    real largest = -INFINITE;
    for (integer i = starts[t]; i < starts[t + 1]; i++)
        for (integer s = chosen[i] * block; s < (chosen[i] + 1) * block && s <= t; s++) {
            real score = moba_gate(query, keys + s * width, width) / sqrt((real)width);
            if (score > largest) largest = score;
        }
    real sum = 0, weighted = 0;
    for (integer i = starts[t]; i < starts[t + 1]; i++)
        for (integer s = chosen[i] * block; s < (chosen[i] + 1) * block && s <= t; s++) {
            real weight = exp(moba_gate(query, keys + s * width, width) / sqrt((real)width) - largest);
            sum += weight;
            weighted += weight * values[s * value_width + c];
        }
    output[at] = weighted / sum;
}

/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* << switch */

/* >> bias */
DEVICE real bias_sigmoid(real x)
{
    return 1 / (1 + exp(-x));
}

/* The sum of the two largest of s + bias in one group of `size` experts, s = sigmoid(logit). */
DEVICE real bias_group_score(const real *logits, const real *bias, integer group, integer size)
{
    real first = -INFINITE, second = -INFINITE;
    for (integer e = group * size; e < (group + 1) * size; e++) {
        real biased = bias_sigmoid(logits[e]) + bias[e];
        if (biased > first) {
            second = first;
            first = biased;
        } else if (biased > second) {
            second = biased;
        }
    }
    return first + second;
}

/* Whether fewer than `kept` groups come before this one: with a larger score, or with the same and a lower index. */
DEVICE integer bias_group_is_kept(const real *logits, const real *bias, integer group, integer size,
                                  integer groups, integer kept)
{
    real score = bias_group_score(logits, bias, group, size);
    integer before = 0;
    for (integer other = 0; other < groups; other++) {
        real theirs = bias_group_score(logits, bias, other, size);
        if (theirs > score || (theirs == score && other < group)) before++;
    }
    return before < kept;
}

/* chosen[e] = 1 if expert e is among the k largest s + bias, s = sigmoid(logit), of the experts in the kept groups: those whose two
 * largest s + bias have the largest sums. Of equals the lower index. DeepSeek-V3 (arXiv 2412.19437), equations 12 to 16 and section
 * 2.1.2; deepseek-ai/DeepSeek-V3, inference/model.py, class Gate. Shapes: all (experts). One thread: one expert. */
KERNEL void bias_deepseek_choose(const real *logits, const real *bias, integer *chosen, integer experts,
                                 integer groups, integer kept, integer k)
{
    integer e = THREAD;
    if (e >= experts) return;
    integer size = experts / groups;
    chosen[e] = 0;
    if (!bias_group_is_kept(logits, bias, e / size, size, groups, kept)) return;

    real biased = bias_sigmoid(logits[e]) + bias[e];
    integer before = 0;
    for (integer other = 0; other < experts; other++) {
        if (!bias_group_is_kept(logits, bias, other / size, size, groups, kept)) continue;
        real theirs = bias_sigmoid(logits[other]) + bias[other];
        if (theirs > biased || (theirs == biased && other < e)) before++;
    }
    chosen[e] = before < k;
}

/* weights[e] = scale s_e / sum of s over the chosen experts, s = sigmoid(logit) without the bias; 0 for the others. Same sources.
 * Shapes: all (experts). One thread: one weight. */
KERNEL void bias_deepseek_weights(const real *logits, const integer *chosen, real *weights, integer experts,
                                  real scale)
{
    integer e = THREAD;
    if (e >= experts) return;
    real sum = 0;
    for (integer other = 0; other < experts; other++)
        if (chosen[other]) sum += bias_sigmoid(logits[other]);
    weights[e] = chosen[e] ? scale * bias_sigmoid(logits[e]) / sum : 0;
}

/* output[c] = shared[c] + sum_i weights[i] outputs[chosen[i], c]. Same sources, equation 12. Shapes: chosen and weights (k), outputs
 * (experts, width), shared and output (width). One thread: one channel. */
KERNEL void bias_combine(const integer *chosen, const real *weights, const real *outputs, const real *shared,
                         real *output, integer k, integer width)
{
    integer c = THREAD;
    if (c >= width) return;
    real sum = shared[c];
    for (integer i = 0; i < k; i++) sum += weights[i] * outputs[chosen[i] * width + c];
    output[c] = sum;
}

/* updated[e] = bias[e] + rate sign(mean count - counts[e]), sign(0) = 0. Wang et al. 2024 (arXiv 2408.15664), algorithm 1. Shapes: all
 * (experts). One thread: one bias. */
KERNEL void bias_update(const real *bias, const integer *counts, real *updated, integer experts, real rate)
{
    integer e = THREAD;
    if (e >= experts) return;
    integer total = 0;
    for (integer other = 0; other < experts; other++) total += counts[other];
    integer missing = total - experts * counts[e];
    updated[e] = bias[e] + (missing > 0 ? rate : missing < 0 ? -rate : 0);
}

/* terms[e] = f_e P_e: f_e = experts / (k tokens) times the number of tokens of which s_e is among the k largest scores, P_e the mean
 * over the tokens of s_e / sum_j s_j, s = sigmoid(logit). The loss is the sum of the terms. DeepSeek-V3 (arXiv 2412.19437), equations
 * 17 to 20, without alpha. Shapes: logits (tokens, experts), terms (experts). One thread: one term. */
KERNEL void bias_sequence_terms(const real *logits, real *terms, integer tokens, integer experts, integer k)
{
    integer e = THREAD;
    if (e >= experts) return;
    real chosen = 0, share = 0;
    for (integer t = 0; t < tokens; t++) {
        const real *row = logits + t * experts;
        real sum = 0;
        integer before = 0;
        for (integer other = 0; other < experts; other++) {
            sum += bias_sigmoid(row[other]);
            if (row[other] > row[e]) before++;
        }
        if (before < k) chosen += 1;
        share += bias_sigmoid(row[e]) / sum;
    }
    terms[e] = experts * chosen / (k * tokens) * (share / tokens);
}
/* << bias */

/* >> assignment */
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */
/* << dispatch */

/* >> everywhere */
/* << everywhere */

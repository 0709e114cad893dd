/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* The index of the largest of some numbers, of equals the first; `without` is left out (-1: none). */
DEVICE integer switch_largest(const real *row, integer experts, integer without)
{
    integer best = -1;
    for (integer e = 0; e < experts; e++)
        if (e != without && (best < 0 || row[e] > row[best])) best = e;
    return best;
}

/* sum_e exp(row[e] - largest) over all experts. */
DEVICE real switch_sum(const real *row, integer experts)
{
    real largest = row[switch_largest(row, experts, -1)], sum = 0;
    for (integer e = 0; e < experts; e++) sum += exp(row[e] - largest);
    return sum;
}

/* Top-1 routing of the Switch Transformer (Fedus et al., arXiv 2101.03961, section 2; google/flaxformer,
 * flaxformer/architectures/moe/routing.py). logits (tokens, experts). For token t:
 *   expert[t] = argmax_e logits[t, e], of equals the first
 *   gate[t]   = softmax(logits[t, :])[expert[t]]
 *   slot[t]   = the number of tokens s < t with expert[s] = expert[t], if less than capacity, else -1
 * One thread: one token. */
KERNEL void switch_route(const real *logits, integer *expert, integer *slot, real *gate, integer tokens,
                         integer experts, integer capacity)
{
    integer t = THREAD;
    if (t >= tokens) return;
    integer mine = switch_largest(logits + t * experts, experts, -1), before = 0;
    for (integer s = 0; s < t; s++) before += switch_largest(logits + s * experts, experts, -1) == mine;
    expert[t] = mine;
    slot[t] = before < capacity ? before : -1;
    gate[t] = 1 / switch_sum(logits + t * experts, experts);
}

/* loss[0] = experts * sum_e f_e P_e, where f_e is the fraction of the tokens t with argmax logits[t, :] = e (of equals the
 * first) and P_e the mean over t of softmax(logits[t, :])[e]. Fedus et al., arXiv 2101.03961, equations 4 to 6, without the
 * coefficient alpha. logits (tokens, experts). One thread. */
KERNEL void balance_loss(const real *logits, real *loss, integer tokens, integer experts)
{
    if (THREAD >= 1) return;
    real total = 0;
    for (integer e = 0; e < experts; e++) {
        real chosen = 0, probability = 0;
        for (integer t = 0; t < tokens; t++) {
            const real *row = logits + t * experts;
            integer best = switch_largest(row, experts, -1);
            if (best == e) chosen += 1;
            probability += exp(row[e] - row[best]) / switch_sum(row, experts);
        }
        total += chosen / tokens * (probability / tokens);
    }
    loss[0] = experts * total;
}

/* loss[0] = 1/tokens sum_t (log sum_e exp(logits[t, e]))^2. Zoph et al., ST-MoE, arXiv 2202.08906, equation 5, without the
 * coefficient. logits (tokens, experts). One thread. */
KERNEL void z_loss(const real *logits, real *loss, integer tokens, integer experts)
{
    if (THREAD >= 1) return;
    real total = 0;
    for (integer t = 0; t < tokens; t++) {
        const real *row = logits + t * experts;
        real lse = row[switch_largest(row, experts, -1)] + log(switch_sum(row, experts));
        total += lse * lse;
    }
    loss[0] = total / tokens;
}

/* Top-2 routing of GShard (Lepikhin et al., arXiv 2006.16668, as in tensorflow/mesh, mesh_tensorflow/transformer/moe.py,
 * _top_2_gating with the policy "all"). logits (tokens, experts), experts at least 2. For choice c of token t, at [t, c]:
 *   expert = argmax of the logits for c = 0, argmax of the others for c = 1, of equals the first
 *   gate   = its softmax probability / (the sum of the two chosen ones)
 *   slot   = how many choices before this one name the same expert, if less than capacity, else -1; the order is: the first
 *            choices of all tokens, then the second choices of all tokens
 * One thread: one choice of one token. */
KERNEL void gshard_route(const real *logits, integer *expert, integer *slot, real *gate, integer tokens, integer experts,
                         integer capacity)
{
    integer at = THREAD;
    if (at >= tokens * 2) return;
    integer t = at / 2, choice = at % 2;
    const real *row = logits + t * experts;
    integer first = switch_largest(row, experts, -1), second = switch_largest(row, experts, first);
    integer mine = choice ? second : first, before = 0;
    for (integer s = 0; s < tokens; s++) {
        const real *other = logits + s * experts;
        integer top = switch_largest(other, experts, -1);
        if (top == mine && (choice || s < t)) before++;
        if (choice && s < t && switch_largest(other, experts, top) == mine) before++;
    }
    real sum = switch_sum(row, experts);
    real p = exp(row[mine] - row[first]) / sum;
    real both = 1 / sum + exp(row[second] - row[first]) / sum;
    expert[at] = mine;
    slot[at] = before < capacity ? before : -1;
    gate[at] = p / both;
}
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

/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* The three losses of Jacobs, Jordan, Nowlan and Hinton (1991), Adaptive mixtures of local experts, for one example, with
 * the gate p = softmax(logits), outputs o_i and a target d (the formulas after a later account of the paper):
 *   blended       || d - sum_i p_i o_i ||^2
 *   competitive   sum_i p_i || d - o_i ||^2
 *   likelihood    -log sum_i p_i exp(-1/2 || d - o_i ||^2)
 * with their gradients, and the responsibilities h_i = p_i exp(-1/2 || d - o_i ||^2) / sum_j p_j exp(-1/2 || d - o_j ||^2).
 * The gradients with respect to the logits go through the Jacobian of the softmax, dp_j / dl_i = p_j (delta_ij - p_i). */
DEVICE real mixtures_log_sum(const real *values, integer count)
{
    real largest = values[0], sum = 0;
    for (integer i = 1; i < count; i++) largest = values[i] > largest ? values[i] : largest;
    for (integer i = 0; i < count; i++) sum += exp(values[i] - largest);
    return largest + log(sum);
}

DEVICE real mixtures_gate(const real *logits, integer experts, integer i)
{
    return exp(logits[i] - mixtures_log_sum(logits, experts));
}

DEVICE real mixtures_square(const real *output, const real *target, integer width)
{
    real sum = 0;
    for (integer c = 0; c < width; c++) sum += (target[c] - output[c]) * (target[c] - output[c]);
    return sum;
}

DEVICE real mixtures_blend(const real *logits, const real *outputs, integer experts, integer width, integer c)
{
    real sum = 0;
    for (integer i = 0; i < experts; i++) sum += mixtures_gate(logits, experts, i) * outputs[i * width + c];
    return sum;
}

/* log sum_i p_i exp(-1/2 || d - o_i ||^2), measured from its largest term: far from every expert all of them underflow. */
DEVICE real mixtures_evidence(const real *logits, const real *outputs, const real *target, integer experts, integer width)
{
    real normaliser = mixtures_log_sum(logits, experts), largest = -INFINITE, sum = 0;
    for (integer i = 0; i < experts; i++) {
        real term = logits[i] - normaliser - mixtures_square(outputs + i * width, target, width) / 2;
        largest = term > largest ? term : largest;
    }
    for (integer i = 0; i < experts; i++)
        sum += exp(logits[i] - normaliser - mixtures_square(outputs + i * width, target, width) / 2 - largest);
    return largest + log(sum);
}

DEVICE real mixtures_responsibility(const real *logits, const real *outputs, const real *target, integer experts,
                                    integer width, integer i)
{
    real term = logits[i] - mixtures_log_sum(logits, experts) - mixtures_square(outputs + i * width, target, width) / 2;
    return exp(term - mixtures_evidence(logits, outputs, target, experts, width));
}

/* One thread: one loss, in the order above. */
KERNEL void mixture_losses(const real *logits, const real *outputs, const real *target, real *loss, integer experts,
                           integer width)
{
    integer which = THREAD;
    if (which >= 3) return;
    real sum = 0;
    if (which == 0)
        for (integer c = 0; c < width; c++) {
            real left = target[c] - mixtures_blend(logits, outputs, experts, width, c);
            sum += left * left;
        }
    if (which == 1)
        for (integer i = 0; i < experts; i++)
            sum += mixtures_gate(logits, experts, i) * mixtures_square(outputs + i * width, target, width);
    if (which == 2) sum = -mixtures_evidence(logits, outputs, target, experts, width);
    loss[which] = sum;
}

/* One thread: one expert. */
KERNEL void mixture_responsibilities(const real *logits, const real *outputs, const real *target, real *responsibility,
                                     integer experts, integer width)
{
    integer i = THREAD;
    if (i >= experts) return;
    responsibility[i] = mixtures_responsibility(logits, outputs, target, experts, width, i);
}

/* gradient[which, i, c] = d loss / d o_i[c]. One thread: one output. */
KERNEL void mixture_output_gradients(const real *logits, const real *outputs, const real *target, real *gradient,
                                     integer experts, integer width)
{
    integer at = THREAD;
    if (at >= 3 * experts * width) return;
    integer which = at / (experts * width), i = at / width % experts, c = at % width;
    real gate = mixtures_gate(logits, experts, i), own = target[c] - outputs[i * width + c];
    real slope = 0;
    if (which == 0) slope = -2 * gate * (target[c] - mixtures_blend(logits, outputs, experts, width, c));
    if (which == 1) slope = -2 * gate * own;
    if (which == 2) slope = -mixtures_responsibility(logits, outputs, target, experts, width, i) * own;
    gradient[at] = slope;
}

/* gradient[which, i] = d loss / d logits[i] = sum_j (d loss / d p_j) p_j (delta_ij - p_i). For the likelihood
 * (d loss / d p_j) p_j is minus the responsibility of j. One thread: one output. */
KERNEL void mixture_logit_gradients(const real *logits, const real *outputs, const real *target, real *gradient,
                                    integer experts, integer width)
{
    integer at = THREAD;
    if (at >= 3 * experts) return;
    integer which = at / experts, i = at % experts;
    real sum = 0;
    for (integer j = 0; j < experts; j++) {
        real slope = 0, gate = mixtures_gate(logits, experts, j);
        if (which == 0) {
            for (integer c = 0; c < width; c++)
                slope += -2 * (target[c] - mixtures_blend(logits, outputs, experts, width, c)) * outputs[j * width + c];
            slope *= gate;
        }
        if (which == 1) slope = gate * mixtures_square(outputs + j * width, target, width);
        if (which == 2) slope = -mixtures_responsibility(logits, outputs, target, experts, width, j);
        sum += slope * ((i == j ? 1 : 0) - mixtures_gate(logits, experts, i));
    }
    gradient[at] = sum;
}

/* Noisy top-k gating (Shazeer et al. 2017, arXiv 1701.06538, section 2.1):
 *   H = clean + noise * softplus(raw),   gates = softmax(H) over the k largest of a row, 0 for the others.
 * Among equal entries the one with the lower index comes first. The paper's scale has no epsilon; the code of
 * tensor2tensor (utils/expert_utils.py) adds 0.01. */
DEVICE real mixtures_noisy(const real *clean, const real *raw, const real *noise, integer at)
{
    real softplus = (raw[at] > 0 ? raw[at] : 0) + log1p(exp(raw[at] > 0 ? -raw[at] : raw[at]));
    return clean[at] + noise[at] * softplus;
}

/* How many entries of a row of H come before expert e. */
DEVICE integer mixtures_rank(const real *clean, const real *raw, const real *noise, integer experts, integer e)
{
    integer before = 0;
    real own = mixtures_noisy(clean, raw, noise, e);
    for (integer j = 0; j < experts; j++) {
        real other = mixtures_noisy(clean, raw, noise, j);
        if (other > own || (other == own && j < e)) before++;
    }
    return before;
}

/* One thread: one gate. */
KERNEL void noisy_top_k(const real *clean, const real *raw, const real *noise, real *gates, integer tokens,
                        integer experts, integer k)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    integer row = at / experts * experts, e = at % experts;
    clean += row;
    raw += row;
    noise += row;
    real largest = -INFINITE, sum = 0;
    for (integer j = 0; j < experts; j++) {
        real other = mixtures_noisy(clean, raw, noise, j);
        largest = other > largest ? other : largest;
    }
    for (integer j = 0; j < experts; j++)
        if (mixtures_rank(clean, raw, noise, experts, j) < k)
            sum += exp(mixtures_noisy(clean, raw, noise, j) - largest);
    gates[at] = mixtures_rank(clean, raw, noise, experts, e) < k
                    ? exp(mixtures_noisy(clean, raw, noise, e) - largest) / sum
                    : 0;
}

/* P(x, e) of the same paper, appendix A: the probability that expert e is among the k largest of its row when only its own
 * noise is drawn again:
 *   Phi((clean[e] - t) / scale[e]),   t = the k-th largest of the other entries of `noisy`
 * and 1 where there are fewer than k others. `scale` is the standard deviation of the noise. */
DEVICE real mixtures_chance(const real *clean, const real *noisy, const real *scale, integer experts, integer k, integer e)
{
    if (k >= experts) return 1;
    real threshold = 0;
    for (integer j = 0; j < experts; j++) {
        integer before = 0;
        for (integer i = 0; i < experts; i++)
            if (i != e && (noisy[i] > noisy[j] || (noisy[i] == noisy[j] && i < j))) before++;
        if (j != e && before == k - 1) threshold = noisy[j];
    }
    return erfc((threshold - clean[e]) / (scale[e] * sqrt((real)2))) / 2;
}

/* One thread: one chance. */
KERNEL void chances(const real *clean, const real *noisy, const real *scale, real *chance, integer tokens,
                    integer experts, integer k)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    integer row = at / experts * experts;
    chance[at] = mixtures_chance(clean + row, noisy + row, scale + row, experts, k, at % experts);
}

/* The sum of each column of a matrix. One thread: one column. */
KERNEL void column_sums(const real *matrix, real *sums, integer rows, integer columns)
{
    integer column = THREAD;
    if (column >= columns) return;
    real sum = 0;
    for (integer row = 0; row < rows; row++) sum += matrix[row * columns + column];
    sums[column] = sum;
}

/* The squared coefficient of variation, Var / (mean^2 + 1e-10), with the population's variance (tensor2tensor,
 * utils/expert_utils.py, cv_squared). One thread in all. */
KERNEL void cv_squared(const real *values, real *result, integer count)
{
    if (THREAD >= 1) return;
    real mean = 0, variance = 0;
    for (integer i = 0; i < count; i++) mean += values[i] / count;
    for (integer i = 0; i < count; i++) variance += (values[i] - mean) * (values[i] - mean) / count;
    *result = variance / (mean * mean + (real)1e-10);
}

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

/* loss[0] = 1/tokens sum_t (log sum_e exp(logits[t, e]))^2. Zoph et al., ST-MoE, arXiv 2202.08906, without the
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
    if (kept >= groups) return 1; /* all of them: nothing to compare */
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

/* The logistic function. */
DEVICE real assignment_sigmoid(real x)
{
    return 1 / (1 + exp(-x));
}

/* out[t, c] = alpha outputs[t, c] + (1 - alpha) tokens[t, c] with alpha = sigmoid(tokens[t] . centroids[experts[t]]): the
 * layer of BASE (Lewis et al. 2021, arXiv 2103.16716; facebookresearch/fairseq, fairseq/modules/base_layer.py).
 * tokens and outputs (count, width), centroids (experts, width). One thread: one channel of one token. */
KERNEL void assignment_gated(const real *tokens, const real *centroids, const integer *experts, const real *outputs,
                             real *out, integer count, integer width)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width;
    real affinity = 0;
    for (integer c = 0; c < width; c++) affinity += tokens[t * width + c] * centroids[experts[t] * width + c];
    real alpha = assignment_sigmoid(affinity);
    out[at] = alpha * outputs[at] + (1 - alpha) * tokens[at];
}

/* log sum_j exp(logits[j * stride] + other[j]). */
DEVICE real assignment_log_sum(const real *logits, integer stride, const real *other, integer count)
{
    real largest = -INFINITE, sum = 0;
    for (integer j = 0; j < count; j++)
        if (logits[j * stride] + other[j] > largest) largest = logits[j * stride] + other[j];
    for (integer j = 0; j < count; j++) sum += exp(logits[j * stride] + other[j] - largest);
    return largest + log(sum);
}

/* The logarithms of Sinkhorn's factors: column = 0, and then in each round row[t] = -log(tokens) - log sum_e exp(logits[t, e] +
 * column[e]) and column[e] = -log(experts) - log sum_t exp(logits[t, e] + row[t]); as in NVIDIA/Megatron-LM,
 * megatron/core/transformer/moe/moe_utils.py, sinkhorn, there without logarithms, with an epsilon in every sum, and until
 * nothing changes. Every factor needs all of those before: a single thread. */
KERNEL void assignment_factors(const real *logits, real *row, real *column, integer tokens, integer experts,
                               integer rounds)
{
    if (THREAD > 0) return;
    for (integer e = 0; e < experts; e++) column[e] = 0;
    for (integer t = 0; t < tokens; t++) row[t] = 0;
    for (integer round = 0; round < rounds; round++) {
        for (integer t = 0; t < tokens; t++)
            row[t] = -log((real)tokens) - assignment_log_sum(logits + t * experts, 1, column, experts);
        for (integer e = 0; e < experts; e++)
            column[e] = -log((real)experts) - assignment_log_sum(logits + e, experts, row, tokens);
    }
}

/* plan[t, e] = exp(logits[t, e] + row[t] + column[e]). One thread: one entry. */
KERNEL void assignment_plan(const real *logits, const real *row, const real *column, real *plan, integer tokens,
                            integer experts)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    plan[at] = exp(logits[at] + row[at / experts] + column[at % experts]);
}

/* Entry e of the softmax of logits[t, :], which runs over the experts. */
DEVICE real assignment_score(const real *logits, integer t, integer e, integer experts)
{
    real largest = -INFINITE, sum = 0;
    for (integer j = 0; j < experts; j++)
        if (logits[t * experts + j] > largest) largest = logits[t * experts + j];
    for (integer j = 0; j < experts; j++) sum += exp(logits[t * experts + j] - largest);
    return exp(logits[t * experts + e] - largest) / sum;
}

/* scores[t, e] = softmax over the experts, and ranks[t, e] = the number of tokens that expert e puts before token t: those
 * with a larger score, and those with an equal score and a lower index. Expert choice (Zhou et al. 2022, arXiv 2202.09368;
 * google/flaxformer, flaxformer/architectures/moe/routing.py, ExpertsChooseMaskedRouter): expert e takes the tokens whose
 * rank is below its capacity. One thread: one pair. */
KERNEL void assignment_choice(const real *logits, real *scores, integer *ranks, integer tokens, integer experts)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    integer t = at / experts, e = at % experts, before = 0;
    real own = assignment_score(logits, t, e, experts);
    for (integer s = 0; s < tokens; s++) {
        real other = assignment_score(logits, s, e, experts);
        if (other > own || (other == own && s < t)) before++;
    }
    scores[at] = own;
    ranks[at] = before;
}

/* out[t, c] = the sum over experts e and places p with token[e, p] = t of weight[e, p] outputs[e, p, c]. token and weight
 * (experts, places), outputs (experts, places, width). One thread: one channel of one token. */
KERNEL void assignment_gather(const integer *token, const real *weight, const real *outputs, real *out, integer tokens,
                              integer pairs, integer width)
{
    integer at = THREAD;
    if (at >= tokens * width) return;
    integer t = at / width, c = at % width;
    real sum = 0;
    for (integer p = 0; p < pairs; p++)
        if (token[p] == t) sum += weight[p] * outputs[p * width + c];
    out[at] = sum;
}

/* gradients[i] = sum_a p_a losses[a] d ln p_a / d logits[i], with p = softmax(logits) and d ln p_a / d logits[i] = [a = i] - p_i:
 * the derivative of the expected loss sum_a p_a losses[a], as the sum over actions that sampling estimates (the score function,
 * or REINFORCE). One thread: one logit. */
DEVICE real gradients_probability(const real *logits, integer experts, integer e)
{
    real largest = -INFINITE;
    for (integer j = 0; j < experts; j++)
        if (logits[j] > largest) largest = logits[j];
    real sum = 0;
    for (integer j = 0; j < experts; j++) sum += exp(logits[j] - largest);
    return exp(logits[e] - largest) / sum;
}

DEVICE real gradients_score(const real *logits, integer experts, integer action, integer i)
{
    return (action == i ? (real)1 : (real)0) - gradients_probability(logits, experts, i);
}

KERNEL void score_exact(const real *logits, const real *losses, real *gradient, integer experts)
{
    integer i = THREAD;
    if (i >= experts) return;
    real sum = 0;
    for (integer a = 0; a < experts; a++)
        sum += gradients_probability(logits, experts, a) * losses[a] * gradients_score(logits, experts, a, i);
    gradient[i] = sum;
}

/* gradients[n, i] = (losses[n] - b_n) ([actions[n] = i] - p_i), where b_n is `baseline`, or with `others` the mean of the losses
 * of the samples other than n. One thread: one logit of one sample. */
KERNEL void score_samples(const real *logits, const integer *actions, const real *losses, real *gradients, integer samples,
                          integer experts, integer others, real baseline)
{
    integer at = THREAD;
    if (at >= samples * experts) return;
    integer n = at / experts, i = at % experts;
    real b = baseline;
    if (others) {
        b = 0;
        for (integer m = 0; m < samples; m++)
            if (m != n) b += losses[m] / (real)(samples - 1);
    }
    gradients[at] = (losses[n] - b) * gradients_score(logits, experts, actions[n], i);
}

/* output[c] = outputs[chosen, c], and gradient[i] = sum_e (sum_c (output[c] - target[c]) outputs[e, c]) dp_e / dlogits[i], with
 * dp_e / dlogits[i] = p_e ([e = i] - p_i): the hard expert forward, the slope of the soft gate backward, for the loss
 * 1/2 |output - target|^2. The straight-through estimator in the form softmax(l) + stop(one_hot(argmax l) - softmax(l)).
 * One thread: one channel of the output and one logit. */
KERNEL void straight_through(const real *logits, const real *outputs, const real *target, real *output, real *gradient,
                             integer experts, integer width, integer chosen)
{
    integer i = THREAD;
    if (i < width) output[i] = outputs[chosen * width + i];
    if (i >= experts) return;
    real sum = 0;
    for (integer e = 0; e < experts; e++) {
        real of_gate = 0;
        for (integer c = 0; c < width; c++) of_gate += (outputs[chosen * width + c] - target[c]) * outputs[e * width + c];
        sum += of_gate * gradients_probability(logits, experts, e) * gradients_score(logits, experts, e, i);
    }
    gradient[i] = sum;
}

/* S(t) = 0 for t <= -gamma/2, 1 for t >= gamma/2, and -2 t^3 / gamma^3 + 3 t / (2 gamma) + 1/2 between.
 * Hazimeh et al. 2021 (arXiv 2106.03760); google-research, dselect_k_moe/dselect_k_moe.py, SmoothStep.
 * One thread: one point. */
DEVICE real gradients_step(real t, real gamma)
{
    if (t <= -gamma / 2) return 0;
    if (t >= gamma / 2) return 1;
    return -2 * t * t * t / (gamma * gamma * gamma) + 3 * t / (2 * gamma) + (real)0.5;
}

KERNEL void smooth_step(const real *points, real *values, integer count, real gamma)
{
    integer at = THREAD;
    if (at < count) values[at] = gradients_step(points[at], gamma);
}

/* weights[s, i] = prod_j (S(logits[s, j]) if bit m - 1 - j of i is 1, else 1 - S(logits[s, j])), for the experts i only.
 * Same source, DSelectKGate. One thread: one expert of one selector. */
DEVICE real gradients_selected(const real *logits, integer bits, integer expert, real gamma)
{
    real weight = 1;
    for (integer j = 0; j < bits; j++) {
        real step = gradients_step(logits[j], gamma);
        weight *= expert >> (bits - 1 - j) & 1 ? step : 1 - step;
    }
    return weight;
}

KERNEL void dselect_selectors(const real *logits, real *weights, integer selectors, integer bits, integer experts, real gamma)
{
    integer at = THREAD;
    if (at >= selectors * experts) return;
    weights[at] = gradients_selected(logits + at / experts * bits, bits, at % experts, gamma);
}

/* gate[i] = sum_s softmax(mixing)_s weights[s, i]. One thread: one expert. */
KERNEL void dselect_gate(const real *logits, const real *mixing, real *gate, integer selectors, integer bits, integer experts,
                         real gamma)
{
    integer i = THREAD;
    if (i >= experts) return;
    real sum = 0;
    for (integer s = 0; s < selectors; s++)
        sum += gradients_probability(mixing, selectors, s) * gradients_selected(logits + s * bits, bits, i, gamma);
    gate[i] = sum;
}

/* penalty[0] = -sum_s sum_i r ln(r + 1e-6) with r = weights[s, i], EntropyRegularizer in that file; penalty[1] =
 * sum_s 1 / sum_i r unless the experts are as many as the codes, _add_regularization_loss there. One thread: one of the two. */
KERNEL void dselect_penalty(const real *logits, real *penalty, integer selectors, integer bits, integer experts, real gamma)
{
    integer which = THREAD;
    if (which >= 2) return;
    real total = 0;
    for (integer s = 0; s < selectors; s++) {
        real entropy = 0, reached = 0;
        for (integer i = 0; i < experts; i++) {
            real r = gradients_selected(logits + s * bits, bits, i, gamma);
            entropy -= r * log(r + (real)1e-6);
            reached += r;
        }
        total += which == 0 ? entropy : experts == (integer)1 << bits ? 0 : 1 / reached;
    }
    penalty[which] = total;
}

/* logits[t, s] = <tokens[t, :], slots[:, s]>, with `unit` both divided by sqrt(sum x^2 + 1e-6) and the product times scale.
 * Puigcerver et al. 2023 (arXiv 2308.00951); google-research/vmoe, vmoe/projects/soft_moe/router.py, SoftRouter.
 * One thread: one logit. */
KERNEL void soft_logits(const real *tokens, const real *slots, real *logits, integer token_count, integer width,
                        integer slot_count, integer unit, real scale)
{
    integer at = THREAD;
    if (at >= token_count * slot_count) return;
    integer t = at / slot_count, s = at % slot_count;
    real product = 0, token = (real)1e-6, slot = (real)1e-6;
    for (integer c = 0; c < width; c++) {
        real x = tokens[t * width + c], phi = slots[c * slot_count + s];
        product += x * phi;
        token += x * x;
        slot += phi * phi;
    }
    logits[at] = unit ? scale * product / (sqrt(token) * sqrt(slot)) : product;
}

/* dispatch[t, s] = softmax over the tokens t of logits[:, s], combine[t, s] = softmax over the slots s of logits[t, :].
 * Same sources. One thread: one token and slot. */
DEVICE real gradients_softmax(const real *logits, integer count, integer stride, integer at)
{
    real largest = -INFINITE;
    for (integer j = 0; j < count; j++)
        if (logits[j * stride] > largest) largest = logits[j * stride];
    real sum = 0;
    for (integer j = 0; j < count; j++) sum += exp(logits[j * stride] - largest);
    return exp(logits[at * stride] - largest) / sum;
}

KERNEL void soft_weights(const real *logits, real *dispatch, real *combine, integer token_count, integer slot_count)
{
    integer at = THREAD;
    if (at >= token_count * slot_count) return;
    integer t = at / slot_count, s = at % slot_count;
    dispatch[at] = gradients_softmax(logits + s, token_count, slot_count, t);
    combine[at] = gradients_softmax(logits + t * slot_count, slot_count, 1, s);
}

/* out[t, c] = sum_s combine[t, s] f_e(sum_u dispatch[u, s] tokens[u, :])[c], where e = s / (slot_count / experts) and
 * f_e(x) = x matrices[e], or with `bent` tanh of it. The product is taken of every token before the dispatch weights, which as it is
 * linear is the same. Same sources. One thread: one output. */
KERNEL void soft_moe(const real *tokens, const real *logits, const real *matrices, real *out, integer token_count,
                     integer width, integer slot_count, integer experts, integer out_width, integer bent)
{
    integer at = THREAD;
    if (at >= token_count * out_width) return;
    integer t = at / out_width, c = at % out_width;
    real sum = 0;
    for (integer s = 0; s < slot_count; s++) {
        const real *matrix = matrices + s / (slot_count / experts) * width * out_width;
        real largest = -INFINITE;
        for (integer u = 0; u < token_count; u++)
            if (logits[u * slot_count + s] > largest) largest = logits[u * slot_count + s];
        real total = 0, value = 0;
        for (integer u = 0; u < token_count; u++) {
            real weight = exp(logits[u * slot_count + s] - largest), product = 0;
            for (integer k = 0; k < width; k++) product += tokens[u * width + k] * matrix[k * out_width + c];
            total += weight;
            value += weight * product;
        }
        value /= total;
        sum += gradients_softmax(logits + t * slot_count, slot_count, 1, s) * (bent ? tanh(value) : value);
    }
    out[at] = sum;
}


/* outputs[r, c] = sum_i rows[r, i] weights[group[r], i, c]: each row times the matrix of its expert. databricks/megablocks,
 * megablocks/layers/mlp.py (grouped), and NVIDIA/Megatron-LM, megatron/core/transformer/moe/experts.py.
 * rows (row_count, width), group (row_count), weights (experts, width, columns). One thread: one output. */
KERNEL void dispatch_grouped(const real *rows, const integer *group, const real *weights, real *outputs,
                             integer row_count, integer width, integer columns)
{
    integer at = THREAD;
    if (at >= row_count * columns) return;
    integer r = at / columns, c = at % columns;
    const real *matrix = weights + group[r] * width * columns;

    real sum = 0;
    for (integer i = 0; i < width; i++) sum += rows[r * width + i] * matrix[i * columns + c];
    outputs[at] = sum;
}

/* outputs[t, c] = sum_e combine[t, e] sum_i tokens[t, i] weights[e, i, c]: the dense form, in which every expert sees every
 * token and a matrix that is zero almost everywhere says what counts. Shazeer et al. 2017 (arXiv 1701.06538), equation 1,
 * with linear experts. tokens (token_count, width), combine (token_count, experts), weights (experts, width, columns).
 * One thread: one output. */
KERNEL void dispatch_dense(const real *tokens, const real *combine, const real *weights, real *outputs,
                           integer token_count, integer experts, integer width, integer columns)
{
    integer at = THREAD;
    if (at >= token_count * columns) return;
    integer t = at / columns, c = at % columns;

    real sum = 0;
    for (integer e = 0; e < experts; e++) {
        real product = 0;
        for (integer i = 0; i < width; i++)
            product += tokens[t * width + i] * weights[(e * width + i) * columns + c];
        sum += combine[t * experts + e] * product;
    }
    outputs[at] = sum;
}

/* outputs[t] = tokens[t] + scores[t] f(selected tokens)[t] if token t is selected, else tokens[t], with the block
 *   f[t, c] = tanh(sum_i m[t, i] mixer[i, c]),   m[t] = the mean of the selected tokens s <= t,
 * which stands for causal attention and a feed-forward layer: Raposo et al. 2024 (arXiv 2404.02258); the block is
 * this project's. tokens (token_count, width), scores and selected (token_count), mixer (width, width). One thread: one output. */
KERNEL void depths(const real *tokens, const real *scores, const integer *selected, const real *mixer, real *outputs,
                   integer token_count, integer width)
{
    integer at = THREAD;
    if (at >= token_count * width) return;
    integer t = at / width, c = at % width;
    outputs[at] = tokens[at];
    if (!selected[t]) return;

    integer seen = 0;
    for (integer s = 0; s <= t; s++) seen += selected[s];
    real inner = 0;
    for (integer i = 0; i < width; i++) {
        real sum = 0;
        for (integer s = 0; s <= t; s++)
            if (selected[s]) sum += tokens[s * width + i];
        inner += sum / (real)seen * mixer[i * width + c];
    }
    outputs[at] += scores[t] * tanh(inner);
}

/* gates[t, e] = p[e] / (sum of p over the chosen experts of t) if e is chosen, else 0, with p the softmax of the logits of t:
 * Komatsuzaki et al. 2022 (arXiv 2212.05055), appendix B, with combine weights normalised. Softmax and sum are both written
 * out; the largest logit is subtracted from every exponent. logits, chosen and gates (token_count, experts). One thread: one
 * gate. */
KERNEL void upcycle_gates(const real *logits, const integer *chosen, real *gates, integer token_count, integer experts)
{
    integer at = THREAD;
    if (at >= token_count * experts) return;
    integer e = at % experts;
    const real *row = logits + (at - e);
    const integer *kept = chosen + (at - e);

    real largest = row[0];
    for (integer j = 1; j < experts; j++)
        if (row[j] > largest) largest = row[j];
    real all = 0;
    for (integer j = 0; j < experts; j++) all += exp(row[j] - largest);
    real sum = 0;
    for (integer j = 0; j < experts; j++)
        if (kept[j]) sum += exp(row[j] - largest) / all;
    gates[at] = kept[e] ? exp(row[e] - largest) / all / sum : 0;
}

/* outputs[t, c] = sum_e gates[t, e] sum_u silu(sum_i tokens[t, i] up[e, i, u]) down[e, u, c], silu(x) = x / (1 + exp(-x)):
 * the experts of arXiv 2212.05055, every one computed. tokens (token_count, width), gates (token_count, experts), up (experts, width, hidden),
 * down (experts, hidden, width). One thread: one output. */
KERNEL void upcycle_forward(const real *tokens, const real *gates, const real *up, const real *down, real *outputs,
                            integer token_count, integer experts, integer width, integer hidden)
{
    integer at = THREAD;
    if (at >= token_count * width) return;
    integer t = at / width, c = at % width;

    real sum = 0;
    for (integer e = 0; e < experts; e++) {
        real said = 0;
        for (integer u = 0; u < hidden; u++) {
            real inner = 0;
            for (integer i = 0; i < width; i++) inner += tokens[t * width + i] * up[(e * width + i) * hidden + u];
            said += inner / (1 + exp(-inner)) * down[(e * hidden + u) * width + c];
        }
        sum += gates[t * experts + e] * said;
    }
    outputs[at] = sum;
}


/* Sinkhorn's iteration on one matrix of logits (n, n), in place: exp of the logits less the largest of all (a common
 * factor, which the first division removes), then `iterations` times every column divided by its sum and every row by its
 * own. Xie et al. 2025 (arXiv 2512.24880): M(0) = exp(logits), M(t) = T_r(T_c(M(t-1))). */
DEVICE void everywhere_project(const real *logits, real *matrix, integer n, integer iterations)
{
    real largest = -INFINITE;
    for (integer i = 0; i < n * n; i++)
        if (logits[i] > largest) largest = logits[i];
    for (integer i = 0; i < n * n; i++) matrix[i] = exp(logits[i] - largest);
    for (integer t = 0; t < iterations; t++) {
        for (integer j = 0; j < n; j++) {
            real sum = 0;
            for (integer i = 0; i < n; i++) sum += matrix[i * n + j];
            for (integer i = 0; i < n; i++) matrix[i * n + j] /= sum;
        }
        for (integer i = 0; i < n; i++) {
            real sum = 0;
            for (integer j = 0; j < n; j++) sum += matrix[i * n + j];
            for (integer j = 0; j < n; j++) matrix[i * n + j] /= sum;
        }
    }
}

/* matrices[m] = everywhere_project(logits[m]) for each of `count` matrices (n, n). One thread: one matrix. */
KERNEL void mhc_project(const real *logits, real *matrices, integer count, integer n, integer iterations)
{
    integer at = THREAD;
    if (at >= count) return;
    everywhere_project(logits + at * n * n, matrices + at * n * n, n, iterations);
}

/* numbers[k] = scale[group] * sum_i x[i] / sqrt(mean(x * x) + epsilon) * projection[i, k] + bias[k], with x the n streams
 * of width C one after the other, and the group of k: 0 below n, 1 below 2n, 2 from there. Then groups 0 and 1 go through
 * the sigmoid, and group 1 is doubled: H_pre = sigmoid, H_post = 2 sigmoid, and the logits of H_res. arXiv 2512.24880;
 * deepseek-ai/TileKernels, tile_kernels/torch/mhc.py, has the same order of columns. projection (n C, 2 n + n n).
 * One thread: one number. */
KERNEL void mhc_numbers(const real *streams, const real *projection, const real *bias, const real *scale, real *numbers,
                        integer n, integer width, real epsilon)
{
    integer k = THREAD, count = 2 * n + n * n;
    if (k >= count) return;
    real squares = 0, product = 0;
    for (integer i = 0; i < n * width; i++) squares += streams[i] * streams[i];
    real root = sqrt(squares / (real)(n * width) + epsilon);
    for (integer i = 0; i < n * width; i++) product += streams[i] / root * projection[i * count + k];
    real number = scale[k < n ? 0 : k < 2 * n ? 1 : 2] * product + bias[k];
    if (k < 2 * n) number = (k < n ? 1 : 2) / (1 + exp(-number));
    numbers[k] = number;
}

/* read[c] = sum_i pre[i] streams[i, c]: what the sub-layer reads. One thread: one channel. */
KERNEL void mhc_read(const real *streams, const real *pre, real *read, integer n, integer width)
{
    integer c = THREAD;
    if (c >= width) return;
    real sum = 0;
    for (integer i = 0; i < n; i++) sum += pre[i] * streams[i * width + c];
    read[c] = sum;
}

/* next[i, c] = sum_j mix[i, j] streams[j, c] + post[i] output[c]: arXiv 2512.24880. One thread: one number. */
KERNEL void mhc_write(const real *streams, const real *post, const real *mix, const real *output, real *next, integer n,
                      integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer i = at / width, c = at % width;
    real sum = post[i] * output[c];
    for (integer j = 0; j < n; j++) sum += mix[i * n + j] * streams[j * width + c];
    next[at] = sum;
}

/* slots[t, h]: order n = order[h] has the n-gram of token t and the n - 1 before it (pad where there are none); its hash
 * is the exclusive or of token t - k times multipliers[k]; the slot is offset[h] + hash mod prime[h], with offset[h] the sum
 * of the primes before. deepseek-ai/Engram, engram_demo_v1.py, NgramHashMapping and MultiHeadEmbedding. Products are
 * below 2^63. One thread: one slot. */
KERNEL void engram_slots(const integer *ids, const integer *multipliers, const integer *order, const integer *prime,
                         integer *slots, integer tokens, integer heads, integer pad)
{
    integer at = THREAD;
    if (at >= tokens * heads) return;
    integer t = at / heads, h = at % heads, hash = 0, offset = 0;
    for (integer k = 0; k < order[h]; k++) hash ^= (t >= k ? ids[t - k] : pad) * multipliers[k];
    for (integer i = 0; i < h; i++) offset += prime[i];
    slots[at] = offset + hash % prime[h];
}

/* found[t, h w + c] = table[slots[t, h], c]. One thread: one number. */
KERNEL void engram_look_up(const integer *slots, const real *table, real *found, integer tokens, integer heads,
                           integer width)
{
    integer at = THREAD;
    if (at >= tokens * heads * width) return;
    found[at] = table[slots[at / width] * width + at % width];
}

/* sqrt(mean of the squares of a row + epsilon) */
DEVICE real everywhere_root(const real *row, integer width, real epsilon)
{
    real squares = 0;
    for (integer c = 0; c < width; c++) squares += row[c] * row[c];
    return sqrt(squares / (real)width + epsilon);
}

/* gates[t] = sigmoid(sgn(z) sqrt(max(|z|, 1e-6))), z = sum_c gain[c] key[c] / root(key) hidden[c] / root(hidden) / sqrt(d),
 * with sgn(0) = 0. deepseek-ai/Engram, engram_demo_v1.py, Engram.forward; gain is the product of its two norms' gains.
 * One thread: one gate. */
KERNEL void engram_gate(const real *hidden, const real *keys, const real *gain, real *gates, integer tokens, integer width,
                        real epsilon)
{
    integer t = THREAD;
    if (t >= tokens) return;
    const real *h = hidden + t * width, *k = keys + t * width;
    real z = 0, rootk = everywhere_root(k, width, epsilon), rooth = everywhere_root(h, width, epsilon);
    for (integer c = 0; c < width; c++) z += gain[c] * (k[c] / rootk) * (h[c] / rooth);
    z /= sqrt((real)width);
    real size = z < 0 ? -z : z, floor = (real)1e-6;
    real root = sqrt(size > floor ? size : floor);
    gates[t] = 1 / (1 + exp(z > 0 ? -root : z < 0 ? root : 0));
}

/* output[t, c] = values[t, c] + y sigmoid(y), y = sum_j taps[j, c] x[t - (K - 1 - j) dilation, c], with x = gain values /
 * root(values), and 0 before the first token. deepseek-ai/Engram, engram_demo_v1.py, ShortConv, of one branch.
 * One thread: one number. */
KERNEL void engram_conv(const real *values, const real *gain, const real *taps, real *output, integer tokens, integer width,
                        integer count, integer dilation, real epsilon)
{
    integer at = THREAD;
    if (at >= tokens * width) return;
    integer t = at / width, c = at % width;
    real y = 0;
    for (integer j = 0; j < count; j++) {
        integer from = t - (count - 1 - j) * dilation;
        if (from >= 0) {
            const real *row = values + from * width;
            y += taps[j * width + c] * gain[c] * row[c] / everywhere_root(row, width, epsilon);
        }
    }
    output[at] = values[at] + y / (1 + exp(-y));
}

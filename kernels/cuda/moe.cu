/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* << switch */

/* >> bias */
/* << bias */

/* >> assignment */
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
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */
/* << dispatch */

/* >> everywhere */
/* << everywhere */

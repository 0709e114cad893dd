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
/* << bias */

/* >> assignment */
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */
/* << dispatch */

/* >> everywhere */
/* << everywhere */

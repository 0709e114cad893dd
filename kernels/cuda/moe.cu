/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* << switch */

/* >> bias */
/* << bias */

/* >> assignment */
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */

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

/* << dispatch */

/* >> everywhere */
/* << everywhere */

/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* State spaces. */

/* Scans. */

/* Memories that are edited. */

/* unit[t, c] = rows[t, c] / sqrt(sum over c of rows[t, c]^2 + 1e-6).
 * fla-org/flash-linear-attention, modules/l2norm.py. One thread: one output. */
KERNEL void unit_rows(const real *rows, real *unit, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer t = at / width;
    real square = 0;
    for (integer c = 0; c < width; c++) square += rows[t * width + c] * rows[t * width + c];
    unit[at] = rows[at] / sqrt(square + (real)1e-6);
}

/* The delta rule of a memory S of shape (dk, dv), whose rows fade first, each at its own rate: from zeros, with g = decays[t],
 *   S <- Diag(exp(g)) S,   S <- S + beta_t k_t (v_t - S^T k_t)^T,   out_t = S^T q_t / sqrt(dk).
 * Kimi Delta Attention (equation 1 of arXiv 2510.26692; fla, ops/kda/naive.py); with the same g in all channels Gated DeltaNet
 * (ops/gated_delta_rule/naive.py); with g = 0 DeltaNet (ops/delta_rule/naive.py). queries, keys and decays (n, dk), values (n, dv).
 * One thread: one column of S, which it keeps in a row of columns (dv, dk), and that column of all outputs (n, dv). */
KERNEL void edited_memory(const real *queries, const real *keys, const real *values, const real *beta, const real *decays,
                          real *columns, real *out, integer n, integer dk, integer dv)
{
    integer j = THREAD;
    if (j >= dv) return;
    for (integer c = 0; c < dk; c++) columns[j * dk + c] = 0;
    for (integer t = 0; t < n; t++) {
        real there = 0, read = 0;
        for (integer c = 0; c < dk; c++) {
            columns[j * dk + c] *= exp(decays[t * dk + c]);
            there += keys[t * dk + c] * columns[j * dk + c];
        }
        real written = beta[t] * (values[t * dv + j] - there);
        for (integer c = 0; c < dk; c++) {
            columns[j * dk + c] += keys[t * dk + c] * written;
            read += queries[t * dk + c] * columns[j * dk + c];
        }
        out[t * dv + j] = read / sqrt((real)dk);
    }
}

/* decays[t, c] = -exp(a_log) softplus(raw[t, c] + bias[c]), with a_log of one number: the gate of Kimi Delta Attention, as a
 * logarithm. fla, ops/kda/gate.py, naive_kda_gate. One thread: one output. */
KERNEL void kda_decays(const real *raw, const real *bias, const real *a_log, real *decays, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    real x = raw[at] + bias[at % width];
    real softplus = (x > 0 ? x : 0) + log1p(exp(x > 0 ? -x : x));
    decays[at] = -exp(a_log[0]) * softplus;
}

/* gated[t, j] = outputs[t, j] / sqrt(mean over j of outputs[t, j]^2 + 1e-5) * sigmoid(asked[t, j]): what a head of Kimi Delta
 * Attention gives on, with weights of 1. fla, layers/kda.py and modules/fused_norm_gate.py. One thread: one output. */
KERNEL void kda_gates(const real *outputs, const real *asked, real *gated, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer t = at / width;
    real square = 0;
    for (integer j = 0; j < width; j++) square += outputs[t * width + j] * outputs[t * width + j];
    gated[at] = outputs[at] / sqrt(square / width + (real)1e-5) / (1 + exp(-asked[at]));
}

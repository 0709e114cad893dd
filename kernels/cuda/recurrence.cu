/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* State spaces. */

/* Scans. */

/* Memories that are edited. */

/* Chunks. */

/* out[t, c] = sum of x[s, c] over s <= t, added in that order. One thread: one column. */
KERNEL void running_sum(const real *x, real *out, integer rows, integer width)
{
    integer c = THREAD;
    if (c >= width) return;
    real sum = 0;
    for (integer t = 0; t < rows; t++) {
        sum += x[t * width + c];
        out[t * width + c] = sum;
    }
}

/* The scan of Mamba-2 for one head, with all pairs of tokens (state-spaces/mamba, modules/ssd_minimal.py):
 *   out[t, k] = exp(G_t) sum_i c[t, i] start[i, k] + sum_{s <= t} exp(G_t - G_s) (c_t . b_s) dt_s x[s, k]
 * G are running sums of a dt. One thread: one output. */
KERNEL void ssd(const real *x, const real *dt, const real *g, const real *b, const real *c, const real *start,
                real *out, integer tokens, integer width, integer states)
{
    integer at = THREAD;
    if (at >= tokens * width) return;
    integer t = at / width, k = at % width;
    real sum = 0;
    for (integer i = 0; i < states; i++) sum += c[t * states + i] * start[i * width + k];
    sum *= exp(g[t]);
    for (integer s = 0; s <= t; s++) {
        real match = 0;
        for (integer i = 0; i < states; i++) match += c[t * states + i] * b[s * states + i];
        sum += exp(g[t] - g[s]) * match * dt[s] * x[s * width + k];
    }
    out[at] = sum;
}

/* The state after all tokens: exp(G_T) start[i, k] + sum_s exp(G_T - G_s) b[s, i] dt_s x[s, k], where G_T is the last running sum.
 * One thread: one number of the state. */
KERNEL void ssd_state(const real *x, const real *dt, const real *g, const real *b, const real *start, real *state,
                      integer tokens, integer width, integer states)
{
    integer at = THREAD;
    if (at >= states * width) return;
    integer i = at / width, k = at % width;
    real last = g[tokens - 1], sum = exp(last) * start[at];
    for (integer s = 0; s < tokens; s++) sum += exp(last - g[s]) * b[s * states + i] * dt[s] * x[s * width + k];
    state[at] = sum;
}

/* Kimi Delta Attention as the recurrence says it (arXiv 2510.26692, equation 1; fla-org/flash-linear-attention, ops/kda/naive.py), from
 * a state: S <- Diag(exp(g_t)) S; S <- S + beta_t k_t (v_t - S^T k_t)^T; out_t = S^T q_t / sqrt(dk). The decay of a step is a
 * difference of the running sums G that chunks have, so that in float it is rounded as theirs. One thread: one column of the state, which no
 * other thread reads, and the outputs of it. */
KERNEL void kda_columns(const real *q, const real *k, const real *v, const real *beta, const real *g, const real *start,
                        real *out, real *state, integer tokens, integer keys, integer values)
{
    integer c = THREAD;
    if (c >= values) return;
    for (integer i = 0; i < keys; i++) state[i * values + c] = start[i * values + c];
    for (integer t = 0; t < tokens; t++) {
        const real *query = q + t * keys, *key = k + t * keys;
        real found = 0, sum = 0;
        for (integer i = 0; i < keys; i++) {
            real before = t > 0 ? g[(t - 1) * keys + i] : 0;
            state[i * values + c] *= exp(g[t * keys + i] - before);
            found += key[i] * state[i * values + c];
        }
        for (integer i = 0; i < keys; i++) {
            state[i * values + c] += beta[t] * key[i] * (v[t * values + c] - found);
            sum += query[i] * state[i * values + c];
        }
        out[t * values + c] = sum / sqrt((real)keys);
    }
}

/* M = (I + A)^-1 Diag(beta) by forward substitution, A[i, j] = beta_i sum_c k[i, c] k[j, c] exp(G[i, c] - G[j, c]) for j < i, and 0
 * elsewhere; G are the running sums of the decays (arXiv 2510.26692, the UT transform). One thread: one column of M. */
KERNEL void kda_solve(const real *k, const real *beta, const real *g, real *m, integer tokens, integer keys)
{
    integer j = THREAD;
    if (j >= tokens) return;
    for (integer i = 0; i < tokens; i++) {
        real sum = i == j ? beta[i] : 0;
        for (integer s = j; s < i; s++) {
            real match = 0;
            for (integer c = 0; c < keys; c++)
                match += k[i * keys + c] * k[s * keys + c] * exp(g[i * keys + c] - g[s * keys + c]);
            sum -= beta[i] * match * m[s * tokens + j];
        }
        m[i * tokens + j] = sum;
    }
}

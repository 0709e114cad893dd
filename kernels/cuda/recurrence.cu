/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* elu(x) + 1. */
DEVICE real memory_phi(real x) { return x > 0 ? x + 1 : exp(x); }

/* out[t, j] = sum_{s <= t} w_s values[s, j] / (sum_{s <= t} w_s + 1e-6), w_s = <phi(queries[t]), phi(keys[s])>: causal linear attention
 * (Katharopoulos et al. 2020, arXiv 2006.16236; idiap/fast-transformers, recurrent/attention/self_attention/linear_attention.py).
 * queries and keys (n, width), values (n, columns). One thread: one output. */
KERNEL void linear_attention(const real *queries, const real *keys, const real *values, real *out, integer n, integer width,
                             integer columns)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real sum = 0, weighted = 0;
    for (integer s = 0; s <= t; s++) {
        real weight = 0;
        for (integer c = 0; c < width; c++)
            weight += memory_phi(queries[t * width + c]) * memory_phi(keys[s * width + c]);
        sum += weight;
        weighted += weight * values[s * columns + j];
    }
    out[at] = weighted / (sum + (real)1e-6);
}

/* The state of the same after n tokens: state[c, j] = sum_s phi(keys[s, c]) values[s, j] for j < columns, and for j = columns the
 * sum of phi(keys[s, c]). One thread: one number. */
KERNEL void linear_state(const real *keys, const real *values, real *state, integer n, integer width, integer columns)
{
    integer at = THREAD;
    if (at >= width * (columns + 1)) return;
    integer c = at / (columns + 1), j = at % (columns + 1);
    real sum = 0;
    for (integer s = 0; s < n; s++) {
        real key = memory_phi(keys[s * width + c]);
        sum += j == columns ? key : key * values[s * columns + j];
    }
    state[at] = sum;
}

/* out[t, j] = sum_{s <= t} decay^(t - s) <queries[t], keys[s]> / sqrt(width) values[s, j]: retention (Sun et al. 2023, arXiv 2307.08621;
 * fla-org/flash-linear-attention, ops/retention/naive.py). One thread: one output. */
KERNEL void retention(const real *queries, const real *keys, const real *values, real *out, integer n, integer width, integer columns,
                      real decay)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real fade = 1, sum = 0;
    for (integer s = t; s >= 0; s--) {
        real product = 0;
        for (integer c = 0; c < width; c++) product += queries[t * width + c] * keys[s * width + c];
        sum += fade * product / sqrt((real)width) * values[s * columns + j];
        fade *= decay;
    }
    out[at] = sum;
}

/* out[t, j] = sum_{s <= t} sum_c queries[t, c] keys[s, c] exp(G[t, c] - G[s, c]) / sqrt(width) values[s, j], where G is the running sum
 * of decays: gated linear attention (Yang et al. 2023, arXiv 2312.06635; fla-org/flash-linear-attention, ops/gla/naive.py).
 * queries, keys and decays (n, width), values (n, columns). One thread: one output. */
KERNEL void gla(const real *queries, const real *keys, const real *values, const real *decays, real *out, integer n, integer width,
                integer columns)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real sum = 0;
    for (integer c = 0; c < width; c++) {
        real own = 0, before = 0;
        for (integer s = 0; s <= t; s++) own += decays[s * width + c];
        for (integer s = 0; s <= t; s++) {
            before += decays[s * width + c];
            sum += queries[t * width + c] * keys[s * width + c] * exp(own - before) * values[s * columns + j];
        }
    }
    out[at] = sum / sqrt((real)width);
}

/* State spaces. */

/* Scans. */

/* Memories that are edited. */

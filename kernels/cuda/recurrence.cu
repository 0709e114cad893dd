/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* State spaces. */

/* Scans. */

/* The decay of a linear recurrent unit and what keeps its state at the size of its input:
 *   lambda = exp(-exp(nu) + i exp(theta)),  gamma = sqrt(1 - |lambda|^2) = sqrt(-expm1(-2 exp(nu))).
 * Orvieto et al. 2023, arXiv 2303.06349, section 3; NicolasZucchet/minimal-LRU, lru/model.py. One thread: one state. */
KERNEL void lru_decay(const real *nu, const real *theta, real *lambda_re, real *lambda_im, real *gamma, integer states)
{
    integer i = THREAD;
    if (i >= states) return;
    real rate = exp(nu[i]), angle = exp(theta[i]), length = exp(-rate);
    lambda_re[i] = length * cos(angle);
    lambda_im[i] = length * sin(angle);
    gamma[i] = sqrt(-expm1(-2 * rate));
}

/* Steps h -> factor h + added on a complex number, one after the other, as one step: steps holds for each of them the factor and what
 * is added, both as real and imaginary part. The factor is the product of all; what is added is what they make of h = 0.
 * minimal-LRU, binary_operator_diag. One thread: one of the four numbers of the result. */
KERNEL void affine_chain(const real *steps, real *out, integer count)
{
    integer which = THREAD;
    if (which >= 4) return;
    real re = which < 2 ? 1 : 0, im = 0;
    for (integer k = 0; k < count; k++) {
        const real *step = steps + 4 * k;
        real moved = step[0] * re - step[1] * im, turned = step[0] * im + step[1] * re;
        re = which < 2 ? moved : moved + step[2];
        im = which < 2 ? turned : turned + step[3];
    }
    out[which] = which % 2 == 0 ? re : im;
}

/* h_t = lambda * h_{t-1} + gamma * (B x_t) from zeros, y_t = Re(C h_t) + D * x_t, with lambda and gamma of lru_decay. x (T, width),
 * nu and theta (states), B (states, width), C (width, states), D (width), output (T, width). minimal-LRU, lru/model.py.
 * One thread: one output, for which each state runs from the first token. */
KERNEL void lru(const real *x, const real *nu, const real *theta, const real *b_re, const real *b_im, const real *c_re,
                const real *c_im, const real *d, real *output, integer count, integer width, integer states)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, j = at % width;
    real y = d[j] * x[at];
    for (integer i = 0; i < states; i++) {
        real rate = exp(nu[i]), angle = exp(theta[i]), length = exp(-rate), gamma = sqrt(-expm1(-2 * rate));
        real lambda_re = length * cos(angle), lambda_im = length * sin(angle), h_re = 0, h_im = 0;
        for (integer s = 0; s <= t; s++) {
            real in_re = 0, in_im = 0;
            for (integer k = 0; k < width; k++) {
                in_re += b_re[i * width + k] * x[s * width + k];
                in_im += b_im[i * width + k] * x[s * width + k];
            }
            real moved = lambda_re * h_re - lambda_im * h_im + gamma * in_re;
            h_im = lambda_re * h_im + lambda_im * h_re + gamma * in_im;
            h_re = moved;
        }
        y += c_re[j * states + i] * h_re - c_im[j * states + i] * h_im;
    }
    output[at] = y;
}

/* out[t, c] = sum_j weights[c, j] x[t - taps + 1 + j, c] over the places j that lie within the text: each channel by itself.
 * Dao-AILab/causal-conv1d, causal_conv1d_ref, without bias and activation. x (count, width), weights (width, taps).
 * One thread: one output. */
KERNEL void short_conv(const real *x, const real *weights, real *out, integer count, integer width, integer taps)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, c = at % width;
    real sum = 0;
    for (integer j = 0; j < taps; j++) {
        integer s = t - taps + 1 + j;
        if (s >= 0) sum += weights[c * taps + j] * x[s * width + c];
    }
    out[at] = sum;
}

/* With delta = softplus(raw[t, c] + bias[c]), the n states of channel c become exp(delta a[c, n]) x + delta u[t, c] b[t, n], from zeros, and
 *   output[t, c] = (sum_n cc[t, n] x[c, n] + skip[c] u[t, c]) z[t, c] / (1 + exp(-z[t, c])).
 * state-spaces/mamba, mamba_ssm/ops/selective_scan_interface.py, selective_scan_ref. u, raw, z (count, width), a (width, states),
 * b and cc (count, states). One thread: one output, for which each state runs from the first token. */
KERNEL void selective_scan(const real *u, const real *raw, const real *bias, const real *a, const real *b, const real *cc,
                           const real *skip, const real *z, real *output, integer count, integer width, integer states)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, c = at % width;
    real y = skip[c] * u[at];
    for (integer n = 0; n < states; n++) {
        real x = 0;
        for (integer s = 0; s <= t; s++) {
            real step = raw[s * width + c] + bias[c];
            real delta = (step > 0 ? step : 0) + log1p(exp(step > 0 ? -step : step));
            x = exp(delta * a[c * states + n]) * x + delta * u[s * width + c] * b[s * states + n];
        }
        y += cc[t * states + n] * x;
    }
    output[at] = y * z[at] / (1 + exp(-z[at]));
}

/* Memories that are edited. */

/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* State spaces. */

/* The matrices of HiPPO-LegS, with i and k from 0: a[i, k] = -sqrt((2i + 1)(2k + 1)) for i > k, -(i + 1) for i = k, 0 for i < k;
 * b[i] = sqrt(2i + 1). Gu et al., arXiv 2008.07669, theorem 2; state-spaces/s4, models/hippo/hippo.py, transition("legs").
 * One thread: one number of a, and in column 0 one of b. */
KERNEL void hippo_matrices(real *a, real *b, integer n)
{
    integer at = THREAD;
    if (at >= n * n) return;
    integer i = at / n, k = at % n;
    a[at] = i > k ? -sqrt((real)((2 * i + 1) * (2 * k + 1))) : i == k ? -(real)(i + 1) : (real)0;
    if (k == 0) b[i] = sqrt((real)(2 * i + 1));
}

/* out[i]: coefficient i after the last sample, of c' = A c / t + B u / t by the bilinear rule with step 1: for t = 1, 2, ...
 *   (I - A / 2t) c_t = (I + A / 2t) c_{t-1} + B u_t / t,   c_0 = 0.
 * A is triangular, and below its diagonal -b_i b_k, so that row i needs of the rows above only sum_k b_k (c_{t,k} + c_{t-1,k}).
 * The same paper, section 2.4 and appendix; HiPPO-LegS, hippo.py. One thread: one coefficient, with those before it in state[i, .]. */
KERNEL void hippo_remember(const real *samples, real *state, real *out, integer count, integer n)
{
    integer i = THREAD;
    if (i >= n) return;
    real *c = state + i * n;
    for (integer k = 0; k <= i; k++) c[k] = 0;
    for (integer t = 1; t <= count; t++) {
        real u = samples[t - 1], above = 0;
        for (integer k = 0; k <= i; k++) {
            real root = sqrt((real)(2 * k + 1)), half = (real)(k + 1) / (2 * t);
            real next = ((1 - half) * c[k] + root * u / t - root * above / (2 * t)) / (1 + half);
            above += root * (c[k] + next);
            c[k] = next;
        }
    }
    out[i] = c[i];
}

/* out[r] = sum_i coefficients[i] sqrt(2i + 1) P_i(2 times[r] - 1) with the Legendre polynomials. One thread: one time. */
KERNEL void hippo_recall(const real *coefficients, const real *times, real *out, integer n, integer count)
{
    integer r = THREAD;
    if (r >= count) return;
    real x = 2 * times[r] - 1, before = 0, p = 1, sum = 0;
    for (integer i = 0; i < n; i++) {
        sum += coefficients[i] * sqrt((real)(2 * i + 1)) * p;
        real next = ((2 * i + 1) * x * p - i * before) / (i + 1);
        before = p;
        p = next;
    }
    out[r] = sum;
}

/* The bilinear rule (Tustin): columns j < n of out are those of (I - step a / 2)^-1 (I + step a / 2), column n is
 * (I - step a / 2)^-1 step b. out is n x (n + 1). Gaussian elimination with pivots. scipy.signal.cont2discrete(method="bilinear").
 * One thread: one column, with the system in work[j, ., .]. */
KERNEL void discretise_bilinear(const real *a, const real *b, real *work, real *out, real step, integer n)
{
    integer j = THREAD, wide = n + 1;
    if (j > n) return;
    real *m = work + j * n * wide;
    for (integer i = 0; i < n; i++) {
        for (integer k = 0; k < n; k++) m[i * wide + k] = (i == k ? 1 : 0) - step * a[i * n + k] / 2;
        m[i * wide + n] = j == n ? step * b[i] : (i == j ? 1 : 0) + step * a[i * n + j] / 2;
    }
    for (integer k = 0; k < n; k++) {
        integer pivot = k;
        for (integer i = k + 1; i < n; i++)
            if (fabs(m[i * wide + k]) > fabs(m[pivot * wide + k])) pivot = i;
        for (integer l = k; l < wide; l++) {
            real kept = m[k * wide + l];
            m[k * wide + l] = m[pivot * wide + l];
            m[pivot * wide + l] = kept;
        }
        for (integer i = k + 1; i < n; i++) {
            real factor = m[i * wide + k] / m[k * wide + k];
            for (integer l = k; l < wide; l++) m[i * wide + l] -= factor * m[k * wide + l];
        }
    }
    for (integer i = n - 1; i >= 0; i--) {
        real x = m[i * wide + n];
        for (integer k = i + 1; k < n; k++) x -= m[i * wide + k] * out[k * wide + j];
        out[i * wide + j] = x / m[i * wide + i];
    }
}

/* The zero-order hold: columns j < n of out are those of exp(step a), column n is the integral of exp(s a) b over s from 0 to step.
 * out is n x (n + 1). Both are columns of the exponential of step (a, b; 0, 0): the state at `step` of x' = a x + b u from the j-th unit
 * vector, or from 0 with u = 1. Taylor's series over parts of the step in which a has a norm of at most 1, one after the other.
 * scipy.signal.cont2discrete(method="zoh"). One thread: one column, with a state and a term in work[j, ., .]. */
KERNEL void discretise_zoh(const real *a, const real *b, real *work, real *out, real step, integer n)
{
    integer j = THREAD;
    if (j > n) return;
    real *x = work + 3 * j * n, *term = x + n, *next = term + n, norm = 0;
    for (integer i = 0; i < n; i++) {
        real sum = 0;
        for (integer k = 0; k < n; k++) sum += fabs(step * a[i * n + k]);
        if (sum > norm) norm = sum;
        x[i] = i == j ? 1 : 0;
    }
    integer parts = 1;
    while (parts < norm) parts++;
    for (integer part = 0; part < parts; part++) {
        for (integer i = 0; i < n; i++) term[i] = x[i];
        for (integer order = 1; order < 20; order++) {
            for (integer i = 0; i < n; i++) {
                real sum = j == n && order == 1 ? b[i] : 0;
                for (integer k = 0; k < n; k++) sum += a[i * n + k] * term[k];
                next[i] = sum * (step / parts) / order;
            }
            for (integer i = 0; i < n; i++) {
                term[i] = next[i];
                x[i] += next[i];
            }
        }
    }
    for (integer i = 0; i < n; i++) out[i * (n + 1) + j] = x[i];
}

/* out[l] = c a^l b. One thread: one l, with a state and the next in work[l, ., .]. */
KERNEL void state_space_kernel(const real *a, const real *b, const real *c, real *work, real *out, integer n, integer length)
{
    integer l = THREAD;
    if (l >= length) return;
    real *x = work + 2 * l * n, *next = x + n;
    for (integer i = 0; i < n; i++) x[i] = b[i];
    for (integer power = 0; power < l; power++) {
        for (integer i = 0; i < n; i++) {
            next[i] = 0;
            for (integer k = 0; k < n; k++) next[i] += a[i * n + k] * x[k];
        }
        for (integer i = 0; i < n; i++) x[i] = next[i];
    }
    real sum = 0;
    for (integer i = 0; i < n; i++) sum += c[i] * x[i];
    out[l] = sum;
}

/* out[t] = sum over l from 0 to t of kernel[l] input[t - l]. One thread: one t. */
KERNEL void causal_convolution(const real *kernel, const real *input, real *out, integer length)
{
    integer t = THREAD;
    if (t >= length) return;
    real sum = 0;
    for (integer l = 0; l <= t; l++) sum += kernel[l] * input[t - l];
    out[t] = sum;
}

/* out[t] = c x_t with x_t = a x_{t-1} + b input[t], x_{-1} = 0. One thread: one t, from the start, with a state and the next in
 * work[t, ., .]. */
KERNEL void state_space_steps(const real *a, const real *b, const real *c, const real *input, real *work, real *out, integer n,
                              integer length)
{
    integer t = THREAD;
    if (t >= length) return;
    real *x = work + 2 * t * n, *next = x + n;
    for (integer i = 0; i < n; i++) x[i] = 0;
    for (integer s = 0; s <= t; s++) {
        for (integer i = 0; i < n; i++) {
            next[i] = b[i] * input[s];
            for (integer k = 0; k < n; k++) next[i] += a[i * n + k] * x[k];
        }
        for (integer i = 0; i < n; i++) x[i] = next[i];
    }
    real sum = 0;
    for (integer i = 0; i < n; i++) sum += c[i] * x[i];
    out[t] = sum;
}

/* out[l] = 2 Re sum_i c_i (exp(step a_i) - 1) / a_i exp(step a_i l), real and imaginary parts apart: the zero-order hold with B = 1.
 * state-spaces/s4, models/s4/s4d.py, S4DKernel. One thread: one l. */
KERNEL void s4d_kernel(const real *a_re, const real *a_im, const real *c_re, const real *c_im, real *out, real step, integer n,
                       integer length)
{
    integer l = THREAD;
    if (l >= length) return;
    real sum = 0;
    for (integer i = 0; i < n; i++) {
        real re = a_re[i], im = a_im[i], square = re * re + im * im;
        real growth = exp(step * re), up = growth * cos(step * im) - 1, turn = growth * sin(step * im);
        /* (up + turn i) / a, times c. */
        real held_re = (up * re + turn * im) / square, held_im = (turn * re - up * im) / square;
        real x = c_re[i] * held_re - c_im[i] * held_im, y = c_re[i] * held_im + c_im[i] * held_re;
        real left = exp(step * re * l), phase = step * im * l;
        sum += left * (x * cos(phase) - y * sin(phase));
    }
    out[l] = 2 * sum;
}

/* Scans. */

/* Memories that are edited. */

/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* out[t] = first + (last - first) t / (T - 1), or first if T = 1. The schedule of Ho et al., arXiv 2006.11239; hojonathanho/diffusion,
 * diffusion_utils.py, get_beta_schedule("linear"). One thread: one step. */
KERNEL void beta_linear(real *out, real first, real last, integer steps)
{
    integer t = THREAD;
    if (t >= steps) return;
    out[t] = steps == 1 ? first : first + (last - first) * t / (steps - 1);
}

/* The same of the roots. CompVis/latent-diffusion, make_beta_schedule("linear"). One thread: one step. */
KERNEL void beta_scaled_linear(real *out, real first, real last, integer steps)
{
    integer t = THREAD;
    if (t >= steps) return;
    real root = sqrt(first);
    if (steps > 1) root += (sqrt(last) - root) * t / (steps - 1);
    out[t] = root * root;
}

DEVICE real cosine_kept(integer t, integer steps)
{
    real c = cos(((real)t / steps + (real)0.008) / (real)1.008 * (real)1.57079632679489661923);
    return c * c;
}

/* out[t] = min(1 - f(t + 1) / f(t), 0.999) with f(t) = cos^2((t / T + 0.008) / 1.008 pi / 2). Nichol & Dhariwal, arXiv 2102.09672;
 * openai/improved-diffusion, gaussian_diffusion.py, betas_for_alpha_bar. One thread: one step. */
KERNEL void beta_cosine(real *out, integer steps)
{
    integer t = THREAD;
    if (t >= steps) return;
    real beta = 1 - cosine_kept(t + 1, steps) / cosine_kept(t, steps);
    out[t] = beta < (real)0.999 ? beta : (real)0.999;
}

/* out[t] = prod_{s <= t} (1 - betas[s]). One thread: one step. */
KERNEL void signal_kept(const real *betas, real *out, integer steps)
{
    integer t = THREAD;
    if (t >= steps) return;
    real kept = 1;
    for (integer s = 0; s <= t; s++) kept *= 1 - betas[s];
    out[t] = kept;
}

/* out[t] = abar[t] / (1 - abar[t]). Kingma et al., arXiv 2107.00630. One thread: one step. */
KERNEL void signal_to_noise(const real *abar, real *out, integer steps)
{
    integer t = THREAD;
    if (t >= steps) return;
    out[t] = abar[t] / (1 - abar[t]);
}

/* out[i, c] = sqrt(abar[steps[i]]) x0[i, c] + sqrt(1 - abar[steps[i]]) noise[i, c]. Ho et al., equation 4; diffusion_utils.py, q_sample.
 * One thread: one number. */
KERNEL void q_sample(const real *x0, const real *noise, const real *abar, const integer *steps, real *out, integer n, integer d)
{
    integer at = THREAD;
    if (at >= n * d) return;
    real kept = abar[steps[at / d]];
    out[at] = sqrt(kept) * x0[at] + sqrt(1 - kept) * noise[at];
}

/* out[0] = sum_i (predicted[i] - noise[i])^2 / count. Ho et al., equation 14. One thread: all. */
KERNEL void noise_error(const real *predicted, const real *noise, real *out, integer count)
{
    if (THREAD > 0) return;
    real sum = 0;
    for (integer i = 0; i < count; i++) sum += (predicted[i] - noise[i]) * (predicted[i] - noise[i]);
    out[0] = sum / count;
}

/* Part: steps. */

/* The mean of x at t - 1, given x0 and x at t, is out[0] x0 + out[1] x, and its variance is out[2] (Ho et al. 2020, equations 6 and 7;
 * openai/improved-diffusion, gaussian_diffusion.py). abar before t = 0 is 1. One thread: one of the three. */
KERNEL void ddpm_posterior(const real *betas, real *out, integer t)
{
    integer at = THREAD;
    if (at >= 3) return;
    real before = 1, beta = betas[t];
    for (integer s = 0; s < t; s++) before *= 1 - betas[s];
    real after = before * (1 - beta);
    if (at == 0) out[0] = sqrt(before) * beta / (1 - after);
    if (at == 1) out[1] = sqrt(1 - beta) * (1 - before) / (1 - after);
    if (at == 2) out[2] = beta * (1 - before) / (1 - after);
}

/* A step of DDPM: x0 = (x - deviation noise) / signal, within -limit and limit, and then of_start x0 + of_x x + fresh_deviation z.
 * One thread: one number. */
KERNEL void ddpm_step(const real *x, const real *noise, const real *fresh, real *out, integer count, real signal, real deviation,
                      real of_start, real of_x, real fresh_deviation, real limit)
{
    integer at = THREAD;
    if (at >= count) return;
    real start = (x[at] - deviation * noise[at]) / signal;
    if (start > limit) start = limit;
    if (start < -limit) start = -limit;
    out[at] = of_start * start + of_x * x[at] + fresh_deviation * fresh[at];
}

/* A step of DDIM from the level abar = from to abar = to (Song et al. 2021, equations 12 and 16; ermongroup/ddim, denoising.py), with
 * the roots in signal = sqrt(from), deviation = sqrt(1 - from), to_signal = sqrt(to), direction = sqrt(1 - to - sigma^2).
 * One thread: one number. */
KERNEL void ddim_step(const real *x, const real *noise, const real *fresh, real *out, integer count, real signal, real deviation,
                      real to_signal, real direction, real sigma)
{
    integer at = THREAD;
    if (at >= count) return;
    real start = (x[at] - deviation * noise[at]) / signal;
    out[at] = to_signal * start + direction * noise[at] + sigma * fresh[at];
}

/* Guidance, u + s (c - u) (Ho and Salimans 2022, with s = 1 + w). One thread: one number. */
KERNEL void guided(const real *conditional, const real *unconditional, real *out, integer count, real s)
{
    integer at = THREAD;
    if (at >= count) return;
    out[at] = unconditional[at] + s * (conditional[at] - unconditional[at]);
}

/* Part: targets. */

/* Part: levels. */

/* Part: straight. */

/* Part: networks. */

/* Part: scores. */

/* End. */

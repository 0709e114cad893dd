/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

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

/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* Part: steps. */

/* Part: targets. */

/* Part: levels. */

/* The preconditioning of EDM (Karras et al. 2022, arXiv 2206.00364, table 1): scales (levels, 5) are, of each level, c_skip, c_out, c_in, c_noise and
 * the weight of the loss. NVlabs/edm, training/networks.py, EDMPrecond, and training/loss.py, EDMLoss. One thread: one level. */
KERNEL void edm_scales(const real *sigmas, const real *deviation, real *scales, integer levels)
{
    integer at = THREAD;
    if (at >= levels) return;
    real sigma = sigmas[at], data = deviation[0];
    real variance = sigma * sigma + data * data;
    real product = sigma * data;
    scales[5 * at] = data * data / variance;
    scales[5 * at + 1] = product / sqrt(variance);
    scales[5 * at + 2] = 1 / sqrt(variance);
    scales[5 * at + 3] = log(sigma) / 4;
    scales[5 * at + 4] = variance / (product * product);
}

/* The levels of EDM's sampler, NVlabs/edm, generate.py, edm_sampler: from range[0], the least, and range[1], the most, with the exponent range[2].
 * One thread: one of the count + 1 levels, of which the last is 0. */
KERNEL void edm_grid(const real *range, real *levels, integer count)
{
    integer at = THREAD;
    if (at > count) return;
    real least = pow(range[0], 1 / range[2]), most = pow(range[1], 1 / range[2]);
    real place = (real)at / (real)(count - 1);
    levels[at] = at == count ? 0 : pow(most + place * (least - most), range[2]);
}

/* A step along dx / dsigma = (x - D) / sigma from levels[0] to levels[1]: Euler's if the second level is 0 or `mean` is 0, and otherwise with the mean of
 * the slope at its beginning and that at `trial`. edm_sampler, without churn. One thread: one number. */
KERNEL void edm_step(const real *x, const real *denoised, const real *trial, const real *again, const real *levels, real *out, integer count,
                     integer mean)
{
    integer at = THREAD;
    if (at >= count) return;
    real slope = (x[at] - denoised[at]) / levels[0];
    if (mean && levels[1] > 0) slope = (slope + (trial[at] - again[at]) / levels[1]) / 2;
    out[at] = x[at] + (levels[1] - levels[0]) * slope;
}

/* A step of DPM-Solver++ (Lu et al. 2022, arXiv 2211.01095), multistep, of order 1 or 2. levels are alpha and sigma where the step before began, where this
 * one begins, and where it ends. LuChengTHU/dpm-solver, dpm_solver_first_update and multistep_dpm_solver_second_update with
 * solver_type='dpmsolver'. One thread: one number. */
KERNEL void dpm_step(const real *x, const real *denoised, const real *before, const real *levels, real *out, integer count, integer order)
{
    integer at = THREAD;
    if (at >= count) return;
    real start = log(levels[2] / levels[3]);
    real h = log(levels[4] / levels[5]) - start;
    real ahead = denoised[at];
    if (order == 2) ahead += (denoised[at] - before[at]) * h / (2 * (start - log(levels[0] / levels[1])));
    out[at] = levels[5] / levels[3] * x[at] - levels[4] * expm1(-h) * ahead;
}

/* Part: straight. */

/* Part: networks. */

/* Part: scores. */

/* End. */

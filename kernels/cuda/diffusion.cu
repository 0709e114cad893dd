/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* Part: steps. */

/* Part: targets. */

/* Part: levels. */

/* Part: straight. */

/* x = (1 - s) data + s noise for the level s of each row, and its velocity noise - data (Stability-AI/sd3.5, sd3_impls.py).
 * One thread: one entry of both. */
KERNEL void flow_path(const real *data, const real *noise, const real *levels, real *x, real *velocity, integer rows,
                      integer columns)
{
    integer at = THREAD;
    if (at >= rows * columns) return;
    real level = levels[at / columns];
    x[at] = (1 - level) * data[at] + level * noise[at];
    velocity[at] = noise[at] - data[at];
}

/* The mean over all entries of weight (found - target)^2, with a weight for each row. One thread. */
KERNEL void weighted_error(const real *found, const real *target, const real *weights, real *out, integer rows, integer columns)
{
    if (THREAD > 0) return;
    real sum = 0;
    for (integer at = 0; at < rows * columns; at++) {
        real error = found[at] - target[at];
        sum += weights[at / columns] * error * error;
    }
    out[0] = sum / (rows * columns);
}

/* x + (to - from) v, with two levels for each row. One thread: one entry. */
KERNEL void flow_move(const real *x, const real *v, const real *from, const real *to, real *out, integer rows, integer columns)
{
    integer at = THREAD;
    if (at >= rows * columns) return;
    integer row = at / columns;
    out[at] = x[at] + (to[row] - from[row]) * v[at];
}

DEVICE real flow_shifted(real level, real shift)
{
    return shift * level / (1 + (shift - 1) * level);
}

/* s t / (1 + (s - 1) t). One thread: one level. */
KERNEL void flow_shift(const real *levels, real *out, real shift, integer count)
{
    integer at = THREAD;
    if (at >= count) return;
    out[at] = flow_shifted(levels[at], shift);
}

/* Levels evenly from 1 to 1/1000, shifted, and a 0. One thread: one level. */
KERNEL void flow_levels(real *out, real shift, integer steps)
{
    integer at = THREAD;
    if (at > steps) return;
    real apart = steps > 1 ? (real)0.999 / (steps - 1) : 0;
    out[at] = at == steps ? 0 : flow_shifted(1 - at * apart, shift);
}

/* The density of a time whose logit is normal. One thread: one time. */
KERNEL void flow_density(const real *times, real *out, real mean, real deviation, integer count)
{
    integer at = THREAD;
    if (at >= count) return;
    real t = times[at], z = (log(t / (1 - t)) - mean) / deviation;
    out[at] = exp(-z * z / 2) / (sqrt(2 * acos((real)-1)) * deviation * t * (1 - t));
}

/* c_skip, c_out, c_in, 250 ln s and the weight 1/s^2 + 1/deviation^2 of a consistency function at level s (arXiv 2303.01469;
 * openai/consistency_models, karras_diffusion.py). One thread: one level. */
KERNEL void consistency_scales(const real *levels, real *skip, real *out, real *in, real *time, real *weight, real least,
                               real deviation, integer count)
{
    integer at = THREAD;
    if (at >= count) return;
    real level = levels[at], above = level - least, square = deviation * deviation;
    skip[at] = square / (above * above + square);
    out[at] = above * deviation / sqrt(level * level + square);
    in[at] = 1 / sqrt(level * level + square);
    time[at] = 250 * log(level);
    weight[at] = 1 / (level * level) + 1 / square;
}

/* x scale + y other, with a number of both for each row. One thread: one entry. */
KERNEL void rows_mixed(const real *x, const real *y, const real *scale, const real *other, real *out, integer rows,
                       integer columns)
{
    integer at = THREAD;
    if (at >= rows * columns) return;
    integer row = at / columns;
    out[at] = x[at] * scale[row] + y[at] * other[row];
}

/* z + (level - next)/level (denoised - z): DiffusionBlocks (arXiv 2506.14202), with the sign of its code. One thread: one entry. */
KERNEL void blocks_step(const real *z, const real *denoised, real *out, real level, real next, integer count)
{
    integer at = THREAD;
    if (at >= count) return;
    out[at] = z[at] + (level - next) / level * (denoised[at] - z[at]);
}

/* Part: networks. */

/* Part: scores. */

/* End. */

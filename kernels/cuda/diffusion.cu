/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Schedules, and samples at a step. */

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

/* Steps from noise to data, and guidance. */

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

/* Continuous time, and what a network predicts. */

/* With dx = -beta(t) x / 2 dt + sqrt(beta(t)) dw and beta(t) = first + t (last - first),
 *   mean[i] = exp(-B / 2),  deviation[i] = sqrt(1 - exp(-B)) = sqrt(-expm1(-B)),  B = integral of beta from 0 to t[i].
 * yang-song/score_sde_pytorch, sde_lib.py, VPSDE.marginal_prob. t, mean and deviation (count). One thread: one time. */
KERNEL void vp_marginal(const real *t, real *mean, real *deviation, integer count, real first, real last)
{
    integer i = THREAD;
    if (i >= count) return;
    real integral = first * t[i] + (last - first) * t[i] * t[i] / 2;
    mean[i] = exp(-integral / 2);
    deviation[i] = sqrt(-expm1(-integral));
}

/* sigma[i] = smallest (largest / smallest)^t[i],  diffusion[i] = sigma[i] sqrt(2 ln(largest / smallest)).
 * yang-song/score_sde_pytorch, sde_lib.py, VESDE.sde. t, sigma and diffusion (count). One thread: one time. */
KERNEL void ve_noise(const real *t, real *sigma, real *diffusion, integer count, real smallest, real largest)
{
    integer i = THREAD;
    if (i >= count) return;
    real ratio = log(largest / smallest);
    sigma[i] = smallest * exp(t[i] * ratio);
    diffusion[i] = sigma[i] * sqrt(2 * ratio);
}

/* drift[i] = -beta(t) x[i] / 2 - share beta(t) score[i]: share 1 of the reverse equation, 1/2 of the probability flow.
 * yang-song/score_sde_pytorch, sde_lib.py, SDE.reverse. x, score and drift (count). One thread: one number. */
KERNEL void vp_drift(const real *x, const real *score, real *drift, integer count, real t, real first, real last, real share)
{
    integer i = THREAD;
    if (i >= count) return;
    real beta = first + t * (last - first);
    drift[i] = -beta * x[i] / 2 - share * beta * score[i];
}

/* next[i] = x[i] - (-beta(t) x[i] / 2 - beta(t) score[i]) dt + sqrt(beta(t) dt) noise[i].
 * yang-song/score_sde_pytorch, sampling.py, EulerMaruyamaPredictor.update_fn. All arrays (count). One thread: one number. */
KERNEL void vp_step(const real *x, const real *score, const real *noise, real *next, integer count, real t, real dt, real first,
                    real last)
{
    integer i = THREAD;
    if (i >= count) return;
    real beta = first + t * (last - first);
    next[i] = x[i] + beta * (x[i] / 2 + score[i]) * dt + sqrt(beta * dt) * noise[i];
}

/* A prediction in one form as another. With x = alpha x0 + sigma e the forms are 0: e, 1: x0, 2: alpha e - sigma x0, 3: -e / sigma,
 * 4: e - x0. value, x and out (rows, width), alpha and sigma (rows). google-research/diffusion_distillation, dpm.py, for 0 to 2;
 * by algebra from the definitions. One thread: one number. */
KERNEL void convert_form(const real *value, const real *x, const real *alpha, const real *sigma, real *out, integer rows,
                         integer width, integer from, integer to)
{
    integer at = THREAD;
    if (at >= rows * width) return;
    real a = alpha[at / width], s = sigma[at / width], v = value[at], data = v, noise = v;
    if (from == 0) data = (x[at] - s * v) / a;
    if (from == 1) noise = (x[at] - a * v) / s;
    if (from == 2) {
        data = (a * x[at] - s * v) / (a * a + s * s);
        noise = (a * v + s * x[at]) / (a * a + s * s);
    }
    if (from == 3) {
        noise = -s * v;
        data = (x[at] - s * noise) / a;
    }
    if (from == 4) {
        data = (x[at] - s * v) / (a + s);
        noise = (x[at] + a * v) / (a + s);
    }
    if (to == 0) out[at] = noise;
    if (to == 1) out[at] = data;
    if (to == 2) out[at] = a * noise - s * data;
    if (to == 3) out[at] = -noise / s;
    if (to == 4) out[at] = noise - data;
}

/* weight[i] = min(snr[i], gamma) / divisor, where the divisor is snr[i] for form 0 (noise), 1 for form 1 (data) and snr[i] + 1 for form 2
 * (v); 1 where snr[i] = 0. TiankaiHang/Min-SNR-Diffusion-Training, guided_diffusion/gaussian_diffusion.py. snr and weight (count).
 * One thread: one weight. */
KERNEL void min_snr(const real *snr, real *weight, integer count, integer form, real gamma)
{
    integer i = THREAD;
    if (i >= count) return;
    real least = snr[i] < gamma ? snr[i] : gamma;
    real divisor = form == 0 ? snr[i] : form == 1 ? (real)1 : snr[i] + 1;
    weight[i] = snr[i] == 0 ? (real)1 : least / divisor;
}

/* Levels of noise, and solvers. */

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

/* Straight paths, consistency and blocks. */

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

/* Networks. */

/* The sinusoidal embedding of a time: cosines of t longest^(-i / half), then sines, with half = floor(width / 2), and a 0 at the end of an odd
 * width. openai/improved-diffusion, improved_diffusion/nn.py, timestep_embedding. t and longest are single numbers. One thread: one number. */
KERNEL void time_embedding(const real *t, const real *longest, real *out, integer width)
{
    integer at = THREAD;
    if (at >= width) return;
    integer half = width / 2;
    if (at >= 2 * half) {
        out[at] = 0;
        return;
    }
    integer i = at < half ? at : at - half;
    real angle = t[0] * exp(-log(longest[0]) * (real)i / (real)half);
    out[at] = at < half ? cos(angle) : sin(angle);
}

/* Means over squares of 2 x 2 of x (channels, 2 rows, 2 columns). One thread: one mean. */
KERNEL void average_pool(const real *x, real *out, integer channels, integer rows, integer columns)
{
    integer at = THREAD;
    if (at >= channels * rows * columns) return;
    integer j = at % columns, i = at / columns % rows, c = at / columns / rows;
    const real *square = x + (c * 2 * rows + 2 * i) * 2 * columns + 2 * j;
    out[at] = (square[0] + square[1] + square[2 * columns] + square[2 * columns + 1]) / 4;
}

/* tokens[(row of squares, column of squares), (row, column, channel)] of image (channels, rows p, columns p).
 * facebookresearch/DiT, models.py, the inverse of unpatchify. One thread: one number. */
KERNEL void patchify(const real *image, real *tokens, integer channels, integer rows, integer columns, integer p)
{
    integer at = THREAD;
    if (at >= channels * rows * columns * p * p) return;
    integer c = at % channels, j = at / channels % p, i = at / channels / p % p;
    integer token = at / channels / p / p;
    integer y = token / columns * p + i, x = token % columns * p + j;
    tokens[at] = image[(c * rows * p + y) * columns * p + x];
}

/* The inverse: facebookresearch/DiT, models.py, unpatchify. One thread: one number of the picture (channels, rows p, columns p). */
KERNEL void unpatchify(const real *tokens, real *image, integer channels, integer rows, integer columns, integer p)
{
    integer at = THREAD;
    if (at >= channels * rows * columns * p * p) return;
    integer x = at % (columns * p), y = at / (columns * p) % (rows * p), c = at / (columns * p) / (rows * p);
    integer token = y / p * columns + x / p;
    image[at] = tokens[((token * p + y % p) * p + x % p) * channels + c];
}

/* LayerNorm of each row without weights, times 1 + scale, plus shift. facebookresearch/DiT, models.py, modulate. x (count, width).
 * One thread: one number. */
KERNEL void modulate(const real *x, const real *shift, const real *scale, real *out, integer count, integer width)
{
    integer at = THREAD;
    if (at >= count * width) return;
    const real *row = x + at / width * width;
    integer c = at % width;
    real mean = 0, variance = 0;
    for (integer j = 0; j < width; j++) mean += row[j];
    mean /= width;
    for (integer j = 0; j < width; j++) variance += (row[j] - mean) * (row[j] - mean);
    variance /= width;
    out[at] = (row[c] - mean) / sqrt(variance + (real)1e-6) * (1 + scale[c]) + shift[c];
}

/* weights silu(c) + bias: what adaLN makes of a condition. facebookresearch/DiT, models.py, adaLN_modulation. weights (count, width).
 * One thread: one number. */
KERNEL void silu_linear(const real *c, const real *weights, const real *bias, real *out, integer count, integer width)
{
    integer at = THREAD;
    if (at >= count) return;
    real sum = bias[at];
    for (integer j = 0; j < width; j++) sum += weights[at * width + j] * c[j] / (1 + exp(-c[j]));
    out[at] = sum;
}

/* How much a vector is divided by: sqrt(mean x^2 + 1e-6), or 1. */
DEVICE real root_mean_square(const real *x, integer width, integer norms)
{
    if (!norms) return 1;
    real sum = 0;
    for (integer i = 0; i < width; i++) sum += x[i] * x[i];
    return sqrt(sum / width + (real)1e-6);
}

/* The score of a query and a key of one head, each divided by `q_by` and `k_by` and times its stream's gains. */
DEVICE real joint_score(const real *q, const real *k, const real *q_gain, const real *k_gain, real q_by, integer width, integer norms)
{
    real k_by = root_mean_square(k, width, norms), sum = 0;
    for (integer i = 0; i < width; i++) {
        real gains = norms ? q_gain[i] * k_gain[i] : 1;
        sum += q[i] / q_by * (k[i] / k_by) * gains;
    }
    return sum / sqrt((real)width);
}

/* Attention of every token to all, of which the first `first` are one stream and the rest another with gains of its own.
 * Stability-AI/sd3.5, mmditx.py, block_mixing. q, k, v (count, heads width), gains (4, width): queries and keys of the first stream, then of the
 * second. One thread: one number of the output. */
KERNEL void joint_attention(const real *q, const real *k, const real *v, const real *gains, real *out, integer count, integer first,
                            integer heads, integer width, integer norms)
{
    integer at = THREAD;
    if (at >= count * heads * width) return;
    integer all = heads * width, t = at / all, channel = at % all, begin = channel / width * width;
    const real *query = q + t * all + begin;
    const real *query_gain = gains + (t < first ? 0 : 2) * width;
    real by = root_mean_square(query, width, norms), most = -INFINITE, total = 0, sum = 0;
    for (integer s = 0; s < count; s++) {
        const real *key_gain = gains + (s < first ? 1 : 3) * width;
        real score = joint_score(query, k + s * all + begin, query_gain, key_gain, by, width, norms);
        if (score > most) most = score;
    }
    for (integer s = 0; s < count; s++) {
        const real *key_gain = gains + (s < first ? 1 : 3) * width;
        real weight = exp(joint_score(query, k + s * all + begin, query_gain, key_gain, by, width, norms) - most);
        total += weight;
        sum += weight * v[s * all + channel];
    }
    out[at] = sum / total;
}

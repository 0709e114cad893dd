/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* Part: steps. */

/* Part: targets. */

/* Part: levels. */

/* Part: straight. */

/* Part: networks. */

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

/* Part: scores. */

/* End. */

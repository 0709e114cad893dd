/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* << switch */

/* >> bias */
/* << bias */

/* >> assignment */
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */
/* << dispatch */

/* >> everywhere */
/* Sinkhorn's iteration on one matrix of logits (n, n), in place: exp of the logits less the largest of all (a common
 * factor, which the first division removes), then `iterations` times every column divided by its sum and every row by its
 * own. Xie et al. 2025 (arXiv 2512.24880): M(0) = exp(logits), M(t) = T_r(T_c(M(t-1))). */
DEVICE void everywhere_project(const real *logits, real *matrix, integer n, integer iterations)
{
    real largest = -INFINITE;
    for (integer i = 0; i < n * n; i++)
        if (logits[i] > largest) largest = logits[i];
    for (integer i = 0; i < n * n; i++) matrix[i] = exp(logits[i] - largest);
    for (integer t = 0; t < iterations; t++) {
        for (integer j = 0; j < n; j++) {
            real sum = 0;
            for (integer i = 0; i < n; i++) sum += matrix[i * n + j];
            for (integer i = 0; i < n; i++) matrix[i * n + j] /= sum;
        }
        for (integer i = 0; i < n; i++) {
            real sum = 0;
            for (integer j = 0; j < n; j++) sum += matrix[i * n + j];
            for (integer j = 0; j < n; j++) matrix[i * n + j] /= sum;
        }
    }
}

/* matrices[m] = everywhere_project(logits[m]) for each of `count` matrices (n, n). One thread: one matrix. */
KERNEL void mhc_project(const real *logits, real *matrices, integer count, integer n, integer iterations)
{
    integer at = THREAD;
    if (at >= count) return;
    everywhere_project(logits + at * n * n, matrices + at * n * n, n, iterations);
}

/* numbers[k] = scale[group] * sum_i x[i] / sqrt(mean(x * x) + epsilon) * projection[i, k] + bias[k], with x the n streams
 * of width C one after the other, and the group of k: 0 below n, 1 below 2n, 2 from there. Then groups 0 and 1 go through
 * the sigmoid, and group 1 is doubled: H_pre = sigmoid, H_post = 2 sigmoid, and the logits of H_res. arXiv 2512.24880;
 * deepseek-ai/TileKernels, tile_kernels/torch/mhc.py, has the same order of columns. projection (n C, 2 n + n n).
 * One thread: one number. */
KERNEL void mhc_numbers(const real *streams, const real *projection, const real *bias, const real *scale, real *numbers,
                        integer n, integer width, real epsilon)
{
    integer k = THREAD, count = 2 * n + n * n;
    if (k >= count) return;
    real squares = 0, product = 0;
    for (integer i = 0; i < n * width; i++) squares += streams[i] * streams[i];
    real root = sqrt(squares / (real)(n * width) + epsilon);
    for (integer i = 0; i < n * width; i++) product += streams[i] / root * projection[i * count + k];
    real number = scale[k < n ? 0 : k < 2 * n ? 1 : 2] * product + bias[k];
    if (k < 2 * n) number = (k < n ? 1 : 2) / (1 + exp(-number));
    numbers[k] = number;
}

/* read[c] = sum_i pre[i] streams[i, c]: what the sub-layer reads. One thread: one channel. */
KERNEL void mhc_read(const real *streams, const real *pre, real *read, integer n, integer width)
{
    integer c = THREAD;
    if (c >= width) return;
    real sum = 0;
    for (integer i = 0; i < n; i++) sum += pre[i] * streams[i * width + c];
    read[c] = sum;
}

/* next[i, c] = sum_j mix[i, j] streams[j, c] + post[i] output[c]: arXiv 2512.24880. One thread: one number. */
KERNEL void mhc_write(const real *streams, const real *post, const real *mix, const real *output, real *next, integer n,
                      integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer i = at / width, c = at % width;
    real sum = post[i] * output[c];
    for (integer j = 0; j < n; j++) sum += mix[i * n + j] * streams[j * width + c];
    next[at] = sum;
}

/* slots[t, h]: order n = order[h] has the n-gram of token t and the n - 1 before it (pad where there are none); its hash
 * is the exclusive or of token t - k times multipliers[k]; the slot is offset[h] + hash mod prime[h], with offset[h] the sum
 * of the primes before. deepseek-ai/Engram, engram_demo_v1.py, NgramHashMapping and MultiHeadEmbedding. Products are
 * below 2^63. One thread: one slot. */
KERNEL void engram_slots(const integer *ids, const integer *multipliers, const integer *order, const integer *prime,
                         integer *slots, integer tokens, integer heads, integer pad)
{
    integer at = THREAD;
    if (at >= tokens * heads) return;
    integer t = at / heads, h = at % heads, hash = 0, offset = 0;
    for (integer k = 0; k < order[h]; k++) hash ^= (t >= k ? ids[t - k] : pad) * multipliers[k];
    for (integer i = 0; i < h; i++) offset += prime[i];
    slots[at] = offset + hash % prime[h];
}

/* found[t, h w + c] = table[slots[t, h], c]. One thread: one number. */
KERNEL void engram_look_up(const integer *slots, const real *table, real *found, integer tokens, integer heads,
                           integer width)
{
    integer at = THREAD;
    if (at >= tokens * heads * width) return;
    found[at] = table[slots[at / width] * width + at % width];
}

/* sqrt(mean of the squares of a row + epsilon) */
DEVICE real everywhere_root(const real *row, integer width, real epsilon)
{
    real squares = 0;
    for (integer c = 0; c < width; c++) squares += row[c] * row[c];
    return sqrt(squares / (real)width + epsilon);
}

/* gates[t] = sigmoid(sgn(z) sqrt(max(|z|, 1e-6))), z = sum_c gain[c] key[c] / root(key) hidden[c] / root(hidden) / sqrt(d),
 * with sgn(0) = 0. deepseek-ai/Engram, engram_demo_v1.py, Engram.forward; gain is the product of its two norms' gains.
 * One thread: one gate. */
KERNEL void engram_gate(const real *hidden, const real *keys, const real *gain, real *gates, integer tokens, integer width,
                        real epsilon)
{
    integer t = THREAD;
    if (t >= tokens) return;
    const real *h = hidden + t * width, *k = keys + t * width;
    real z = 0, rootk = everywhere_root(k, width, epsilon), rooth = everywhere_root(h, width, epsilon);
    for (integer c = 0; c < width; c++) z += gain[c] * (k[c] / rootk) * (h[c] / rooth);
    z /= sqrt((real)width);
    real size = z < 0 ? -z : z, floor = (real)1e-6;
    real root = sqrt(size > floor ? size : floor);
    gates[t] = 1 / (1 + exp(z > 0 ? -root : z < 0 ? root : 0));
}

/* output[t, c] = values[t, c] + y sigmoid(y), y = sum_j taps[j, c] x[t - (K - 1 - j) dilation, c], with x = gain values /
 * root(values), and 0 before the first token. deepseek-ai/Engram, engram_demo_v1.py, ShortConv, of one branch.
 * One thread: one number. */
KERNEL void engram_conv(const real *values, const real *gain, const real *taps, real *output, integer tokens, integer width,
                        integer count, integer dilation, real epsilon)
{
    integer at = THREAD;
    if (at >= tokens * width) return;
    integer t = at / width, c = at % width;
    real y = 0;
    for (integer j = 0; j < count; j++) {
        integer from = t - (count - 1 - j) * dilation;
        if (from >= 0) {
            const real *row = values + from * width;
            y += taps[j * width + c] * gain[c] * row[c] / everywhere_root(row, width, epsilon);
        }
    }
    output[at] = values[at] + y / (1 + exp(-y));
}
/* << everywhere */

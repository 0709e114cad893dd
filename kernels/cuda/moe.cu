/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* The three losses of Jacobs, Jordan, Nowlan and Hinton (1991), Adaptive mixtures of local experts, for one example, with
 * the gate p = softmax(logits), outputs o_i and a target d (the formulas after a later account of the paper):
 *   blended       || d - sum_i p_i o_i ||^2
 *   competitive   sum_i p_i || d - o_i ||^2
 *   likelihood    -log sum_i p_i exp(-1/2 || d - o_i ||^2)
 * with their gradients, and the responsibilities h_i = p_i exp(-1/2 || d - o_i ||^2) / sum_j p_j exp(-1/2 || d - o_j ||^2).
 * The gradients with respect to the logits go through the Jacobian of the softmax, dp_j / dl_i = p_j (delta_ij - p_i). */
DEVICE real mixtures_log_sum(const real *values, integer count)
{
    real largest = values[0], sum = 0;
    for (integer i = 1; i < count; i++) largest = values[i] > largest ? values[i] : largest;
    for (integer i = 0; i < count; i++) sum += exp(values[i] - largest);
    return largest + log(sum);
}

DEVICE real mixtures_gate(const real *logits, integer experts, integer i)
{
    return exp(logits[i] - mixtures_log_sum(logits, experts));
}

DEVICE real mixtures_square(const real *output, const real *target, integer width)
{
    real sum = 0;
    for (integer c = 0; c < width; c++) sum += (target[c] - output[c]) * (target[c] - output[c]);
    return sum;
}

DEVICE real mixtures_blend(const real *logits, const real *outputs, integer experts, integer width, integer c)
{
    real sum = 0;
    for (integer i = 0; i < experts; i++) sum += mixtures_gate(logits, experts, i) * outputs[i * width + c];
    return sum;
}

/* log sum_i p_i exp(-1/2 || d - o_i ||^2), measured from its largest term: far from every expert all of them underflow. */
DEVICE real mixtures_evidence(const real *logits, const real *outputs, const real *target, integer experts, integer width)
{
    real normaliser = mixtures_log_sum(logits, experts), largest = -INFINITE, sum = 0;
    for (integer i = 0; i < experts; i++) {
        real term = logits[i] - normaliser - mixtures_square(outputs + i * width, target, width) / 2;
        largest = term > largest ? term : largest;
    }
    for (integer i = 0; i < experts; i++)
        sum += exp(logits[i] - normaliser - mixtures_square(outputs + i * width, target, width) / 2 - largest);
    return largest + log(sum);
}

DEVICE real mixtures_responsibility(const real *logits, const real *outputs, const real *target, integer experts,
                                    integer width, integer i)
{
    real term = logits[i] - mixtures_log_sum(logits, experts) - mixtures_square(outputs + i * width, target, width) / 2;
    return exp(term - mixtures_evidence(logits, outputs, target, experts, width));
}

/* One thread: one loss, in the order above. */
KERNEL void mixture_losses(const real *logits, const real *outputs, const real *target, real *loss, integer experts,
                           integer width)
{
    integer which = THREAD;
    if (which >= 3) return;
    real sum = 0;
    if (which == 0)
        for (integer c = 0; c < width; c++) {
            real left = target[c] - mixtures_blend(logits, outputs, experts, width, c);
            sum += left * left;
        }
    if (which == 1)
        for (integer i = 0; i < experts; i++)
            sum += mixtures_gate(logits, experts, i) * mixtures_square(outputs + i * width, target, width);
    if (which == 2) sum = -mixtures_evidence(logits, outputs, target, experts, width);
    loss[which] = sum;
}

/* One thread: one expert. */
KERNEL void mixture_responsibilities(const real *logits, const real *outputs, const real *target, real *responsibility,
                                     integer experts, integer width)
{
    integer i = THREAD;
    if (i >= experts) return;
    responsibility[i] = mixtures_responsibility(logits, outputs, target, experts, width, i);
}

/* gradient[which, i, c] = d loss / d o_i[c]. One thread: one output. */
KERNEL void mixture_output_gradients(const real *logits, const real *outputs, const real *target, real *gradient,
                                     integer experts, integer width)
{
    integer at = THREAD;
    if (at >= 3 * experts * width) return;
    integer which = at / (experts * width), i = at / width % experts, c = at % width;
    real gate = mixtures_gate(logits, experts, i), own = target[c] - outputs[i * width + c];
    real slope = 0;
    if (which == 0) slope = -2 * gate * (target[c] - mixtures_blend(logits, outputs, experts, width, c));
    if (which == 1) slope = -2 * gate * own;
    if (which == 2) slope = -mixtures_responsibility(logits, outputs, target, experts, width, i) * own;
    gradient[at] = slope;
}

/* gradient[which, i] = d loss / d logits[i] = sum_j (d loss / d p_j) p_j (delta_ij - p_i). For the likelihood
 * (d loss / d p_j) p_j is minus the responsibility of j. One thread: one output. */
KERNEL void mixture_logit_gradients(const real *logits, const real *outputs, const real *target, real *gradient,
                                    integer experts, integer width)
{
    integer at = THREAD;
    if (at >= 3 * experts) return;
    integer which = at / experts, i = at % experts;
    real sum = 0;
    for (integer j = 0; j < experts; j++) {
        real slope = 0, gate = mixtures_gate(logits, experts, j);
        if (which == 0) {
            for (integer c = 0; c < width; c++)
                slope += -2 * (target[c] - mixtures_blend(logits, outputs, experts, width, c)) * outputs[j * width + c];
            slope *= gate;
        }
        if (which == 1) slope = gate * mixtures_square(outputs + j * width, target, width);
        if (which == 2) slope = -mixtures_responsibility(logits, outputs, target, experts, width, j);
        sum += slope * ((i == j ? 1 : 0) - mixtures_gate(logits, experts, i));
    }
    gradient[at] = sum;
}

/* Noisy top-k gating (Shazeer et al. 2017, arXiv 1701.06538, section 2.1):
 *   H = clean + noise * softplus(raw),   gates = softmax(H) over the k largest of a row, 0 for the others.
 * Among equal entries the one with the lower index comes first. The paper's scale has no epsilon; the code of
 * tensor2tensor (utils/expert_utils.py) adds 0.01. */
DEVICE real mixtures_noisy(const real *clean, const real *raw, const real *noise, integer at)
{
    real softplus = (raw[at] > 0 ? raw[at] : 0) + log1p(exp(raw[at] > 0 ? -raw[at] : raw[at]));
    return clean[at] + noise[at] * softplus;
}

/* How many entries of a row of H come before expert e. */
DEVICE integer mixtures_rank(const real *clean, const real *raw, const real *noise, integer experts, integer e)
{
    integer before = 0;
    real own = mixtures_noisy(clean, raw, noise, e);
    for (integer j = 0; j < experts; j++) {
        real other = mixtures_noisy(clean, raw, noise, j);
        if (other > own || (other == own && j < e)) before++;
    }
    return before;
}

/* One thread: one gate. */
KERNEL void noisy_top_k(const real *clean, const real *raw, const real *noise, real *gates, integer tokens,
                        integer experts, integer k)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    integer row = at / experts * experts, e = at % experts;
    clean += row;
    raw += row;
    noise += row;
    real largest = -INFINITE, sum = 0;
    for (integer j = 0; j < experts; j++) {
        real other = mixtures_noisy(clean, raw, noise, j);
        largest = other > largest ? other : largest;
    }
    for (integer j = 0; j < experts; j++)
        if (mixtures_rank(clean, raw, noise, experts, j) < k)
            sum += exp(mixtures_noisy(clean, raw, noise, j) - largest);
    gates[at] = mixtures_rank(clean, raw, noise, experts, e) < k
                    ? exp(mixtures_noisy(clean, raw, noise, e) - largest) / sum
                    : 0;
}

/* P(x, e) of the same paper, appendix A: the probability that expert e is among the k largest of its row when only its own
 * noise is drawn again:
 *   Phi((clean[e] - t) / scale[e]),   t = the k-th largest of the other entries of `noisy`
 * and 1 where there are fewer than k others. `scale` is the standard deviation of the noise. */
DEVICE real mixtures_chance(const real *clean, const real *noisy, const real *scale, integer experts, integer k, integer e)
{
    if (k >= experts) return 1;
    real threshold = 0;
    for (integer j = 0; j < experts; j++) {
        integer before = 0;
        for (integer i = 0; i < experts; i++)
            if (i != e && (noisy[i] > noisy[j] || (noisy[i] == noisy[j] && i < j))) before++;
        if (j != e && before == k - 1) threshold = noisy[j];
    }
    return erfc((threshold - clean[e]) / (scale[e] * sqrt((real)2))) / 2;
}

/* One thread: one chance. */
KERNEL void chances(const real *clean, const real *noisy, const real *scale, real *chance, integer tokens,
                    integer experts, integer k)
{
    integer at = THREAD;
    if (at >= tokens * experts) return;
    integer row = at / experts * experts;
    chance[at] = mixtures_chance(clean + row, noisy + row, scale + row, experts, k, at % experts);
}

/* The sum of each column of a matrix. One thread: one column. */
KERNEL void column_sums(const real *matrix, real *sums, integer rows, integer columns)
{
    integer column = THREAD;
    if (column >= columns) return;
    real sum = 0;
    for (integer row = 0; row < rows; row++) sum += matrix[row * columns + column];
    sums[column] = sum;
}

/* The squared coefficient of variation, Var / (mean^2 + 1e-10), with the population's variance (tensor2tensor,
 * utils/expert_utils.py, CVSquared). One thread in all. */
KERNEL void cv_squared(const real *values, real *result, integer count)
{
    if (THREAD >= 1) return;
    real mean = 0, variance = 0;
    for (integer i = 0; i < count; i++) mean += values[i] / count;
    for (integer i = 0; i < count; i++) variance += (values[i] - mean) * (values[i] - mean) / count;
    *result = variance / (mean * mean + (real)1e-10);
}
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
/* << everywhere */

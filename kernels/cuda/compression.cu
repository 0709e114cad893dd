/* Reference kernels of the chapter on compression. Matrices are row-major and contiguous. */

/* Pooling. */

/* Roles. */

/* The compressor of DeepSeek-V4 (equations 9 to 12 of its report, arXiv 2606.19348). Every token has a value and a gate in each of
 * two roles, and each role a bias for the places of a block of m tokens. In channel c, entry i is
 *   sum_r s_r x_r / sum_r s_r,   s_r = exp(gate_r + bias_r - largest)
 * over 2m terms: the tokens of block i in the role `current` and those of block i - 1 in the role `previous`. Entry 0 has the first
 * m terms alone. Tokens of a block that is not complete are left out. */
DEVICE real roles_score(const real *gates, const real *bias, integer token, integer place, integer width, integer c)
{
    return gates[token * width + c] + bias[place * width + c];
}

/* entry[i, c]. One thread: one channel of one entry. */
KERNEL void roles_pool(const real *current_values, const real *current_gates, const real *current_bias,
                       const real *previous_values, const real *previous_gates, const real *previous_bias, real *entry,
                       integer tokens, integer block, integer width)
{
    integer at = THREAD;
    if (at >= tokens / block * width) return;
    integer i = at / width, c = at % width, own = i * block, before = own - block;
    real largest = -INFINITE, sum = 0, weighted = 0;
    for (integer r = 0; r < block; r++) {
        real score = roles_score(current_gates, current_bias, own + r, r, width, c);
        largest = score > largest ? score : largest;
        if (i == 0) continue;
        score = roles_score(previous_gates, previous_bias, before + r, r, width, c);
        largest = score > largest ? score : largest;
    }
    for (integer r = 0; r < block; r++) {
        real weight = exp(roles_score(current_gates, current_bias, own + r, r, width, c) - largest);
        sum += weight;
        weighted += weight * current_values[(own + r) * width + c];
        if (i == 0) continue;
        weight = exp(roles_score(previous_gates, previous_bias, before + r, r, width, c) - largest);
        sum += weight;
        weighted += weight * previous_values[(before + r) * width + c];
    }
    entry[at] = weighted / sum;
}

/* Selection. */

/* Attention to the selected. */

/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A plain recurrent network, h_t = tanh(W h_{t-1} + U x_t + b), with W (units, units) and U (units, inputs). As torch.nn.RNN,
 * whose two biases are added here. One thread: unit i of the state at step t. It runs all steps up to that one by itself, and keeps
 * two states in its part of `scratch`, 2 units long. */
KERNEL void rnn_forward(const real *inputs, const real *start, const real *hidden, const real *input, const real *bias, real *states,
                        real *scratch, integer steps, integer units, integer width)
{
    integer at = THREAD;
    if (at >= steps * units) return;
    real *own = scratch + at * 2 * units;
    integer before = 0, after = units;
    for (integer i = 0; i < units; i++) own[before + i] = start[i];
    for (integer t = 0; t <= at / units; t++) {
        for (integer i = 0; i < units; i++) {
            real sum = bias[i];
            for (integer j = 0; j < units; j++) sum += hidden[i * units + j] * own[before + j];
            for (integer j = 0; j < width; j++) sum += input[i * width + j] * inputs[t * width + j];
            own[after + i] = tanh(sum);
        }
        integer other = before;
        before = after;
        after = other;
    }
    states[at] = own[before + at % units];
}

/* jacobian[i, j]: how unit i of the last of the given states changes with unit j of the state before the first of them. The tangent
 * of unit j goes through all steps: a change v of one state is the change (1 - h_t^2) * (W v) of the next. One thread: one entry,
 * with two tangents in its part of `scratch`, 2 units long. */
KERNEL void rnn_jacobian(const real *states, const real *hidden, real *jacobian, real *scratch, integer steps, integer units)
{
    integer at = THREAD;
    if (at >= units * units) return;
    real *own = scratch + at * 2 * units;
    integer before = 0, after = units;
    for (integer i = 0; i < units; i++) {
        own[before + i] = i == at % units;
        own[after + i] = 0;
    }
    for (integer t = 0; t < steps; t++) {
        for (integer i = 0; i < units; i++) {
            real sum = 0, h = states[t * units + i];
            for (integer j = 0; j < units; j++) sum += hidden[i * units + j] * own[before + j];
            own[after + i] = (1 - h * h) * sum;
        }
        integer other = before;
        before = after;
        after = other;
    }
    jacobian[at] = own[before + at / units];
}

DEVICE real gate_sigmoid(real x)
{
    return 1 / (1 + exp(-x));
}

/* Row i of W h + U x, with W (units, units) and U (units, inputs) of one gate. */
DEVICE real gate_row(const real *hidden, const real *input, const real *h, const real *x, integer i, integer units, integer width)
{
    real sum = 0;
    for (integer j = 0; j < units; j++) sum += hidden[i * units + j] * h[j];
    for (integer j = 0; j < width; j++) sum += input[i * width + j] * x[j];
    return sum;
}

/* The sum inside gate `gate` of unit i. */
DEVICE real lstm_sum(const real *x, const real *h, const real *input, const real *hidden, const real *bias, integer gate, integer i,
                     integer units, integer width)
{
    integer row = gate * units;
    return bias[row + i] + gate_row(hidden + row * units, input + row * width, h, x, i, units, width);
}

/* A step of an LSTM with the gates i, f, g, o in this order (torch.nn.LSTMCell): c' = f c + i g, h' = o tanh(c'). One thread: one
 * unit of both. */
KERNEL void lstm_step(const real *x, const real *h, const real *c, const real *input, const real *hidden, const real *bias,
                      real *next_h, real *next_c, integer units, integer width)
{
    integer unit = THREAD;
    if (unit >= units) return;
    real i = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 0, unit, units, width));
    real f = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 1, unit, units, width));
    real g = tanh(lstm_sum(x, h, input, hidden, bias, 2, unit, units, width));
    real o = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 3, unit, units, width));
    real cell = f * c[unit] + i * g;
    next_c[unit] = cell;
    next_h[unit] = o * tanh(cell);
}

/* jacobian[r, k]: how number r of (h', c') changes with number k of (h, c), the input held fixed; both are 2 units long. The tangent
 * of number k goes through the step. One thread: one entry. */
KERNEL void lstm_jacobian(const real *x, const real *h, const real *c, const real *input, const real *hidden, const real *bias,
                          real *jacobian, integer units, integer width)
{
    integer at = THREAD, both = 2 * units;
    if (at >= both * both) return;
    integer r = at / both, k = at % both, unit = r % units;
    real i = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 0, unit, units, width));
    real f = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 1, unit, units, width));
    real g = tanh(lstm_sum(x, h, input, hidden, bias, 2, unit, units, width));
    real o = gate_sigmoid(lstm_sum(x, h, input, hidden, bias, 3, unit, units, width));
    /* The tangents of the four sums: h is in them, c is not. */
    integer row = unit * units + k, gate = units * units;
    real of_i = 0, of_f = 0, of_g = 0, of_o = 0, of_c = 0;
    if (k < units) {
        of_i = hidden[row];
        of_f = hidden[gate + row];
        of_g = hidden[2 * gate + row];
        of_o = hidden[3 * gate + row];
    } else {
        of_c = k - units == unit;
    }
    real cell = f * c[unit] + i * g;
    real of_cell = f * (1 - f) * of_f * c[unit] + f * of_c + i * (1 - i) * of_i * g + i * (1 - g * g) * of_g;
    real squashed = tanh(cell);
    real of_h = o * (1 - o) * of_o * squashed + o * (1 - squashed * squashed) * of_cell;
    jacobian[at] = r < units ? of_h : of_cell;
}

/* A step of a GRU with the gates r, z, n in this order, and r behind the product (torch.nn.GRUCell): n = tanh(U x + a + r (W h + b)),
 * h' = (1 - z) n + z h. One thread: one unit. */
KERNEL void gru_step(const real *x, const real *h, const real *input, const real *hidden, const real *input_bias,
                     const real *hidden_bias, real *next, integer units, integer width)
{
    integer unit = THREAD;
    if (unit >= units) return;
    real of_input[3], of_state[3];
    for (integer gate = 0; gate < 3; gate++) {
        integer row = gate * units;
        of_input[gate] = gate_row(hidden, input + row * width, h, x, unit, 0, width) + input_bias[row + unit];
        of_state[gate] = gate_row(hidden + row * units, input, h, x, unit, units, 0) + hidden_bias[row + unit];
    }
    real r = gate_sigmoid(of_input[0] + of_state[0]);
    real z = gate_sigmoid(of_input[1] + of_state[1]);
    real n = tanh(of_input[2] + r * of_state[2]);
    next[unit] = (1 - z) * n + z * h[unit];
}

/* A matrix for a memory. */

/* elu(x) + 1. */
DEVICE real memory_phi(real x) { return x > 0 ? x + 1 : exp(x); }

/* out[t, j] = sum_{s <= t} w_s values[s, j] / (sum_{s <= t} w_s + 1e-6), w_s = <phi(queries[t]), phi(keys[s])>: causal linear attention
 * (Katharopoulos et al. 2020, arXiv 2006.16236; idiap/fast-transformers, recurrent/attention/self_attention/linear_attention.py).
 * queries and keys (n, width), values (n, columns). One thread: one output. */
KERNEL void linear_attention(const real *queries, const real *keys, const real *values, real *out, integer n, integer width,
                             integer columns)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real sum = 0, weighted = 0;
    for (integer s = 0; s <= t; s++) {
        real weight = 0;
        for (integer c = 0; c < width; c++)
            weight += memory_phi(queries[t * width + c]) * memory_phi(keys[s * width + c]);
        sum += weight;
        weighted += weight * values[s * columns + j];
    }
    out[at] = weighted / (sum + (real)1e-6);
}

/* The state of the same after n tokens: state[c, j] = sum_s phi(keys[s, c]) values[s, j] for j < columns, and for j = columns the
 * sum of phi(keys[s, c]). One thread: one number. */
KERNEL void linear_state(const real *keys, const real *values, real *state, integer n, integer width, integer columns)
{
    integer at = THREAD;
    if (at >= width * (columns + 1)) return;
    integer c = at / (columns + 1), j = at % (columns + 1);
    real sum = 0;
    for (integer s = 0; s < n; s++) {
        real key = memory_phi(keys[s * width + c]);
        sum += j == columns ? key : key * values[s * columns + j];
    }
    state[at] = sum;
}

/* out[t, j] = sum_{s <= t} decay^(t - s) <queries[t], keys[s]> / sqrt(width) values[s, j]: retention (Sun et al. 2023, arXiv 2307.08621;
 * fla-org/flash-linear-attention, ops/retention/naive.py). One thread: one output. */
KERNEL void retention(const real *queries, const real *keys, const real *values, real *out, integer n, integer width, integer columns,
                      real decay)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real fade = 1, sum = 0;
    for (integer s = t; s >= 0; s--) {
        real product = 0;
        for (integer c = 0; c < width; c++) product += queries[t * width + c] * keys[s * width + c];
        sum += fade * product / sqrt((real)width) * values[s * columns + j];
        fade *= decay;
    }
    out[at] = sum;
}

/* out[t, j] = sum_{s <= t} sum_c queries[t, c] keys[s, c] exp(G[t, c] - G[s, c]) / sqrt(width) values[s, j], where G is the running sum
 * of decays: gated linear attention (Yang et al. 2023, arXiv 2312.06635; fla-org/flash-linear-attention, ops/gla/naive.py).
 * queries, keys and decays (n, width), values (n, columns). One thread: one output. */
KERNEL void gla(const real *queries, const real *keys, const real *values, const real *decays, real *out, integer n, integer width,
                integer columns)
{
    integer at = THREAD;
    if (at >= n * columns) return;
    integer t = at / columns, j = at % columns;
    real sum = 0;
    for (integer c = 0; c < width; c++) {
        real own = 0, before = 0;
        for (integer s = 0; s <= t; s++) own += decays[s * width + c];
        for (integer s = 0; s <= t; s++) {
            before += decays[s * width + c];
            sum += queries[t * width + c] * keys[s * width + c] * exp(own - before) * values[s * columns + j];
        }
    }
    out[at] = sum / sqrt((real)width);
}

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

/* The decay of a linear recurrent unit and what keeps its state at the size of its input:
 *   lambda = exp(-exp(nu) + i exp(theta)),  gamma = sqrt(1 - |lambda|^2) = sqrt(-expm1(-2 exp(nu))).
 * Orvieto et al. 2023, arXiv 2303.06349, section 3; NicolasZucchet/minimal-LRU, lru/model.py. One thread: one state. */
KERNEL void lru_decay(const real *nu, const real *theta, real *lambda_re, real *lambda_im, real *gamma, integer states)
{
    integer i = THREAD;
    if (i >= states) return;
    real rate = exp(nu[i]), angle = exp(theta[i]), length = exp(-rate);
    lambda_re[i] = length * cos(angle);
    lambda_im[i] = length * sin(angle);
    gamma[i] = sqrt(-expm1(-2 * rate));
}

/* Steps h -> factor h + added on a complex number, one after the other, as one step: steps holds for each of them the factor and what
 * is added, both as real and imaginary part. The factor is the product of all; what is added is what they make of h = 0.
 * minimal-LRU, binary_operator_diag. One thread: one of the four numbers of the result. */
KERNEL void affine_chain(const real *steps, real *out, integer count)
{
    integer which = THREAD;
    if (which >= 4) return;
    real re = which < 2 ? 1 : 0, im = 0;
    for (integer k = 0; k < count; k++) {
        const real *step = steps + 4 * k;
        real moved = step[0] * re - step[1] * im, turned = step[0] * im + step[1] * re;
        re = which < 2 ? moved : moved + step[2];
        im = which < 2 ? turned : turned + step[3];
    }
    out[which] = which % 2 == 0 ? re : im;
}

/* h_t = lambda * h_{t-1} + gamma * (B x_t) from zeros, y_t = Re(C h_t) + D * x_t, with lambda and gamma of lru_decay. x (T, width),
 * nu and theta (states), B (states, width), C (width, states), D (width), output (T, width). minimal-LRU, lru/model.py.
 * One thread: one output, for which each state runs from the first token. */
KERNEL void lru(const real *x, const real *nu, const real *theta, const real *b_re, const real *b_im, const real *c_re,
                const real *c_im, const real *d, real *output, integer count, integer width, integer states)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, j = at % width;
    real y = d[j] * x[at];
    for (integer i = 0; i < states; i++) {
        real rate = exp(nu[i]), angle = exp(theta[i]), length = exp(-rate), gamma = sqrt(-expm1(-2 * rate));
        real lambda_re = length * cos(angle), lambda_im = length * sin(angle), h_re = 0, h_im = 0;
        for (integer s = 0; s <= t; s++) {
            real in_re = 0, in_im = 0;
            for (integer k = 0; k < width; k++) {
                in_re += b_re[i * width + k] * x[s * width + k];
                in_im += b_im[i * width + k] * x[s * width + k];
            }
            real moved = lambda_re * h_re - lambda_im * h_im + gamma * in_re;
            h_im = lambda_re * h_im + lambda_im * h_re + gamma * in_im;
            h_re = moved;
        }
        y += c_re[j * states + i] * h_re - c_im[j * states + i] * h_im;
    }
    output[at] = y;
}

/* out[t, c] = sum_j weights[c, j] x[t - taps + 1 + j, c] over the places j that lie within the text: each channel by itself.
 * Dao-AILab/causal-conv1d, causal_conv1d_ref, without bias and activation. x (count, width), weights (width, taps).
 * One thread: one output. */
KERNEL void short_conv(const real *x, const real *weights, real *out, integer count, integer width, integer taps)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, c = at % width;
    real sum = 0;
    for (integer j = 0; j < taps; j++) {
        integer s = t - taps + 1 + j;
        if (s >= 0) sum += weights[c * taps + j] * x[s * width + c];
    }
    out[at] = sum;
}

/* With delta = softplus(raw[t, c] + bias[c]), the n states of channel c become exp(delta a[c, n]) x + delta u[t, c] b[t, n], from zeros, and
 *   output[t, c] = (sum_n cc[t, n] x[c, n] + skip[c] u[t, c]) z[t, c] / (1 + exp(-z[t, c])).
 * state-spaces/mamba, mamba_ssm/ops/selective_scan_interface.py, selective_scan_ref. u, raw, z (count, width), a (width, states),
 * b and cc (count, states). One thread: one output, for which each state runs from the first token. */
KERNEL void selective_scan(const real *u, const real *raw, const real *bias, const real *a, const real *b, const real *cc,
                           const real *skip, const real *z, real *output, integer count, integer width, integer states)
{
    integer at = THREAD;
    if (at >= count * width) return;
    integer t = at / width, c = at % width;
    real y = skip[c] * u[at];
    for (integer n = 0; n < states; n++) {
        real x = 0;
        for (integer s = 0; s <= t; s++) {
            real step = raw[s * width + c] + bias[c];
            real delta = (step > 0 ? step : 0) + log1p(exp(step > 0 ? -step : step));
            x = exp(delta * a[c * states + n]) * x + delta * u[s * width + c] * b[s * states + n];
        }
        y += cc[t * states + n] * x;
    }
    output[at] = y * z[at] / (1 + exp(-z[at]));
}

/* Memories that are edited. */

/* unit[t, c] = rows[t, c] / sqrt(sum over c of rows[t, c]^2 + 1e-6).
 * fla-org/flash-linear-attention, modules/l2norm.py. One thread: one output. */
KERNEL void unit_rows(const real *rows, real *unit, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer t = at / width;
    real square = 0;
    for (integer c = 0; c < width; c++) square += rows[t * width + c] * rows[t * width + c];
    unit[at] = rows[at] / sqrt(square + (real)1e-6);
}

/* The delta rule of a memory S of shape (dk, dv), whose rows fade first, each at its own rate: from zeros, with g = decays[t],
 *   S <- Diag(exp(g)) S,   S <- S + beta_t k_t (v_t - S^T k_t)^T,   out_t = S^T q_t / sqrt(dk).
 * Kimi Delta Attention (equation 1 of arXiv 2510.26692; fla, ops/kda/naive.py); with the same g in all channels Gated DeltaNet
 * (ops/gated_delta_rule/naive.py); with g = 0 DeltaNet (ops/delta_rule/naive.py). queries, keys and decays (n, dk), values (n, dv).
 * One thread: one column of S, which it keeps in a row of columns (dv, dk), and that column of all outputs (n, dv). */
KERNEL void edited_memory(const real *queries, const real *keys, const real *values, const real *beta, const real *decays,
                          real *columns, real *out, integer n, integer dk, integer dv)
{
    integer j = THREAD;
    if (j >= dv) return;
    for (integer c = 0; c < dk; c++) columns[j * dk + c] = 0;
    for (integer t = 0; t < n; t++) {
        real there = 0, read = 0;
        for (integer c = 0; c < dk; c++) {
            columns[j * dk + c] *= exp(decays[t * dk + c]);
            there += keys[t * dk + c] * columns[j * dk + c];
        }
        real written = beta[t] * (values[t * dv + j] - there);
        for (integer c = 0; c < dk; c++) {
            columns[j * dk + c] += keys[t * dk + c] * written;
            read += queries[t * dk + c] * columns[j * dk + c];
        }
        out[t * dv + j] = read / sqrt((real)dk);
    }
}

/* decays[t, c] = -exp(a_log) softplus(raw[t, c] + bias[c]), with a_log of one number: the gate of Kimi Delta Attention, as a
 * logarithm. fla, ops/kda/gate.py, naive_kda_gate. One thread: one output. */
KERNEL void kda_decays(const real *raw, const real *bias, const real *a_log, real *decays, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    real x = raw[at] + bias[at % width];
    real softplus = (x > 0 ? x : 0) + log1p(exp(x > 0 ? -x : x));
    decays[at] = -exp(a_log[0]) * softplus;
}

/* gated[t, j] = outputs[t, j] / sqrt(mean over j of outputs[t, j]^2 + 1e-5) * sigmoid(asked[t, j]): what a head of Kimi Delta
 * Attention gives on, with weights of 1. fla, layers/kda.py and modules/fused_norm_gate.py. One thread: one output. */
KERNEL void kda_gates(const real *outputs, const real *asked, real *gated, integer n, integer width)
{
    integer at = THREAD;
    if (at >= n * width) return;
    integer t = at / width;
    real square = 0;
    for (integer j = 0; j < width; j++) square += outputs[t * width + j] * outputs[t * width + j];
    gated[at] = outputs[at] / sqrt(square / width + (real)1e-5) / (1 + exp(-asked[at]));
}

/* Chunks. */

/* out[t, c] = sum of x[s, c] over s <= t, added in that order. One thread: one column. */
KERNEL void running_sum(const real *x, real *out, integer rows, integer width)
{
    integer c = THREAD;
    if (c >= width) return;
    real sum = 0;
    for (integer t = 0; t < rows; t++) {
        sum += x[t * width + c];
        out[t * width + c] = sum;
    }
}

/* The scan of Mamba-2 for one head, with all pairs of tokens (state-spaces/mamba, modules/ssd_minimal.py):
 *   out[t, k] = exp(G_t) sum_i c[t, i] start[i, k] + sum_{s <= t} exp(G_t - G_s) (c_t . b_s) dt_s x[s, k]
 * G are running sums of a dt. One thread: one output. */
KERNEL void ssd(const real *x, const real *dt, const real *g, const real *b, const real *c, const real *start,
                real *out, integer tokens, integer width, integer states)
{
    integer at = THREAD;
    if (at >= tokens * width) return;
    integer t = at / width, k = at % width;
    real sum = 0;
    for (integer i = 0; i < states; i++) sum += c[t * states + i] * start[i * width + k];
    sum *= exp(g[t]);
    for (integer s = 0; s <= t; s++) {
        real match = 0;
        for (integer i = 0; i < states; i++) match += c[t * states + i] * b[s * states + i];
        sum += exp(g[t] - g[s]) * match * dt[s] * x[s * width + k];
    }
    out[at] = sum;
}

/* The state after all tokens: exp(G_T) start[i, k] + sum_s exp(G_T - G_s) b[s, i] dt_s x[s, k], where G_T is the last running sum.
 * One thread: one number of the state. */
KERNEL void ssd_state(const real *x, const real *dt, const real *g, const real *b, const real *start, real *state,
                      integer tokens, integer width, integer states)
{
    integer at = THREAD;
    if (at >= states * width) return;
    integer i = at / width, k = at % width;
    real last = g[tokens - 1], sum = exp(last) * start[at];
    for (integer s = 0; s < tokens; s++) sum += exp(last - g[s]) * b[s * states + i] * dt[s] * x[s * width + k];
    state[at] = sum;
}

/* Kimi Delta Attention as the recurrence says it (arXiv 2510.26692, equation 1; fla-org/flash-linear-attention, ops/kda/naive.py), from
 * a state: S <- Diag(exp(g_t)) S; S <- S + beta_t k_t (v_t - S^T k_t)^T; out_t = S^T q_t / sqrt(dk). The decay of a step is a
 * difference of the running sums G that chunks have, so that in float it is rounded as theirs. One thread: one column of the state, which no
 * other thread reads, and the outputs of it. */
KERNEL void kda_columns(const real *q, const real *k, const real *v, const real *beta, const real *g, const real *start,
                        real *out, real *state, integer tokens, integer keys, integer values)
{
    integer c = THREAD;
    if (c >= values) return;
    for (integer i = 0; i < keys; i++) state[i * values + c] = start[i * values + c];
    for (integer t = 0; t < tokens; t++) {
        const real *query = q + t * keys, *key = k + t * keys;
        real found = 0, sum = 0;
        for (integer i = 0; i < keys; i++) {
            real before = t > 0 ? g[(t - 1) * keys + i] : 0;
            state[i * values + c] *= exp(g[t * keys + i] - before);
            found += key[i] * state[i * values + c];
        }
        for (integer i = 0; i < keys; i++) {
            state[i * values + c] += beta[t] * key[i] * (v[t * values + c] - found);
            sum += query[i] * state[i * values + c];
        }
        out[t * values + c] = sum / sqrt((real)keys);
    }
}

/* M = (I + A)^-1 Diag(beta) by forward substitution, A[i, j] = beta_i sum_c k[i, c] k[j, c] exp(G[i, c] - G[j, c]) for j < i, and 0
 * elsewhere; G are the running sums of the decays (arXiv 2510.26692, the UT transform). One thread: one column of M. */
KERNEL void kda_solve(const real *k, const real *beta, const real *g, real *m, integer tokens, integer keys)
{
    integer j = THREAD;
    if (j >= tokens) return;
    for (integer i = 0; i < tokens; i++) {
        real sum = i == j ? beta[i] : 0;
        for (integer s = j; s < i; s++) {
            real match = 0;
            for (integer c = 0; c < keys; c++)
                match += k[i * keys + c] * k[s * keys + c] * exp(g[i * keys + c] - g[s * keys + c]);
            sum -= beta[i] * match * m[s * tokens + j];
        }
        m[i * tokens + j] = sum;
    }
}

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

/* State spaces. */

/* Scans. */

/* Memories that are edited. */

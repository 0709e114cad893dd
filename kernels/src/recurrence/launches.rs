//! What the report runs of this chapter.

use crate::waves::{cube, wave};
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    [gates(), matrix(), spaces(), select(), edits(), chunks()].into_iter().flatten().collect()
}

fn gates() -> Vec<Launch> {
    vec![
        rnn_forward(),
        recurrence::rnn_jacobian_launch(wave(7, 19, 0.1).view(), (0.3 * wave(19, 19, 0.2)).view()),
        lstm(true),
        lstm(false),
        gru(),
    ]
}

fn rnn_forward() -> Launch {
    let (inputs, start, bias) = (wave(61, 5, 0.1), wave(1, 7, 0.2), wave(1, 7, 0.3));
    let (hidden, input) = (0.3 * wave(7, 7, 0.4), wave(7, 5, 0.5));
    let weights = recurrence::Rnn { hidden: hidden.view(), input: input.view(), bias: bias.row(0) };
    recurrence::rnn_forward_launch(inputs.view(), start.row(0), weights)
}

fn lstm(step: bool) -> Launch {
    let units = if step { 307 } else { 11 };
    let (x, h, c) = (wave(1, 3, 0.1), wave(1, units, 0.2), 2.0 * wave(1, units, 0.3));
    let (input, hidden, bias) = (cube((4, units, 3), 0.4), cube((4, units, units), 0.5), wave(4, units, 0.6));
    let lstm = recurrence::Lstm {
        x: x.row(0),
        h: h.row(0),
        c: c.row(0),
        input: input.view(),
        hidden: hidden.view(),
        bias: bias.view(),
    };
    if step { recurrence::lstm_step_launch(lstm) } else { recurrence::lstm_jacobian_launch(lstm) }
}

fn gru() -> Launch {
    let units = 307;
    let (input, hidden) = (cube((3, units, 5), 0.4), cube((3, units, units), 0.5));
    let (input_bias, hidden_bias) = (wave(3, units, 0.6), wave(3, units, 0.7));
    recurrence::gru_launch(recurrence::Gru {
        x: wave(1, 5, 0.1).row(0),
        h: wave(1, units, 0.2).row(0),
        input: input.view(),
        hidden: hidden.view(),
        input_bias: input_bias.view(),
        hidden_bias: hidden_bias.view(),
    })
}

fn matrix() -> Vec<Launch> {
    vec![
        recurrence::linear_attention_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
        ),
        recurrence::linear_state_launch(wave(31, 37, 0.2).view(), wave(31, 11, 0.3).view()),
        recurrence::retention_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
            0.97,
        ),
        recurrence::gla_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
            (wave(311, 7, 0.4) - 1.0).view(),
        ),
    ]
}

fn spaces() -> Vec<Launch> {
    use recurrence::Rule::{Bilinear, Zoh};
    let (square, vectors) = (0.2 * wave(7, 7, 0.1), wave(2, 7, 0.2));
    let space = recurrence::Space { a: square.view(), b: vectors.row(0), c: vectors.row(1) };
    // A ring of 300 states: each is damped, and turns into the next.
    let damped = ndarray::Array2::from_shape_fn((300, 300), |(i, k)| {
        if i == k {
            -1.0
        } else if i == (k + 1) % 300 {
            0.9
        } else {
            0.0
        }
    });
    let complex = wave(4, 37, 0.3);
    let falling = complex.row(0).mapv(|x| -1.5 + x);
    vec![
        recurrence::hippo_matrices_launch(37),
        recurrence::hippo_remember_launch(wave(1, 41, 0.1).row(0), 261),
        recurrence::hippo_recall_launch(wave(1, 7, 0.1).row(0), wave(1, 307, 0.2).mapv(f64::abs).row(0)),
        recurrence::discretise_launch(damped.view(), wave(1, 300, 0.1).row(0), 0.3, Bilinear),
        recurrence::discretise_launch(damped.view(), wave(1, 300, 0.1).row(0), 0.3, Zoh),
        recurrence::state_space_kernel_launch(space, 307),
        recurrence::causal_convolution_launch(wave(1, 307, 0.1).row(0), wave(1, 307, 0.3).row(0)),
        recurrence::state_space_steps_launch(space, wave(1, 307, 0.4).row(0)),
        recurrence::s4d_kernel_launch(
            [falling.view(), (9.0 * &complex.row(1)).view()],
            [complex.row(2), complex.row(3)],
            0.05,
            307,
        ),
    ]
}

fn select() -> Vec<Launch> {
    vec![
        recurrence::lru_decay_launch(
            (3.0 * wave(1, 307, 0.1) - 2.0).row(0),
            (2.0 * wave(1, 307, 0.2) - 1.0).row(0),
        ),
        recurrence::affine_chain_launch((0.7 * wave(307, 4, 0.3)).view()),
        recurrence::lru_launch(&recurrence::Lru {
            inputs: wave(61, 7, 0.1).view(),
            nu: (2.0 * wave(1, 5, 0.2) - 2.0).row(0),
            theta: wave(1, 5, 0.3).row(0),
            b: [wave(5, 7, 0.4).view(), wave(5, 7, 0.5).view()],
            c: [wave(7, 5, 0.6).view(), wave(7, 5, 0.7).view()],
            d: wave(1, 7, 0.8).row(0),
        }),
        recurrence::short_conv_launch(wave(211, 13, 0.1).view(), wave(13, 4, 0.2).view()),
        recurrence::selective_scan_launch(&recurrence::Selective {
            u: wave(61, 7, 0.1).view(),
            raw: (2.0 * wave(61, 7, 0.2)).view(),
            bias: wave(1, 7, 0.3).row(0),
            a: (wave(7, 5, 0.4) - 1.5).view(),
            b: wave(61, 5, 0.5).view(),
            c: wave(61, 5, 0.6).view(),
            skip: wave(1, 7, 0.7).row(0),
            z: wave(61, 7, 0.8).view(),
        }),
    ]
}

fn edits() -> Vec<Launch> {
    vec![
        recurrence::unit_rows_launch(wave(61, 7, 0.1).view()),
        recurrence::edited_memory_launch(recurrence::Edits {
            queries: wave(61, 13, 0.1).view(),
            keys: (0.4 * wave(61, 13, 0.2)).view(),
            values: wave(61, 301, 0.3).view(),
            beta: wave(1, 61, 0.4).mapv(f64::abs).row(0),
            decays: wave(61, 13, 0.5).mapv(|x| -x.abs()).view(),
        }),
        recurrence::kda_decays_launch((30.0 * wave(61, 7, 0.1)).view(), 0.7, wave(1, 7, 0.2).row(0)),
        recurrence::kda_gates_launch(wave(61, 7, 0.1).view(), (30.0 * wave(61, 7, 0.2)).view()),
    ]
}

fn chunks() -> Vec<Launch> {
    let steps = wave(211, 1, 0.2).mapv(|x| 0.5 + 0.4 * x);
    let (x, b, c, start) = (wave(211, 13, 0.1), wave(211, 5, 0.3), wave(211, 5, 0.4), wave(5, 13, 0.5));
    let (x, b, c, start, dt) = (x.view(), b.view(), c.view(), start.view(), steps.column(0));
    let ssd = recurrence::Ssd { x, dt, a: -0.1, b, c, start };
    let sums = wave(211, 1, 0.7).mapv(|x| x - 1.0);
    let (queries, keys) = (wave(211, 5, 0.6), 0.4 * wave(211, 5, 0.7));
    let (queries, keys, beta) = (queries.view(), keys.view(), wave(211, 1, 0.8).mapv(f64::abs));
    let (decays, values) = (wave(211, 5, 0.9).mapv(|x| x - 1.0), x);
    let kda = recurrence::Kda { queries, keys, values, beta: beta.column(0), decays: decays.view(), start };
    vec![
        recurrence::running_sum_launch(decays.view()),
        recurrence::ssd_launch(ssd, sums.view()),
        recurrence::ssd_state_launch(ssd, sums.view()),
        recurrence::kda_columns_launch(kda, decays.view()),
        recurrence::kda_solve_launch(keys, beta.column(0), decays.view()),
    ]
}

//! What the report runs of this chapter.

use crate::waves::{cube, wave};
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
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

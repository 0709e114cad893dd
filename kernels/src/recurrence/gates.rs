//! Recurrences with a vector for a state.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Launch, Precision, Unavailable};

/// The weights of a plain recurrent network with d units and e inputs.
#[derive(Clone, Copy)]
pub struct Rnn<'a> {
    /// Shape (d, d).
    pub hidden: ArrayView2<'a, f64>,
    /// Shape (d, e).
    pub input: ArrayView2<'a, f64>,
    /// Shape (d).
    pub bias: ArrayView1<'a, f64>,
}

pub(crate) fn rnn_forward_launch(
    inputs: ArrayView2<'_, f64>,
    start: ArrayView1<'_, f64>,
    weights: Rnn<'_>,
) -> Launch {
    let ((steps, width), units) = (inputs.dim(), start.len());
    let Rnn { hidden, input, bias } = weights;
    assert_eq!(
        (hidden.dim(), input.dim(), bias.len()),
        ((units, units), (units, width), units),
        "weights for these units and inputs"
    );
    let outputs = steps * units;
    let arrays = [Reals(flat(inputs)), Reals(flat(start)), Reals(flat(hidden)), Reals(flat(input))];
    let rest = [Reals(flat(bias)), RealsOut(outputs), RealsOut(outputs * 2 * units)];
    let arguments = arrays.into_iter().chain(rest).chain(sizes([steps, units, width])).collect();
    launch("rnn_forward", outputs, arguments)
}

/// All states of a plain recurrent network after the first.
///
/// # Shapes
/// `inputs` (T, e) and `start` (d) give (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rnn_forward(
    inputs: ArrayView2<'_, f64>,
    start: ArrayView1<'_, f64>,
    weights: Rnn<'_>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [states, _] = take(rnn_forward_launch(inputs, start, weights).run(precision)?);
    Ok(shaped((inputs.nrows(), start.len()), states))
}

pub(crate) fn rnn_jacobian_launch(states: ArrayView2<'_, f64>, hidden: ArrayView2<'_, f64>) -> Launch {
    let (steps, units) = states.dim();
    assert_eq!(hidden.dim(), (units, units), "weights for these units");
    let outputs = units * units;
    let arrays = [Reals(flat(states)), Reals(flat(hidden)), RealsOut(outputs), RealsOut(outputs * 2 * units)];
    launch("rnn_jacobian", outputs, arrays.into_iter().chain(sizes([steps, units])).collect())
}

/// How the last of some states of a plain recurrent network changes with the state before the first of them.
///
/// # Shapes
/// `states` (T, d) and `hidden` (d, d) give (d, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rnn_jacobian(
    states: ArrayView2<'_, f64>,
    hidden: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [jacobian, _] = take(rnn_jacobian_launch(states, hidden).run(precision)?);
    Ok(shaped(hidden.raw_dim(), jacobian))
}

/// A step of an LSTM with d units and e inputs; the first axis of weights is input, forget, candidate, output.
#[derive(Clone, Copy)]
pub struct Lstm<'a> {
    /// Shape (e).
    pub x: ArrayView1<'a, f64>,
    /// The output before; shape (d).
    pub h: ArrayView1<'a, f64>,
    /// The cell before; shape (d).
    pub c: ArrayView1<'a, f64>,
    /// Shape (4, d, e).
    pub input: ArrayView3<'a, f64>,
    /// Shape (4, d, d).
    pub hidden: ArrayView3<'a, f64>,
    /// Shape (4, d).
    pub bias: ArrayView2<'a, f64>,
}

impl Lstm<'_> {
    fn arguments(self) -> impl Iterator<Item = crate::Argument> {
        let Lstm { x, h, c, input, hidden, bias } = self;
        let (units, width) = (h.len(), x.len());
        assert_eq!(
            (c.len(), input.dim(), hidden.dim(), bias.dim()),
            (units, (4, units, width), (4, units, units), (4, units)),
            "weights for these units and inputs"
        );
        [flat(x), flat(h), flat(c), flat(input), flat(hidden), flat(bias)].map(Reals).into_iter()
    }
}

pub(crate) fn lstm_step_launch(lstm: Lstm<'_>) -> Launch {
    let (units, width) = (lstm.h.len(), lstm.x.len());
    let outputs = [RealsOut(units), RealsOut(units)];
    launch("lstm_step", units, lstm.arguments().chain(outputs).chain(sizes([units, width])).collect())
}

/// The output h' and the cell c' of an LSTM after a step.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn lstm_step(lstm: Lstm<'_>, precision: Precision) -> Result<[Array1<f64>; 2], Unavailable> {
    let units = lstm.h.len();
    let outputs: [_; 2] = take(lstm_step_launch(lstm).run(precision)?);
    Ok(outputs.map(|output| shaped(units, output)))
}

pub(crate) fn lstm_jacobian_launch(lstm: Lstm<'_>) -> Launch {
    let (units, width) = (lstm.h.len(), lstm.x.len());
    let outputs = 4 * units * units;
    let arguments = lstm.arguments().chain([RealsOut(outputs)]).chain(sizes([units, width])).collect();
    launch("lstm_jacobian", outputs, arguments)
}

/// How (h', c') changes with (h, c); shape (2d, 2d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn lstm_jacobian(lstm: Lstm<'_>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let both = 2 * lstm.h.len();
    let [jacobian] = take(lstm_jacobian_launch(lstm).run(precision)?);
    Ok(shaped((both, both), jacobian))
}

/// A step of a GRU with d units and e inputs; the first axis of weights is reset, update, new.
#[derive(Clone, Copy)]
pub struct Gru<'a> {
    /// Shape (e).
    pub x: ArrayView1<'a, f64>,
    /// The state before; shape (d).
    pub h: ArrayView1<'a, f64>,
    /// Shape (3, d, e).
    pub input: ArrayView3<'a, f64>,
    /// Shape (3, d, d).
    pub hidden: ArrayView3<'a, f64>,
    /// Shape (3, d).
    pub input_bias: ArrayView2<'a, f64>,
    /// Shape (3, d).
    pub hidden_bias: ArrayView2<'a, f64>,
}

pub(crate) fn gru_launch(gru: Gru<'_>) -> Launch {
    let Gru { x, h, input, hidden, input_bias, hidden_bias } = gru;
    let (units, width) = (h.len(), x.len());
    assert_eq!(
        (input.dim(), hidden.dim(), input_bias.dim(), hidden_bias.dim()),
        ((3, units, width), (3, units, units), (3, units), (3, units)),
        "weights for these units and inputs"
    );
    let arrays = [flat(x), flat(h), flat(input), flat(hidden), flat(input_bias), flat(hidden_bias)];
    let arguments =
        arrays.map(Reals).into_iter().chain([RealsOut(units)]).chain(sizes([units, width])).collect();
    launch("gru_step", units, arguments)
}

/// The state of a GRU after a step.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn gru(gru: Gru<'_>, precision: Precision) -> Result<Array1<f64>, Unavailable> {
    let units = gru.h.len();
    let [next] = take(gru_launch(gru).run(precision)?);
    Ok(shaped(units, next))
}

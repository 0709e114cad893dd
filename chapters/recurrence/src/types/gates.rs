//! Recurrences with a vector for a state.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, ArrayView3};

// ANCHOR: rnn
/// The weights of a plain recurrent network with d hidden units and e inputs.
#[derive(Clone, Copy, Debug)]
pub struct RnnWeights<'a> {
    /// From the state before; shape (d, d).
    pub hidden: ArrayView2<'a, f32>,
    /// From the input; shape (d, e).
    pub input: ArrayView2<'a, f32>,
    /// Shape (d).
    pub bias: ArrayView1<'a, f32>,
}
// ANCHOR_END: rnn

/// A plain recurrent network.
#[derive(Clone, Copy)]
pub struct Rnn {
    /// All states after the first, from the inputs (T, e) and the first state (d); shape (T, d).
    pub forward: fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, RnnWeights<'_>) -> Array2<f32>,
    /// How the last state changes with the first, from the states (T, d) and the weights `hidden`; shape (d, d).
    pub jacobian: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>,
}

// ANCHOR: lstm
/// The weights of an LSTM with d units and e inputs. The first axis is the
/// gate: input, forget, candidate, output.
#[derive(Clone, Copy, Debug)]
pub struct LstmWeights<'a> {
    /// From the input; shape (4, d, e).
    pub input: ArrayView3<'a, f32>,
    /// From the output before; shape (4, d, d).
    pub hidden: ArrayView3<'a, f32>,
    /// Shape (4, d).
    pub bias: ArrayView2<'a, f32>,
}

/// What an LSTM hands from one step to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct LstmState {
    /// The output; shape (d).
    pub h: Array1<f32>,
    /// The cell; shape (d).
    pub c: Array1<f32>,
}
// ANCHOR_END: lstm

/// An LSTM, one step at a time.
#[derive(Clone, Copy)]
pub struct Lstm {
    /// The next state.
    pub step: fn(ArrayView1<'_, f32>, &LstmState, LstmWeights<'_>) -> LstmState,
    /// How the next state changes with the one before; shape (2d, 2d), h before c.
    pub jacobian: fn(ArrayView1<'_, f32>, &LstmState, LstmWeights<'_>) -> Array2<f32>,
}

// ANCHOR: gru
/// The weights of a GRU with d units and e inputs. The first axis is the
/// gate: reset, update, new.
#[derive(Clone, Copy, Debug)]
pub struct GruWeights<'a> {
    /// From the input; shape (3, d, e).
    pub input: ArrayView3<'a, f32>,
    /// From the state before; shape (3, d, d).
    pub hidden: ArrayView3<'a, f32>,
    /// Added to what comes from the input; shape (3, d).
    pub input_bias: ArrayView2<'a, f32>,
    /// Added to what comes from the state; shape (3, d).
    pub hidden_bias: ArrayView2<'a, f32>,
}
// ANCHOR_END: gru

/// A step of a GRU: the next state, from the input (e) and the state before (d).
pub type Gru = fn(ArrayView1<'_, f32>, ArrayView1<'_, f32>, GruWeights<'_>) -> Array1<f32>;

//! The layers of the adding problem: candle's, which are trained, and the chapter's with what was learned.

use anyhow::Result;
use candle_core::{DType, Device, Tensor};
use candle_nn::ops::sigmoid;
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis, s};
use rand::RngExt;
use recurrence::answers::{GRU, LRU, LSTM, RNN};
use recurrence::{Complex32, GruWeights, LruWeights, LstmState, LstmWeights, RnnWeights};

use super::super::scan::complex_scan;
use super::super::{matrix, vector};
use super::Batch;
use crate::parameters::{Parameters, normals, random};
use crate::router::tensor;

const WIDTH: usize = 32;
/// Channels of the linear recurrent unit, with `WIDTH` complex states.
const CHANNELS: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Rnn,
    Orthogonal,
    Lstm,
    Gru,
    Lru,
}

pub(super) const KINDS: [(&str, Kind); 5] = [
    ("RNN", Kind::Rnn),
    ("RNN, orthogonal", Kind::Orthogonal),
    ("LSTM", Kind::Lstm),
    ("GRU", Kind::Gru),
    ("LRU", Kind::Lru),
];

/// A linear recurrent unit and what is around it: inputs (tokens W) ⊙ relu(tokens G), and a hidden layer that reads its last output.
struct Unit {
    /// Shapes (3, 16).
    input: Tensor,
    gate: Tensor,
    /// Shapes (1, 32).
    nu: Tensor,
    theta: Tensor,
    /// Real and imaginary parts; shapes (16, 32) and (32, 16).
    b: [Tensor; 2],
    c: [Tensor; 2],
    /// Shape (1, 16).
    skip: Tensor,
    /// Shapes (16, 32) and (1, 32).
    read: [Tensor; 2],
}

/// A layer, and a linear read-out of its last state.
pub(super) struct Layer {
    kind: Kind,
    pub(super) all: Parameters,
    /// By gate, shapes (3, 32), whose last row is a bias, and (32, 32).
    gates: Vec<[Tensor; 2]>,
    unit: Option<Unit>,
    /// Shapes (32, 1) and (1, 1).
    output: [Tensor; 2],
}

/// Columns at right angles, of length 1.
fn orthogonal(mut matrix: Array2<f32>) -> Array2<f32> {
    for c in 0..matrix.ncols() {
        let mut column = matrix.column(c).to_owned();
        // Twice, since the first time leaves what was rounded.
        for before in (0..c).chain(0..c) {
            let along = matrix.column(before).dot(&column);
            column.scaled_add(-along, &matrix.column(before));
        }
        let norm = column.dot(&column).sqrt();
        matrix.column_mut(c).assign(&(column / norm));
    }
    matrix
}

impl Unit {
    fn new(all: &mut Parameters, seed: u64) -> Result<Unit> {
        let mut start = random(seed, 81, 0);
        // As in the paper: uniform on a ring near the unit circle, with small angles.
        let (least, most) = (0.9_f32.powi(2), 0.999_f32.powi(2));
        let nu =
            (0..WIDTH).map(|_| (-0.5 * (start.random::<f32>() * (most - least) + least).ln()).ln()).collect();
        let theta = (0..WIDTH).map(|_| (0.3 * start.random::<f32>() + 1e-3).ln()).collect();
        let (of_b, of_c) = ((2.0 * CHANNELS as f64).powf(-0.5), (WIDTH as f64).powf(-0.5));
        Ok(Unit {
            input: all.normal(&mut start, "input", (3, CHANNELS), 0.5)?,
            gate: all.normal(&mut start, "gate", (3, CHANNELS), 0.5)?,
            nu: all.add("nu", (1, WIDTH), nu)?,
            theta: all.add("theta", (1, WIDTH), theta)?,
            b: [
                all.normal(&mut start, "b re", (CHANNELS, WIDTH), of_b)?,
                all.normal(&mut start, "b im", (CHANNELS, WIDTH), of_b)?,
            ],
            c: [
                all.normal(&mut start, "c re", (WIDTH, CHANNELS), of_c)?,
                all.normal(&mut start, "c im", (WIDTH, CHANNELS), of_c)?,
            ],
            skip: all.add("skip", (1, CHANNELS), vec![0.0; CHANNELS])?,
            read: [
                all.normal(&mut start, "read", (CHANNELS, WIDTH), 0.25)?,
                all.add("level", (1, WIDTH), vec![0.0; WIDTH])?,
            ],
        })
    }

    fn inputs(&self, tokens: &Tensor) -> Result<Tensor> {
        Ok((tokens.matmul(&self.input)? * tokens.matmul(&self.gate)?.relu()?)?)
    }

    fn read(&self, outputs: &Tensor) -> Result<Tensor> {
        Ok(outputs.matmul(&self.read[0])?.broadcast_add(&self.read[1])?.relu()?)
    }

    /// The last outputs, read.
    fn last(&self, batch: &Batch) -> Result<Tensor> {
        let (length, sequences) = (batch.length(), batch.sequences());
        let inputs = self.inputs(&tensor(&batch.tokens)?)?;
        let size = self.nu.exp()?.neg()?.exp()?;
        let angle = self.theta.exp()?;
        let lambda = Tensor::stack(&[(&size * angle.cos()?)?, (&size * angle.sin()?)?], 2)?;
        let lambda = lambda.reshape((1, 1, 2 * WIDTH))?.broadcast_as((length, sequences, 2 * WIDTH))?;
        let gamma = (1.0 - size.sqr()?)?.sqrt()?;
        let part = |b: &Tensor| Ok::<_, anyhow::Error>(inputs.matmul(b)?.broadcast_mul(&gamma)?);
        let added = Tensor::stack(&[part(&self.b[0])?, part(&self.b[1])?], 2)?;
        let across = (length, sequences * WIDTH, 2);
        let states = complex_scan(&lambda.contiguous()?.reshape(across)?, &added.reshape(across)?)?;
        let last = states.narrow(0, length - 1, 1)?.reshape((sequences, WIDTH, 2))?;
        let [re, im] = [0, 1].map(|i| last.narrow(2, i, 1).and_then(|part| part.squeeze(2)?.contiguous()));
        let outputs = (re?.matmul(&self.c[0])? - im?.matmul(&self.c[1])?)?;
        let input = inputs.narrow(0, (length - 1) * sequences, sequences)?;
        self.read(&(outputs + input.broadcast_mul(&self.skip)?)?)
    }

    /// The same for one sequence by the chapter's unit.
    fn computed(&self, tokens: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        let inputs = matrix(&self.inputs(&tensor(&tokens.to_owned())?)?)?;
        let complex = |[re, im]: &[Tensor; 2]| {
            let mut all = matrix(re)?.mapv(Complex32::from);
            all.zip_mut_with(&matrix(im)?, |number, &im| number.im = im);
            Ok::<_, anyhow::Error>(all.reversed_axes())
        };
        let (nu, theta, skip) = (vector(&self.nu)?, vector(&self.theta)?, vector(&self.skip)?);
        let (b, c) = (complex(&self.b)?, complex(&self.c)?);
        let weights =
            LruWeights { nu: nu.view(), theta: theta.view(), b: b.view(), c: c.view(), d: skip.view() };
        let outputs = (LRU.forward)(inputs.view(), weights);
        let last = outputs.slice(s![outputs.nrows() - 1.., ..]).to_owned();
        vector(&self.read(&tensor(&last)?)?)
    }
}

impl Layer {
    pub(super) fn new(kind: Kind, seed: u64) -> Result<Layer> {
        let mut start = random(seed, 80, 0);
        let mut all = Parameters::default();
        let count = match kind {
            Kind::Rnn | Kind::Orthogonal => 1,
            Kind::Gru => 3,
            Kind::Lstm => 4,
            Kind::Lru => 0,
        };
        let scale = (WIDTH as f32).powf(-0.5);
        let mut gates = Vec::new();
        for gate in 0..count {
            let mut input = normals(&mut start, 3 * WIDTH, 0.5);
            // The forget gate of an LSTM begins open.
            input[2 * WIDTH..].fill(if kind == Kind::Lstm && gate == 1 { 2.0 } else { 0.0 });
            let mut hidden =
                Array2::from_shape_vec((WIDTH, WIDTH), normals(&mut start, WIDTH * WIDTH, scale))?;
            if kind == Kind::Orthogonal {
                hidden = orthogonal(hidden);
            }
            gates.push([
                all.add(&format!("input {gate}"), (3, WIDTH), input)?,
                all.add(&format!("hidden {gate}"), (WIDTH, WIDTH), hidden.iter().copied().collect())?,
            ]);
        }
        let unit = if kind == Kind::Lru { Some(Unit::new(&mut all, seed)?) } else { None };
        let output =
            [all.normal(&mut start, "output", (WIDTH, 1), 0.1)?, all.add("level", (1, 1), vec![0.0])?];
        Ok(Layer { kind, all, gates, unit, output })
    }

    /// What it takes for the sums (sequences), with gradients.
    pub(super) fn sums(&self, batch: &Batch) -> Result<Tensor> {
        let last = match &self.unit {
            Some(unit) => unit.last(batch)?,
            None => self.last(batch)?,
        };
        Ok(last.matmul(&self.output[0])?.broadcast_add(&self.output[1])?.squeeze(1)?)
    }

    fn last(&self, batch: &Batch) -> Result<Tensor> {
        let mut h = Tensor::zeros((batch.sequences(), WIDTH), DType::F32, &Device::Cpu)?;
        let mut c = h.clone();
        for t in 0..batch.length() {
            let x = batch.moment(t)?;
            let part = |gate: usize| {
                let [input, hidden] = &self.gates[gate];
                Ok::<_, anyhow::Error>([x.matmul(input)?, h.matmul(hidden)?])
            };
            let sum = |gate: usize| {
                let [input, hidden] = part(gate)?;
                Ok::<_, anyhow::Error>((input + hidden)?)
            };
            h = match self.kind {
                Kind::Lstm => {
                    let (i, f) = (sigmoid(&sum(0)?)?, sigmoid(&sum(1)?)?);
                    let (g, o) = (sum(2)?.tanh()?, sigmoid(&sum(3)?)?);
                    c = ((f * c)? + (i * g)?)?;
                    (o * c.tanh()?)?
                }
                Kind::Gru => {
                    let (r, z) = (sigmoid(&sum(0)?)?, sigmoid(&sum(1)?)?);
                    let [input, hidden] = part(2)?;
                    let n = (input + (r * hidden)?)?.tanh()?;
                    (&n + (z * (h - &n)?)?)?
                }
                _ => sum(0)?.tanh()?,
            };
        }
        Ok(h)
    }

    /// The sum of one sequence (T, 3), by the chapter's recurrence.
    pub(super) fn computed(&self, tokens: ArrayView2<'_, f32>) -> Result<f32> {
        let last = match &self.unit {
            Some(unit) => unit.computed(tokens)?,
            None => self.chapters(tokens)?,
        };
        Ok(last.dot(&vector(&self.output[0])?) + vector(&self.output[1])?[0])
    }

    fn chapters(&self, tokens: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        let count = self.gates.len();
        let inputs = tokens.slice(s![.., ..2]);
        let mut input = Array3::zeros((count, WIDTH, 2));
        let mut hidden = Array3::zeros((count, WIDTH, WIDTH));
        let mut bias = Array2::zeros((count, WIDTH));
        for (gate, [of_input, of_hidden]) in self.gates.iter().enumerate() {
            let of_input = matrix(of_input)?;
            input.index_axis_mut(Axis(0), gate).assign(&of_input.slice(s![..2, ..]).t());
            hidden.index_axis_mut(Axis(0), gate).assign(&matrix(of_hidden)?.t());
            bias.row_mut(gate).assign(&of_input.row(2));
        }
        let nothing = Array1::zeros(WIDTH);
        Ok(match self.kind {
            Kind::Lstm => {
                let mut state = LstmState { h: nothing.clone(), c: nothing };
                for x in inputs.rows() {
                    let weights =
                        LstmWeights { input: input.view(), hidden: hidden.view(), bias: bias.view() };
                    state = (LSTM.step)(x, &state, weights);
                }
                state.h
            }
            Kind::Gru => {
                let none = Array2::zeros((count, WIDTH));
                inputs.rows().into_iter().fold(nothing, |h, x| {
                    let weights = GruWeights {
                        input: input.view(),
                        hidden: hidden.view(),
                        input_bias: bias.view(),
                        hidden_bias: none.view(),
                    };
                    GRU(x, h.view(), weights)
                })
            }
            _ => {
                let weights = RnnWeights {
                    hidden: hidden.index_axis(Axis(0), 0),
                    input: input.index_axis(Axis(0), 0),
                    bias: bias.row(0),
                };
                let states = (RNN.forward)(inputs, nothing.view(), weights);
                states.row(states.nrows() - 1).to_owned()
            }
        })
    }
}

//! A small language model, cut into units: an embedding, attention and an MLP in turn, and a last layer that predicts the next
//! symbol. Each unit has flat weights and knows its gradient, so what a rank has of the model is a matter of which numbers it is given.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};

use super::attention::{Heads, norm, norm_backward};
use crate::collectives::all_reduce;
use crate::{Communicator, Mlp, answers, shard};

/// The sizes of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many symbols there are to read and to predict.
    pub symbols: usize,
    /// The numbers of a token.
    pub width: usize,
    /// The heads of an attention layer, each `width / heads` wide.
    pub heads: usize,
    /// The hidden channels of an MLP.
    pub hidden: usize,
    /// How many attention layers there are, and how many MLPs.
    pub layers: usize,
    /// The tokens of a window: nothing is seen from one window to the next.
    pub context: usize,
}

/// What a unit is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Embedding,
    Attention,
    Mlp,
    Last,
}

/// The gradients of a unit: of its weights, as flat as they are, and of its input.
pub struct Backward {
    /// Of the weights.
    pub weights: Vec<f64>,
    /// Of the input.
    pub input: Array2<f64>,
}

/// Takes matrices from flat weights, one after the other.
struct Flat<'a>(&'a [f64]);

impl<'a> Flat<'a> {
    fn matrix(&mut self, rows: usize, columns: usize) -> ArrayView2<'a, f64> {
        let (first, rest) = self.0.split_at(rows * columns);
        self.0 = rest;
        ArrayView2::from_shape((rows, columns), first).expect("as many as there are places")
    }

    fn vector(&mut self, length: usize) -> ArrayView1<'a, f64> {
        self.matrix(1, length).index_axis_move(Axis(0), 0)
    }
}

/// The numbers of some arrays, row by row, one after the other.
fn flat(arrays: &[ArrayView2<'_, f64>]) -> Vec<f64> {
    arrays.iter().flat_map(|array| array.iter().copied()).collect()
}

/// An MLP and the norm before it.
fn flat_mlp(mlp: &Mlp, before: &Array1<f64>) -> Vec<f64> {
    flat(&[mlp.up.view(), row(&mlp.up_bias), mlp.down.view(), row(before), row(&mlp.down_bias)])
}

fn row(vector: &Array1<f64>) -> ArrayView2<'_, f64> {
    vector.view().insert_axis(Axis(0))
}

impl Shape {
    fn unit(&self, unit: usize) -> Unit {
        match unit {
            0 => Unit::Embedding,
            unit if unit == self.units() - 1 => Unit::Last,
            unit if unit % 2 == 1 => Unit::Attention,
            _ => Unit::Mlp,
        }
    }

    /// How many units there are.
    pub fn units(&self) -> usize {
        2 * self.layers + 2
    }

    /// How many weights a unit has where `comm`'s ranks share out heads and hidden channels: first those of this rank's own, then those
    /// that all ranks have alike.
    pub(super) fn lengths(&self, unit: usize, size: usize, rank: usize) -> [usize; 2] {
        let d = self.width;
        match self.unit(unit) {
            Unit::Embedding => [0, (self.symbols + self.context) * d],
            Unit::Attention => [4 * d * self.heads_width(size, rank), d],
            Unit::Mlp => [(2 * d + 1) * shard(self.hidden, size, rank).len(), 2 * d],
            Unit::Last => [0, d + d * self.symbols],
        }
    }

    /// How many weights a whole unit has.
    pub fn length(&self, unit: usize) -> usize {
        self.lengths(unit, 1, 0).iter().sum()
    }

    /// The numbers of all heads that a rank has.
    fn heads_width(&self, size: usize, rank: usize) -> usize {
        shard(self.heads, size, rank).len() * self.head()
    }

    fn head(&self) -> usize {
        self.width / self.heads
    }

    /// Weights to begin with: the same for all who ask.
    pub fn begin(&self, seed: u64) -> Vec<Vec<f64>> {
        let mut random = super::data::Random::new(seed);
        let (d, deep) = (self.width, (2.0 * self.layers as f64).sqrt());
        let mut normal =
            |count: usize, scale: f64| -> Vec<f64> { (0..count).map(|_| scale * random.normal()).collect() };
        let into = 1.0 / (d as f64).sqrt();
        let unit = |unit| match self.unit(unit) {
            Unit::Embedding => normal((self.symbols + self.context) * d, 0.5),
            Unit::Attention => [normal(3 * d * d, into), normal(d * d, into / deep), vec![1.0; d]].concat(),
            Unit::Mlp => {
                let down = normal(d * self.hidden, 1.0 / (self.hidden as f64).sqrt() / deep);
                [normal(d * self.hidden, into), vec![0.0; self.hidden], down, vec![1.0; d], vec![0.0; d]]
                    .concat()
            }
            Unit::Last => [vec![1.0; d], normal(d * self.symbols, into)].concat(),
        };
        (0..self.units()).map(unit).collect()
    }

    /// A rank's part of a unit's weights, where heads and hidden channels are shared out.
    pub(super) fn split(&self, unit: usize, weights: &[f64], size: usize, rank: usize) -> Vec<f64> {
        let (d, mut from) = (self.width, Flat(weights));
        match self.unit(unit) {
            Unit::Attention => {
                let heads = shard(self.heads, size, rank);
                let own = heads.start * self.head()..heads.end * self.head();
                let mut parts = Vec::new();
                for _ in 0..3 {
                    parts.extend(from.matrix(d, d).slice(s![.., own.clone()]).iter());
                }
                parts.extend(from.matrix(d, d).slice(s![own, ..]).iter());
                parts.extend(from.0);
                parts
            }
            Unit::Mlp => {
                let (mlp, before) = self.mlp(weights, self.hidden);
                let own = (answers::TENSOR_PARALLEL.split)(&mlp, size, rank);
                flat_mlp(&own, &before.to_owned())
            }
            Unit::Embedding | Unit::Last => weights.to_vec(),
        }
    }

    fn heads<'a>(&self, weights: &'a [f64], comm: &dyn Communicator) -> (Heads<'a>, ArrayView1<'a, f64>) {
        let (d, own, mut from) = (self.width, self.heads_width(comm.size(), comm.rank()), Flat(weights));
        let [query, key, value] = [(); 3].map(|()| from.matrix(d, own));
        let out = from.matrix(own, d);
        (Heads { query, key, value, out, head: self.head(), context: self.context }, from.vector(d))
    }

    /// An MLP of so many hidden channels, and the norm before it.
    fn mlp<'a>(&self, weights: &'a [f64], hidden: usize) -> (Mlp, ArrayView1<'a, f64>) {
        let (d, mut from) = (self.width, Flat(weights));
        let (up, up_bias) = (from.matrix(d, hidden).to_owned(), from.vector(hidden).to_owned());
        let down = from.matrix(hidden, d).to_owned();
        let before = from.vector(d);
        (Mlp { up, up_bias, down, down_bias: from.vector(d).to_owned() }, before)
    }

    /// What a unit makes of its input: the embedding of symbols, shape (n, 1), the last one logits, shape (n, symbols), and those between
    /// them (n, width) of (n, width). The ranks of `comm` have shares of its weights, and all have the same input and output.
    pub fn forward(
        &self,
        comm: &dyn Communicator,
        unit: usize,
        weights: &[f64],
        input: &Array2<f64>,
    ) -> Array2<f64> {
        let (d, mut from) = (self.width, Flat(weights));
        match self.unit(unit) {
            Unit::Embedding => {
                let (table, positions) = (from.matrix(self.symbols, d), from.matrix(self.context, d));
                let mut output = Array2::zeros((input.nrows(), d));
                for (mut row, &symbol) in output.rows_mut().into_iter().zip(input) {
                    row.assign(&table.row(symbol as usize));
                }
                for mut window in output.axis_chunks_iter_mut(Axis(0), self.context) {
                    window += &positions;
                }
                output
            }
            Unit::Attention => {
                let (heads, before) = self.heads(weights, comm);
                input + summed(comm, heads.forward(&norm(input, before)))
            }
            Unit::Mlp => {
                let (mlp, before) = self.mlp(weights, shard(self.hidden, comm.size(), comm.rank()).len());
                input + (answers::TENSOR_PARALLEL.forward)(comm, norm(input, before).view(), &mlp)
            }
            Unit::Last => {
                let before = from.vector(d);
                norm(input, before).dot(&from.matrix(d, self.symbols))
            }
        }
    }

    /// The gradients, from that of the output; what forward has computed within the unit is computed again.
    pub fn backward(
        &self,
        comm: &dyn Communicator,
        unit: usize,
        weights: &[f64],
        input: &Array2<f64>,
        gradient: &Array2<f64>,
    ) -> Backward {
        let (d, mut from) = (self.width, Flat(weights));
        match self.unit(unit) {
            Unit::Embedding => {
                let mut of = Array2::<f64>::zeros((self.symbols + self.context, d));
                for (token, (&symbol, gradient)) in input.iter().zip(gradient.rows()).enumerate() {
                    for place in [symbol as usize, self.symbols + token % self.context] {
                        let mut sum = of.row_mut(place);
                        sum += &gradient;
                    }
                }
                Backward { weights: flat(&[of.view()]), input: Array2::zeros(input.dim()) }
            }
            Unit::Attention => {
                let (heads, before) = self.heads(weights, comm);
                let of = heads.backward(&norm(input, before), gradient);
                let (of_norm, of_input) = norm_backward(input, before, &summed(comm, of.input));
                let [query, key, value, out] = &of.weights;
                let weights = flat(&[query.view(), key.view(), value.view(), out.view(), row(&of_norm)]);
                Backward { weights, input: gradient + of_input }
            }
            Unit::Mlp => {
                let (mlp, before) = self.mlp(weights, shard(self.hidden, comm.size(), comm.rank()).len());
                let of = (answers::TENSOR_PARALLEL.backward)(
                    comm,
                    norm(input, before).view(),
                    &mlp,
                    gradient.view(),
                );
                let (of_norm, of_input) = norm_backward(input, before, &of.input);
                Backward { weights: flat_mlp(&of.weights, &of_norm), input: gradient + of_input }
            }
            Unit::Last => {
                let before = from.vector(d);
                let matrix = from.matrix(d, self.symbols);
                let of_matrix = norm(input, before).t().dot(gradient);
                let (of_norm, of_input) = norm_backward(input, before, &gradient.dot(&matrix.t()));
                Backward { weights: flat(&[row(&of_norm), of_matrix.view()]), input: of_input }
            }
        }
    }
}

/// The sum over ranks.
fn summed(comm: &dyn Communicator, values: Array2<f64>) -> Array2<f64> {
    let mut values = values.as_standard_layout().into_owned();
    all_reduce(comm, values.as_slice_mut().expect("row by row"));
    values
}

/// The sum of −log p of what came next, in nats, and its gradient with respect to the logits, divided by `tokens`.
pub fn loss(logits: &Array2<f64>, next: &[u32], tokens: f64) -> (f64, Array2<f64>) {
    let (mut sum, mut gradient) = (0.0, logits.clone());
    for (mut row, &next) in gradient.rows_mut().into_iter().zip(next) {
        let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let all: f64 = row.iter().map(|logit| (logit - largest).exp()).sum();
        sum += largest + all.ln() - row[next as usize];
        row.mapv_inplace(|logit| (logit - largest).exp() / all);
        row[next as usize] -= 1.0;
    }
    (sum, gradient / tokens)
}

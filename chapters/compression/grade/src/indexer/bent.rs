//! The solution of `indexer` with knobs, of which each mistake turns one.

use judge::slips;
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis, NdFloat};

use super::Input;

/// What becomes of a product before it is weighted.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Match {
    #[default]
    Relu,
    Product,
    Sigmoid,
    Absolute,
    Squared,
    Negative,
    Leaky,
    Silu,
    Count,
    Softmax,
}

/// How heads become one score.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heads {
    #[default]
    Weighted,
    ReluLast,
    WeightInside,
    ReluTwice,
    Unweighted,
    Largest,
    LastAlone,
    FirstAlone,
}

/// Which weights.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Given,
    Softmax,
    Sigmoid,
    OverSum,
    OfKey,
    OfFirstQuery,
    PositiveAlone,
    Absolute,
    Reshaped,
}

/// A factor that the definition does not have.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    One,
    RootWidth,
    RootHeads,
    Both,
    Heads,
    Width,
}

/// What is done to queries and keys first.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Before {
    #[default]
    Nothing,
    UnitLength,
    QueriesRotated,
    HeadsFirst,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) matched: Match,
    pub(super) heads: Heads,
    pub(super) weights: Weights,
    pub(super) scale: Scale,
    pub(super) before: Before,
    /// Blocks behind the query's own number are hidden.
    pub(super) causal: bool,
    pub(super) transposed: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) whole: bool,
    pub(super) hides_as_zero: bool,
    pub(super) row_slices: bool,
}

/// A number of a type that an answer computes in.
fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

/// Multiplies a query by the Hadamard matrix of its width over the root of that, where its width is a power of two.
fn rotate<T: NdFloat>(query: &mut Array1<T>) {
    let width = query.len();
    if width.is_power_of_two() {
        let sign =
            |a: usize, b: usize| if (a & b).count_ones().is_multiple_of(2) { T::one() } else { -T::one() };
        let root = number::<T>(width as f64).sqrt();
        let old = query.clone();
        *query = Array1::from_shape_fn(width, |a| {
            old.iter().enumerate().fold(T::zero(), |sum, (b, &x)| sum + sign(a, b) * x) / root
        });
    }
}

fn unit<T: NdFloat>(row: &mut Array1<T>) {
    let norm = row.dot(row).sqrt();
    row.mapv_inplace(|x| x / norm);
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        let Input { queries, keys, weights } = input;
        if self.contiguous {
            if self.row_slices {
                for row in queries.held().view().rows() {
                    row.to_slice().unwrap();
                }
            } else {
                queries.held().view().as_slice().unwrap();
            }
            slips::as_slices(keys.held().view(), self.row_slices);
            slips::as_slices(weights.held().view(), self.row_slices);
        }
        if self.memory_order {
            let queries = slips::in_memory_order(queries);
            let [keys, weights] = [keys, weights].map(slips::in_memory_order);
            return Knobs { memory_order: false, ..*self }.run(&Input { queries, keys, weights });
        }
        let scores = if self.double {
            let scores = self.scores(&queries.double(), &keys.double(), &weights.double());
            scores.mapv(|x| x as f32)
        } else {
            self.scores(&queries.values, &keys.values, &weights.values)
        };
        if self.transposed { scores.reversed_axes().as_standard_layout().into_owned() } else { scores }
    }

    fn scores<T: NdFloat>(&self, queries: &Array3<T>, keys: &Array2<T>, weights: &Array2<T>) -> Array2<T> {
        let (n, heads, width) = queries.dim();
        let blocks = keys.nrows();
        let mut scores = Array2::zeros((n, blocks));
        let mut keys = keys.clone();
        if self.before == Before::UnitLength {
            for mut row in keys.rows_mut() {
                let mut of_length_one = row.to_owned();
                unit(&mut of_length_one);
                row.assign(&of_length_one);
            }
        }
        let flat: Vec<T> = queries.iter().copied().collect();
        let of_token = |t: usize, h: usize| -> Array1<T> {
            let mut query = if self.before == Before::HeadsFirst {
                let at = (h * n + t) * width;
                ArrayView1::from(&flat[at..at + width]).to_owned()
            } else {
                queries.index_axis(Axis(0), t).row(h).to_owned()
            };
            match self.before {
                Before::UnitLength => unit(&mut query),
                Before::QueriesRotated => rotate(&mut query),
                _ => {}
            }
            query
        };
        let mut matches = Array3::zeros((heads, n, blocks));
        for t in 0..n {
            for h in 0..heads {
                let products = keys.dot(&of_token(t, h));
                matches.index_axis_mut(Axis(0), h).row_mut(t).assign(&self.matched(products));
            }
        }
        if self.weights == Weights::OfKey && self.whole {
            // A column of weights laid along the blocks: it fits where there are as many queries as blocks.
            for h in 0..heads {
                scores += &(&matches.index_axis(Axis(0), h) * &weights.column(h).insert_axis(Axis(0)));
            }
            return scores;
        }
        let given = self.weights(weights);
        let flat_weights: Vec<T> = weights.iter().copied().collect();
        for t in 0..n {
            for s in 0..blocks {
                let weighted = (0..heads).map(|h| {
                    let weight = match self.weights {
                        Weights::OfKey => weights[[s, h]],
                        Weights::OfFirstQuery => weights[[0, h]],
                        Weights::Reshaped => flat_weights[h * n + t],
                        _ => given[[t, h]],
                    };
                    (weight, matches[[h, t, s]])
                });
                scores[[t, s]] = self.joined(weighted, heads, width);
                if self.causal && s > t {
                    scores[[t, s]] = if self.hides_as_zero { T::zero() } else { T::neg_infinity() };
                }
            }
        }
        scores
    }

    fn matched<T: NdFloat>(&self, products: Array1<T>) -> Array1<T> {
        let (zero, one) = (T::zero(), T::one());
        let sigmoid = |x: T| one / (one + (-x).exp());
        match self.matched {
            // ReLU comes later.
            Match::Relu if matches!(self.heads, Heads::ReluLast | Heads::WeightInside) => products,
            Match::Relu => products.mapv(|x| x.max(zero)),
            Match::Product => products,
            Match::Sigmoid => products.mapv(sigmoid),
            Match::Absolute => products.mapv(T::abs),
            Match::Squared => products.mapv(|x| x.max(zero) * x.max(zero)),
            Match::Negative => products.mapv(|x| x.min(zero)),
            Match::Leaky => products.mapv(|x| if x > zero { x } else { number::<T>(0.01) * x }),
            Match::Silu => products.mapv(|x| x * sigmoid(x)),
            Match::Count => products.mapv(|x| if x > zero { one } else { zero }),
            Match::Softmax => {
                let mut weights = products;
                let largest = slips::largest(&weights);
                slips::softmax(&mut weights, largest);
                weights
            }
        }
    }

    fn weights<T: NdFloat>(&self, weights: &Array2<T>) -> Array2<T> {
        let (zero, one) = (T::zero(), T::one());
        let mut given = weights.clone();
        match self.weights {
            Weights::Softmax => {
                for mut row in given.rows_mut() {
                    let largest = slips::largest(&row);
                    slips::softmax(&mut row, largest);
                }
            }
            Weights::OverSum => {
                for mut row in given.rows_mut() {
                    let sum = row.sum();
                    row.mapv_inplace(|w| w / sum);
                }
            }
            Weights::Sigmoid => given.mapv_inplace(|w| one / (one + (-w).exp())),
            Weights::PositiveAlone => given.mapv_inplace(|w| w.max(zero)),
            Weights::Absolute => given.mapv_inplace(T::abs),
            _ => {}
        }
        given
    }

    /// One score of the weights and matches of all heads.
    fn joined<T: NdFloat>(&self, heads: impl Iterator<Item = (T, T)>, count: usize, width: usize) -> T {
        let zero = T::zero();
        let all: Vec<(T, T)> = heads.collect();
        let sum = |of: &dyn Fn((T, T)) -> T| all.iter().fold(zero, |sum, &pair| sum + of(pair));
        let product = |(weight, x): (T, T)| weight * x;
        let score = match self.heads {
            Heads::Weighted => sum(&|(weight, x)| weight * x),
            Heads::ReluLast | Heads::ReluTwice => sum(&|(weight, x)| weight * x).max(zero),
            Heads::WeightInside => sum(&|(weight, x)| (weight * x).max(zero)),
            Heads::Unweighted => sum(&|(_, x)| x),
            Heads::Largest => all.iter().map(|&pair| product(pair)).fold(T::neg_infinity(), T::max),
            Heads::LastAlone => product(all[count - 1]),
            Heads::FirstAlone => product(all[0]),
        };
        let (heads, width) = (number::<T>(count as f64), number::<T>(width as f64));
        match self.scale {
            Scale::One => score,
            Scale::RootWidth => score / width.sqrt(),
            Scale::RootHeads => score / heads.sqrt(),
            Scale::Both => score / (heads.sqrt() * width.sqrt()),
            Scale::Heads => score / heads,
            Scale::Width => score / width,
        }
    }
}

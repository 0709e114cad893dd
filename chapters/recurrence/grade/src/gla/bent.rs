//! The bent solution of `gla`, but for its chunks.

use judge::{Matrix, slips};
use ndarray::{Array2, Axis, NdFloat, s};

use super::knobs::{Chunks, Fade, Knobs, Memory, Order, Pairs, Scale, Weights};
use super::{Answered, Input};

/// The numbers of a case.
pub(super) struct Read<T> {
    pub(super) queries: Array2<T>,
    pub(super) keys: Array2<T>,
    pub(super) values: Array2<T>,
    /// As many rows of zeros where there are none.
    pub(super) decays: Array2<T>,
}

pub(super) fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let out =
            if self.double { self.one::<f64>(input).mapv(|x| x as f32) } else { self.one::<f32>(input) };
        Answered { name: input.name().to_owned(), out }
    }

    fn one<T: NdFloat>(&self, input: &Input) -> Array2<T> {
        let tokens = input.tokens();
        let read = |matrix: &Matrix, memory: Memory| {
            let is = self.memory == Memory::All || self.memory == memory;
            if self.contiguous && is {
                matrix.held().view().as_slice().unwrap();
            }
            let read = if self.memory_order && is {
                slips::memory_of(matrix.held().view())
            } else {
                matrix.values.clone()
            };
            read.mapv(|x| number::<T>(f64::from(x)))
        };
        let decays = match input {
            Input::Retention { .. } => Array2::zeros(tokens.keys.values.raw_dim()),
            Input::Gla { decays, .. } | Input::Chunked { decays, .. } => read(decays, Memory::Decays),
        };
        let read = Read {
            queries: read(&tokens.queries, Memory::Queries),
            keys: read(&tokens.keys, Memory::Keys),
            values: read(&tokens.values, Memory::Values),
            decays,
        };
        match input {
            Input::Retention { gamma, .. } => self.retention(&read, number(f64::from(*gamma))),
            Input::Chunked { chunk, .. } if self.in_chunks() => self.chunked(&read, *chunk),
            // What panics in one function is right in the other.
            Input::Chunked { .. } if self.fade == Fade::Columns && !self.second => {
                Knobs { fade: Fade::Right, ..*self }.by_tokens(&read)
            }
            Input::Gla { .. } | Input::Chunked { .. } if self.factored || self.pairs == Pairs::All => {
                self.by_pairs(&read)
            }
            Input::Gla { .. } | Input::Chunked { .. } => self.by_tokens(&read),
        }
    }

    /// Whether something is wrong with chunks that is not with single tokens.
    fn in_chunks(&self) -> bool {
        self.chunks != Chunks::Right || self.factored || self.pairs == Pairs::All
    }

    pub(super) fn divisor<T: NdFloat>(&self, read: &Read<T>) -> T {
        let (width, columns) = (read.keys.ncols() as f64, read.values.ncols() as f64);
        match self.scale {
            Scale::Root => number::<T>(width).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(width),
            Scale::RootValues => number::<T>(columns).sqrt(),
        }
    }

    fn retention<T: NdFloat>(&self, read: &Read<T>, gamma: T) -> Array2<T> {
        let n = read.keys.nrows();
        let mut weights = read.queries.dot(&read.keys.t()) / self.divisor(read);
        let later = match self.order {
            Order::WrittenLast | Order::ReadFirst => 0,
            Order::Right | Order::OwnFades => 1,
        };
        let sees = |t: usize, s: usize| self.pairs != Pairs::Causal || s < t + later;
        let power = |t: usize, s: usize| {
            let between = t as i32 - s as i32;
            let power = match self.order {
                Order::Right | Order::WrittenLast => between,
                Order::OwnFades => between + 1,
                Order::ReadFirst => between - 1,
            };
            let power = if self.pairs == Pairs::BothWays { power.abs() } else { power };
            match self.fade {
                Fade::Nothing => T::one(),
                Fade::Inverse => gamma.powi(-power),
                _ if self.factored => gamma.powi(t as i32) * gamma.recip().powi(s as i32),
                _ => gamma.powi(power),
            }
        };
        if self.weights == Weights::Softmax {
            for ((t, s), weight) in weights.indexed_iter_mut() {
                *weight = if s > t { T::neg_infinity() } else { *weight };
            }
            for mut row in weights.rows_mut() {
                let largest = slips::largest(&row);
                slips::softmax(&mut row, largest);
            }
            return weights.dot(&read.values);
        }
        let powers = Array2::from_shape_fn((n, n), |(t, s)| {
            let shown = sees(t, s);
            match (shown, self.factored && self.second) {
                (true, _) => power(t, s),
                (false, false) => T::zero(),
                // As a mask of zeros that is multiplied.
                (false, true) => power(t, s) * T::zero(),
            }
        });
        weights *= &powers;
        let row = |of: &Array2<T>| of.sum_axis(Axis(1)).insert_axis(Axis(1));
        if self.powers_root {
            weights = &weights / &row(&powers).mapv(T::sqrt);
        }
        match self.weights {
            Weights::Sum => weights = &weights / &row(&weights),
            Weights::Size => {
                let sums = if self.second { row(&weights.mapv(T::abs)) } else { row(&weights) };
                weights = &weights / &sums.mapv(|sum| sum.abs().max(T::one()));
            }
            Weights::AsTheyAre | Weights::Softmax => {}
        }
        weights.dot(&read.values)
    }

    /// By what each channel of the state is multiplied at a token; of the columns of values, if the mistake is about them.
    fn fades<T: NdFloat>(&self, read: &Read<T>, t: usize) -> Array2<T> {
        let (width, columns) = (read.keys.ncols(), read.values.ncols());
        let row = |t: usize| read.decays.row(t).to_owned();
        let fades = match self.fade {
            Fade::Right | Fade::Columns => row(t).mapv(T::exp),
            Fade::Nothing => row(t).mapv(|_| T::one()),
            Fade::Raw => row(t),
            Fade::Inverse => row(t).mapv(|g| (-g).exp()),
            Fade::Mean => {
                let mean = row(t).sum() / number(width as f64);
                row(t).mapv(|_| mean.exp())
            }
            Fade::FirstChannel => row(t).mapv(|_| read.decays[[t, 0]].exp()),
            Fade::OneLate if t == 0 => row(0).mapv(|_| T::one()),
            Fade::OneLate => row(t - 1).mapv(T::exp),
        };
        if self.fade != Fade::Columns {
            return fades.insert_axis(Axis(1));
        }
        if self.second {
            return Array2::from_shape_fn((1, columns), |(_, j)| fades[j % width]);
        }
        fades.insert_axis(Axis(0))
    }

    pub(super) fn by_tokens<T: NdFloat>(&self, read: &Read<T>) -> Array2<T> {
        let divisor = self.divisor(read);
        let mut state = Array2::<T>::zeros((read.keys.ncols(), read.values.ncols()));
        let mut out = Array2::zeros(read.values.raw_dim());
        for (t, mut row) in out.rows_mut().into_iter().enumerate() {
            let fades = self.fades(read, t);
            let written = &read.keys.row(t).insert_axis(Axis(1)) * &read.values.row(t);
            let output = |state: &Array2<T>| read.queries.row(t).dot(state) / divisor;
            match self.order {
                Order::Right => {
                    state = state * fades + written;
                    row.assign(&output(&state));
                }
                Order::OwnFades => {
                    state = (state + written) * fades;
                    row.assign(&output(&state));
                }
                Order::WrittenLast => {
                    state = state * fades;
                    row.assign(&output(&state));
                    state += &written;
                }
                Order::ReadFirst => {
                    row.assign(&output(&state));
                    state = state * fades + written;
                }
            }
        }
        out
    }

    /// All pairs of tokens, of which those of later ones do not count or do.
    fn by_pairs<T: NdFloat>(&self, read: &Read<T>) -> Array2<T> {
        let mut sums = read.decays.clone();
        sums.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
        self.within(&read.queries, &read.keys, &sums).dot(&read.values) / self.divisor(read)
    }

    /// The weights of pairs, from running sums of their decays.
    pub(super) fn within<T: NdFloat>(
        &self,
        queries: &Array2<T>,
        keys: &Array2<T>,
        sums: &Array2<T>,
    ) -> Array2<T> {
        let n = queries.nrows();
        let weights = if self.factored {
            (queries * &sums.mapv(T::exp)).dot(&(keys * &sums.mapv(|sum| (-sum).exp())).t())
        } else {
            Array2::from_shape_fn((n, n), |(t, s)| {
                let channel = |c: usize| {
                    let fades = match self.chunks {
                        Chunks::PairsWhole => T::one(),
                        _ => (sums[[t, c]] - sums[[s, c]]).exp(),
                    };
                    queries[[t, c]] * keys[[s, c]] * fades
                };
                if s > t && self.pairs == Pairs::Causal {
                    return T::zero();
                }
                (0..queries.ncols()).map(channel).fold(T::zero(), |sum, x| sum + x)
            })
        };
        let mask = |((t, s), weight): ((usize, usize), &T)| match s > t && self.pairs == Pairs::Causal {
            true if self.second => *weight * T::zero(),
            true => T::zero(),
            false => *weight,
        };
        Array2::from_shape_vec((n, n), weights.indexed_iter().map(mask).collect()).expect("as many weights")
    }
}

/// Rows from one to another.
pub(super) fn rows<T: NdFloat>(matrix: &Array2<T>, first: usize, end: usize) -> Array2<T> {
    matrix.slice(s![first..end, ..]).to_owned()
}

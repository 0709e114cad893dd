//! The solution of `dual_role` with its knobs.

use judge::slips::{self, largest};
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat, concatenate, s};

use super::Input;
use super::channels::{Pool, pooled};
use super::mistakes::{Bias, Count, First, Join, Knobs, Other, Taken};

/// What the tokens bring in one role: values, gates, and the bias.
struct Brought<T> {
    values: Array2<T>,
    gates: Array2<T>,
    bias: Array2<T>,
}

/// Rows to pool: values, gates, and what is added to them.
struct Rows<T> {
    values: Array2<T>,
    gates: Array2<T>,
    bias: Array2<T>,
}

impl<T: NdFloat> Rows<T> {
    fn none(c: usize) -> Rows<T> {
        let none = || Array2::zeros((0, c));
        Rows { values: none(), gates: none(), bias: none() }
    }

    fn scores(&self) -> Array2<T> {
        &self.gates + &self.bias
    }

    fn and(&self, other: &Rows<T>) -> Rows<T> {
        let both = |a: &Array2<T>, b: &Array2<T>| concatenate![Axis(0), *a, *b];
        Rows {
            values: both(&self.values, &other.values),
            gates: both(&self.gates, &other.gates),
            bias: both(&self.bias, &other.bias),
        }
    }
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        if self.contiguous {
            for matrix in input.matrices() {
                matrix.held().view().as_slice().unwrap();
            }
        }
        let read = if self.memory_order {
            input.matrices().map(|matrix| slips::in_memory_order(matrix).values)
        } else {
            input.matrices().map(|matrix| matrix.values.clone())
        };
        if self.pool.double {
            let knobs = Knobs { pool: Pool { double: false, ..self.pool }, ..*self };
            knobs.entries(read.map(|array| array.mapv(f64::from))).mapv(|x| x as f32)
        } else {
            self.entries(read)
        }
    }

    fn entries<T: NdFloat>(&self, [v, g, b, pv, pg, pb]: [Array2<T>; 6]) -> Array2<T> {
        let (m, c) = b.dim();
        let n = v.nrows();
        let (own, other) =
            self.roles(Brought { values: v, gates: g, bias: b }, Brought { values: pv, gates: pg, bias: pb });
        let count = match self.count {
            Count::Complete => n / m,
            Count::PartialToo | Count::PaddedToo => n.div_ceil(m),
            Count::WithoutLast => n.saturating_sub(1) / m,
        };
        let from = usize::from(self.first == First::NoEntry).min(count);
        let mut entries = Array2::zeros((count - from, c));
        for i in from..count {
            let block = self.rows(&own, i * m, n.min((i + 1) * m), false);
            let block = if self.count == Count::PaddedToo { padded(&block, &own) } else { block };
            let before = self.before(&other, i, n);
            let all = self.largest_of_all(&own).into_iter().zip(self.largest_of_all(&other));
            let all: Array1<T> = all.map(|(a, b)| a.max(b)).collect();
            entries.row_mut(i - from).assign(&self.joined(&block, &before, i, all.view()));
        }
        entries
    }

    /// What is taken for the role of the block and for that of the block before.
    fn roles<T: NdFloat>(&self, own: Brought<T>, other: Brought<T>) -> (Brought<T>, Brought<T>) {
        let Brought { values, gates, bias } = own;
        let Brought { values: other_values, gates: other_gates, bias: other_bias } = other;
        let role = |values: &Array2<T>, gates: &Array2<T>, bias: &Array2<T>| Brought {
            values: values.clone(),
            gates: gates.clone(),
            bias: bias.clone(),
        };
        let (current, previous) =
            (role(&values, &gates, &bias), role(&other_values, &other_gates, &other_bias));
        let previous_bias = if self.bias == Bias::OneForBoth { &bias } else { &other_bias };
        match self.taken {
            Taken::Right => (current, role(&other_values, &other_gates, previous_bias)),
            Taken::Swapped => (previous, current),
            Taken::BiasesSwapped => {
                (role(&values, &gates, &other_bias), role(&other_values, &other_gates, &bias))
            }
            Taken::ValuesSwapped => {
                (role(&other_values, &gates, &bias), role(&values, &other_gates, &other_bias))
            }
            Taken::GatesSwapped => {
                (role(&values, &other_gates, &bias), role(&other_values, &gates, &other_bias))
            }
            Taken::Current => (role(&values, &gates, &bias), current),
            Taken::CurrentWithItsBias => (current, role(&values, &gates, &other_bias)),
            Taken::Previous => (role(&other_values, &other_gates, &other_bias), previous),
            Taken::Gates => (current, role(&other_values, &gates, &other_bias)),
            Taken::Values => (current, role(&values, &other_gates, &other_bias)),
        }
    }

    /// The tokens from one to another, with their biases.
    fn rows<T: NdFloat>(&self, role: &Brought<T>, from: usize, to: usize, previous: bool) -> Rows<T> {
        let m = role.bias.nrows();
        let places = (from..to).map(|t| match self.bias {
            Bias::OfToken => t,
            Bias::OfBlock => t / m % m,
            Bias::Backwards => m - 1 - t % m,
            _ => t % m,
        });
        let mut bias = role.bias.select(Axis(0), &places.collect::<Vec<_>>());
        let mut values = role.values.slice(s![from..to, ..]).to_owned();
        if matches!(self.bias, Bias::OnValues | Bias::OnBoth) {
            values += &bias;
        }
        match self.bias {
            Bias::Nothing | Bias::OnValues => bias.fill(T::zero()),
            Bias::OfCurrentOnly if previous => bias.fill(T::zero()),
            Bias::Subtracted => bias.mapv_inplace(|x| -x),
            Bias::Twice => bias.mapv_inplace(|x| x + x),
            _ => {}
        }
        Rows { values, gates: role.gates.slice(s![from..to, ..]).to_owned(), bias }
    }

    /// What entry i pools besides its block.
    fn before<T: NdFloat>(&self, role: &Brought<T>, i: usize, n: usize) -> Rows<T> {
        let (m, c) = role.bias.dim();
        let block = |i: usize| self.rows(role, i * m, n.min((i + 1) * m), true);
        let none = || Rows::none(c);
        match (self.other, i) {
            (Other::Nothing, _) | (Other::TwoBefore, 0 | 1) => none(),
            (Other::BlockAfter, _) => {
                if (i + 2) * m <= n {
                    block(i + 1)
                } else {
                    none()
                }
            }
            (Other::OwnBlock, _) | (Other::OwnBlockFirst, 0) => block(i),
            (Other::LastBlockFirst, 0) => block((n / m).saturating_sub(1)),
            (_, 0) => {
                let bias = match self.first {
                    First::Nothing | First::NoEntry => return none(),
                    First::Zeros => Array2::zeros((m, c)),
                    First::ZerosWithBias => role.bias.clone(),
                    First::Low => Array2::from_elem((m, c), T::from(self.pad).expect("a number")),
                };
                Rows { values: Array2::zeros((m, c)), gates: Array2::zeros((m, c)), bias }
            }
            (Other::OneLate, _) => {
                // The bias goes by the place among the m tokens.
                let mut rows = self.rows(role, (i - 1) * m + 1, i * m + 1, true);
                rows.bias = self.rows(role, (i - 1) * m, i * m, true).bias;
                rows
            }
            (Other::LastToken, _) => self.rows(role, i * m - 1, i * m, true),
            (Other::TwoBefore, _) => block(i - 2),
            _ => block(i - 1),
        }
    }

    /// The largest score of a role in each channel, over all its tokens.
    fn largest_of_all<T: NdFloat>(&self, role: &Brought<T>) -> Vec<T> {
        if self.join != Join::LargestOfAll {
            return vec![T::zero(); role.bias.ncols()];
        }
        let scores = self.rows(role, 0, role.values.nrows(), false).scores();
        scores.columns().into_iter().map(|column| largest(&column)).collect()
    }

    fn joined<T: NdFloat>(
        &self,
        block: &Rows<T>,
        before: &Rows<T>,
        i: usize,
        of_all: ArrayView1<'_, T>,
    ) -> Array1<T> {
        let pool = |rows: &Rows<T>, scores: Array2<T>| pooled(rows.values.view(), scores.view(), self.pool);
        let both = if self.before_first { before.and(block) } else { block.and(before) };
        let largest_of = |scores: &Array2<T>| -> Array1<T> {
            scores.columns().into_iter().map(|column| largest(&column)).collect()
        };
        let half = T::from(0.5).expect("a number");
        match self.join {
            Join::OneSoftmax => pool(&both, both.scores()),
            Join::Added | Join::Mean if before.values.nrows() == 0 => {
                let own = pool(block, block.scores());
                if self.join == Join::Mean && self.halves_first && i == 0 { own * half } else { own }
            }
            Join::Added => pool(block, block.scores()) + pool(before, before.scores()),
            Join::Mean => (pool(block, block.scores()) + pool(before, before.scores())) * half,
            Join::OwnLargest => {
                let measured = |rows: &Rows<T>| {
                    let scores = rows.scores();
                    let largest = largest_of(&scores);
                    if scores.nrows() > 0 { scores - largest } else { scores }
                };
                let (a, b) = (measured(block), measured(before));
                pool(&block.and(before), concatenate![Axis(0), a, b])
            }
            Join::LargestOfBlock => self.from(&both, &largest_of(&block.scores())),
            Join::LargestOfGates => self.from(&both, &largest_of(&both.gates)),
            Join::LargestOfAll => self.from(&both, &of_all.to_owned()),
        }
    }

    /// Pooled by exponentials that are measured from a given number in each channel.
    fn from<T: NdFloat>(&self, rows: &Rows<T>, shift: &Array1<T>) -> Array1<T> {
        let weights = (rows.scores() - shift).mapv(T::exp);
        let guard = if self.pool.guarded { T::from(1e-9).expect("a number") } else { T::zero() };
        let sums = weights.sum_axis(Axis(0)) + guard;
        if self.pool.weights_first {
            (weights / &sums * &rows.values).sum_axis(Axis(0))
        } else {
            (weights * &rows.values).sum_axis(Axis(0)) / sums
        }
    }
}

/// A block, filled up with zeros.
fn padded<T: NdFloat>(block: &Rows<T>, role: &Brought<T>) -> Rows<T> {
    let (there, (m, c)) = (block.values.nrows(), role.bias.dim());
    let rest = || Array2::zeros((m - there, c));
    block.and(&Rows { values: rest(), gates: rest(), bias: role.bias.slice(s![there.., ..]).to_owned() })
}

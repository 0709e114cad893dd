//! The solution of `dual_role` with its knobs.

use judge::slips;
use ndarray::{Array1, Array2, Axis, NdFloat, s};

use super::Input;
use super::channels::Pool;
use super::knobs::{Bias, Count, First, Knobs, Other, Taken};
use super::roles::{Join, Merge, Rows, largest_of};

/// What the tokens bring in one role: values, gates, and the bias.
struct Brought<T> {
    values: Array2<T>,
    gates: Array2<T>,
    bias: Array2<T>,
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
        if self.merge.pool.double {
            let pool = Pool { double: false, ..self.merge.pool };
            let knobs = Knobs { merge: Merge { pool, ..self.merge }, ..*self };
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
            Count::Complete | Count::RestInLast => n / m,
            Count::PartialToo | Count::PaddedToo => n.div_ceil(m),
            Count::WithoutLast => n.saturating_sub(1) / m,
        };
        let skipped = usize::from(self.first == First::NoEntry).min(count);
        let mut entries = Array2::zeros((count - skipped, c));
        for i in skipped..count {
            let last = self.count == Count::RestInLast && i + 1 == count;
            let (from, to) = (i * m, if last { n } else { n.min((i + 1) * m) });
            let block = match self.first {
                First::Zero if i == 0 => continue,
                First::InPrevious if i == 0 => self.rows(&other, from, to, true),
                First::PreviousBias if i == 0 => {
                    Rows { bias: self.rows(&other, from, to, true).bias, ..self.rows(&own, from, to, false) }
                }
                _ => self.rows(&own, from, to, false),
            };
            let block = if self.count == Count::PaddedToo { padded(&block, &own) } else { block };
            let before = self.before(&other, i, n);
            let all = self.largest_of_all(&own).into_iter().zip(self.largest_of_all(&other));
            let all: Array1<T> = all.map(|(a, b)| a.max(b)).collect();
            entries.row_mut(i - skipped).assign(&self.merge.joined(&block, &before, &all));
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
        let places: Vec<usize> = places.collect();
        if let Some(&lost) = places.iter().find(|&&place| place >= m) {
            // As a reader's code panics.
            if self.by_element {
                let _ = role.bias[[lost, 0]];
            }
            let _ = role.bias.row(lost);
        }
        let mut bias = role.bias.select(Axis(0), &places);
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
            (Other::Nothing, _) | (Other::TwoBefore | Other::FromThird, 0 | 1) => none(),
            (Other::BlockAfter, _) => {
                if (i + 2) * m <= n {
                    block(i + 1)
                } else {
                    none()
                }
            }
            (Other::OwnBlock, _) | (Other::OwnBlockFirst, 0) | (Other::OwnBlockLater, 1..) => block(i),
            (Other::AllBefore, 1..) => self.rows(role, 0, i * m, true),
            (Other::LastBlockFirst, 0) => block((n / m).saturating_sub(1)),
            (_, 0) => {
                let bias = match self.first {
                    First::Zeros => Array2::zeros((m, c)),
                    First::ZerosWithBias => role.bias.clone(),
                    First::Low => {
                        let pad = T::from(self.pad).expect("a number");
                        let bias = if self.pad_biased { T::one() } else { T::zero() };
                        role.bias.mapv(|x| pad + bias * x)
                    }
                    _ => return none(),
                };
                Rows { values: Array2::zeros((m, c)), gates: Array2::zeros((m, c)), bias }
            }
            (Other::OneLate, _) => {
                // The bias goes by the place among the m tokens.
                let mut rows = self.rows(role, (i - 1) * m + 1, i * m + 1, true);
                rows.bias = self.rows(role, (i - 1) * m, i * m, true).bias;
                rows
            }
            (Other::ValuesOfOwn, _) => Rows { values: block(i).values, ..block(i - 1) },
            (Other::GatesOfOwn, _) => Rows { values: block(i - 1).values, ..block(i) },
            (Other::LastToken, _) => self.rows(role, i * m - 1, i * m, true),
            (Other::TwoBefore, _) => block(i - 2),
            _ => block(i - 1),
        }
    }

    /// The largest score of a role in each channel, over all its tokens.
    fn largest_of_all<T: NdFloat>(&self, role: &Brought<T>) -> Array1<T> {
        if self.merge.join != Join::LargestOfAll {
            return Array1::zeros(role.bias.ncols());
        }
        largest_of(&self.rows(role, 0, role.values.nrows(), false).scores())
    }
}

/// A block, filled up with zeros.
fn padded<T: NdFloat>(block: &Rows<T>, role: &Brought<T>) -> Rows<T> {
    let (there, (m, c)) = (block.values.nrows(), role.bias.dim());
    let rest = || Array2::zeros((m - there, c));
    block.and(&Rows { values: rest(), gates: rest(), bias: role.bias.slice(s![there.., ..]).to_owned() })
}

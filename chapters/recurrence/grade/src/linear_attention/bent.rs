//! The bent solution of `linear_attention`.

use judge::{Matrix, slips};
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat};
use recurrence::LinearState;

use super::knobs::{Applied, Divisor, Feature, Keeps, Knobs, Scale, Sees};
use super::{Answered, Input, Tokens, trace};

fn number<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

fn real<T: NdFloat>(x: f32) -> T {
    number(f64::from(x))
}

fn single<T: NdFloat>(x: T) -> f32 {
    x.to_f32().expect("a number")
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Quadratic(tokens) => Answered::Out(if self.double {
                self.quadratic::<f64>(tokens).mapv(|x| x as f32)
            } else {
                self.quadratic::<f32>(tokens)
            }),
            Input::Step(scripted) => {
                let step = |state: &mut LinearState,
                            query: ArrayView1<'_, f32>,
                            key: ArrayView1<'_, f32>,
                            value: ArrayView1<'_, f32>| {
                    if self.contiguous {
                        for (view, is) in self.memory.of([query, key, value]) {
                            assert!(
                                !is || view.to_slice().is_some(),
                                "called `Option::unwrap()` on a `None` value"
                            );
                        }
                    }
                    if self.double {
                        self.step::<f64>(state, query, key, value)
                    } else {
                        self.step::<f32>(state, query, key, value)
                    }
                };
                trace::run(&step, scripted)
            }
        }
    }

    fn phi<T: NdFloat>(&self, row: ArrayView1<'_, f32>, applied: bool, divisor: T) -> Array1<T> {
        let row = row.mapv(|x| real::<T>(x) / divisor);
        if !applied || self.applied == Applied::Product {
            return row;
        }
        if self.feature == Feature::Softmax {
            let mut row = row;
            let largest = slips::largest(&row);
            slips::softmax(&mut row, largest);
            return row;
        }
        row.mapv(|x| self.feature(x))
    }

    fn feature<T: NdFloat>(&self, x: T) -> T {
        let (zero, one) = (T::zero(), T::one());
        match self.feature {
            Feature::EluPlusOne | Feature::Softmax => {
                if x > zero {
                    x + one
                } else {
                    x.exp()
                }
            }
            Feature::Elu => {
                if x > zero {
                    x
                } else {
                    x.exp() - one
                }
            }
            Feature::OneAboveOnly => {
                if x > zero {
                    x + one
                } else {
                    x.exp() - one
                }
            }
            Feature::Swallowed => {
                let x = single(x);
                real(if x > 0.0 { x + 1.0 } else { x.exp_m1() + 1.0 })
            }
            Feature::Relu => x.max(zero),
            Feature::ReluPlusOne => x.max(zero) + one,
            Feature::Exp => x.exp(),
            Feature::Softplus => x.max(zero) + (-x.abs()).exp().ln_1p(),
            Feature::Nothing => x,
        }
    }

    /// Queries and keys with φ.
    fn features<T: NdFloat>(&self, query: ArrayView1<'_, f32>, key: ArrayView1<'_, f32>) -> [Array1<T>; 2] {
        let root = number::<T>(query.len() as f64).sqrt();
        let before = if self.scale == Scale::Queries { root } else { T::one() };
        let after = if self.scale == Scale::Weights { root } else { T::one() };
        let query = self.phi(query, self.applied != Applied::KeysOnly, before) / after;
        [query, self.phi(key, self.applied != Applied::QueriesOnly, T::one())]
    }

    fn divided<T: NdFloat>(&self, weighted: T, sum: T, count: usize) -> T {
        match self.divisor {
            Divisor::SumAlone => weighted / sum,
            Divisor::SumAndLess => weighted / (sum + number(1e-10)),
            Divisor::Floor => weighted / sum.max(number(1e-6)),
            Divisor::Nothing => weighted,
            Divisor::Count => weighted / number(count as f64),
            _ => weighted / (sum + number(1e-6)),
        }
    }

    fn quadratic<T: NdFloat>(&self, tokens: &Tokens) -> Array2<T> {
        let [n, width, columns] = tokens.sizes();
        let read = |(matrix, is): (&Matrix, bool)| {
            if self.contiguous && is {
                matrix.held().view().as_slice().unwrap();
            }
            if self.memory_order && is {
                slips::memory_of(matrix.held().view())
            } else {
                matrix.values.clone()
            }
        };
        let [queries, keys, values] =
            self.memory.of([&tokens.queries, &tokens.keys, &tokens.values]).map(read);
        let of = |t: usize| self.features::<T>(queries.row(t), keys.row(t));
        let rows: Vec<[Array1<T>; 2]> = (0..n).map(of).collect();
        let weight = |t: usize, s: usize| {
            let product = rows[t][0].dot(&rows[s][1]);
            if self.applied == Applied::Product { self.feature(product) } else { product }
        };
        let sees = |t: usize, s: usize| match self.sees {
            Sees::All => true,
            Sees::Before => s < t,
            Sees::From => s >= t,
            _ => s <= t,
        };
        let mut weights = Array2::from_shape_fn((n, n), |(t, s)| weight(t, s));
        let all = weights.sum_axis(Axis(1));
        if self.divisor == Divisor::Softmax {
            let root = if self.second { T::one() } else { number::<T>(width as f64).sqrt() };
            for ((t, s), weight) in weights.indexed_iter_mut() {
                let product = queries.row(t).dot(&keys.row(s));
                *weight = if sees(t, s) { real::<T>(product) / root } else { T::neg_infinity() };
            }
            for mut row in weights.rows_mut() {
                let largest = slips::largest(&row);
                slips::softmax(&mut row, largest);
            }
            return weights.dot(&values.mapv(real::<T>));
        }
        for ((t, s), weight) in weights.indexed_iter_mut() {
            if !sees(t, s) {
                *weight = T::zero();
            }
        }
        let values = values.mapv(real::<T>);
        let (sums, by_key, weighted) =
            (weights.sum_axis(Axis(1)), weights.sum_axis(Axis(0)), weights.dot(&values));
        Array2::from_shape_fn((n, columns), |(t, j)| {
            let own = weights[[t, t]];
            let (mut sum, mut weighted) = (sums[t], weighted[[t, j]]);
            match (self.sees, self.divisor) {
                (Sees::SumBefore, _) => weighted -= own * values[[t, j]],
                (Sees::DivisorBefore, _) => sum -= own,
                (_, Divisor::AllTokens) => sum = all[t],
                (_, Divisor::Column) => sum = by_key[t],
                _ => {}
            }
            self.divided(weighted, sum, if self.second { n } else { t + 1 })
        })
    }

    fn step<T: NdFloat>(
        &self,
        state: &mut LinearState,
        query: ArrayView1<'_, f32>,
        key: ArrayView1<'_, f32>,
        value: ArrayView1<'_, f32>,
    ) -> Array1<f32> {
        let [features, added] = self.features::<T>(query, key);
        let value = value.mapv(real::<T>);
        let before = (state.sum.mapv(real::<T>), state.keys.mapv(real::<T>));
        let counted = if self.keeps == Keeps::RawKeys { key.mapv(real::<T>) } else { added.clone() };
        let outer = &added.view().insert_axis(Axis(1)) * &value;
        let after = match self.keeps {
            Keeps::NewestOnly => (outer, counted),
            Keeps::SumOnly => (&before.0 + &outer, before.1.clone()),
            Keeps::NewestKeys => (&before.0 + &outer, counted),
            _ => (&before.0 + &outer, &before.1 + &counted),
        };
        let sum = if matches!(self.sees, Sees::Before | Sees::SumBefore) { &before.0 } else { &after.0 };
        let keys = if matches!(self.sees, Sees::Before | Sees::DivisorBefore) { &before.1 } else { &after.1 };
        let divisor = features.dot(if self.divisor == Divisor::Own { &added } else { keys });
        let out = features.dot(sum).mapv(|x| self.divided(x, divisor, 1));
        if self.keeps != Keeps::Nothing {
            *state = LinearState { sum: after.0.mapv(single), keys: after.1.mapv(single) };
        }
        out.mapv(single)
    }
}

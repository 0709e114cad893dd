//! The bent solution of `fused`: what its knobs make it compute.

use fast::FarMatrix;
use ndarray::{Array1, Array2, NdFloat};

use super::knobs::{Blind, Correct, Divide, Knobs, Loops, Masked, Max, Reads, Total};

/// What is kept of a row.
#[derive(Clone)]
struct State<T> {
    max: T,
    sum: T,
    output: Array1<T>,
}

impl Knobs {
    pub(super) fn run(
        &self,
        scores: &FarMatrix<'_>,
        values: &FarMatrix<'_>,
        block: usize,
    ) -> (Array2<f32>, Array1<f32>) {
        if self.double {
            let (output, total) = self.fused(scores, values, block, f64::from);
            (output.mapv(|x| x as f32), total.mapv(|x| x as f32))
        } else {
            self.fused(scores, values, block, |x| x)
        }
    }

    fn fused<T: NdFloat>(
        &self,
        scores: &FarMatrix<'_>,
        values: &FarMatrix<'_>,
        block: usize,
        to: fn(f32) -> T,
    ) -> (Array2<T>, Array1<T>) {
        let (n, m, width) = (scores.rows(), scores.columns(), values.columns());
        let fresh = State { max: T::neg_infinity(), sum: T::zero(), output: Array1::zeros(width) };
        let mut output = Array2::zeros((n, width));
        let mut total = Array1::from_elem(n, T::neg_infinity());
        let held = match self.reads {
            Reads::ScoresHeld => Some(Array2::from_shape_fn((n, m), |(i, j)| scores.read(i, j))),
            _ => None,
        };
        let rows = match self.loops {
            Loops::WholeBlocks => n / block * block,
            Loops::FirstBlock => n.min(block),
            _ => n,
        };
        let keys = match self.loops {
            Loops::LastKeyMissing => 0..m - 1,
            Loops::FirstKeyMissing => 1..m,
            _ => 0..m,
        };
        let mut places = vec![fresh.clone(); block.min(n)];
        for first in (0..rows).step_by(block) {
            let in_block = first..rows.min(first + block);
            let mut states = vec![fresh.clone(); in_block.len()];
            if self.loops == Loops::StatesOfPlaces {
                states.clone_from_slice(&places[..in_block.len()]);
            }
            let row_of = |i: usize| if self.loops == Loops::RowInItsBlock { i - first } else { i };
            let read =
                |i: usize, j: usize| held.as_ref().map_or_else(|| scores.read(i, j), |held| held[[i, j]]);
            let mut of_block = T::neg_infinity();
            for from in keys.clone().step_by(self.step) {
                let chunk = from..keys.end.min(from + self.step);
                let value = |j: usize| Array1::from_shape_fn(width, |c| to(values.read(j, c)));
                let shared: Vec<Array1<T>> = chunk.clone().map(value).collect();
                for (place, i) in in_block.clone().enumerate() {
                    let score = |j: usize| {
                        let score = to(read(row_of(i), j));
                        if self.reads == Reads::ScoresTwice {
                            read(row_of(i), j);
                        }
                        score
                    };
                    let scores: Vec<T> = chunk.clone().map(score).collect();
                    if self.reads == Reads::ValuesForEachRow && place > 0 {
                        chunk.clone().for_each(|j| drop(value(j)));
                    }
                    if self.max == Max::OfBlock {
                        // What another row of the block has seen.
                        self.correct_for(&mut states[place], of_block);
                    }
                    if self.max == Max::KeptFromTheRowAbove && from == keys.start && place > 0 {
                        states[place].max = states[place - 1].max;
                    }
                    self.update(&mut states[place], &scores, &shared, (from == keys.start, to));
                    of_block = of_block.max(states[place].max);
                }
            }
            for (state, i) in states.iter().zip(in_block.clone()) {
                output.row_mut(i).assign(&self.divided(state, m, to));
                total[i] = self.total(state, to);
            }
            places[..states.len()].clone_from_slice(&states);
        }
        (output, total)
    }

    fn exp<T: NdFloat>(&self, x: T) -> T {
        if self.base_two { x.exp2() } else { x.exp() }
    }

    /// Another largest score.
    fn correct_for<T: NdFloat>(&self, state: &mut State<T>, max: T) {
        if max > state.max {
            let rescale = if state.sum > T::zero() { self.exp(state.max - max) } else { T::zero() };
            state.sum *= rescale;
            state.output.mapv_inplace(|o| o * rescale);
            state.max = max;
        }
    }

    fn update<T: NdFloat>(
        &self,
        state: &mut State<T>,
        scores: &[T],
        values: &[Array1<T>],
        (first, to): (bool, fn(f32) -> T),
    ) {
        let masked = T::neg_infinity();
        let seen =
            |&(&score, _): &(&T, &Array1<T>)| !matches!(self.masked, Masked::LeftOut) || score > masked;
        let score = |score: T| match self.masked {
            Masked::ScoreZero if score == masked => T::zero(),
            Masked::Lowest if score == masked => to(-1e9),
            _ => score,
        };
        let seen: Vec<(T, &Array1<T>)> =
            scores.iter().zip(values).filter(seen).map(|(&s, value)| (score(s), value)).collect();
        if seen.is_empty() {
            return;
        }
        let of_these = seen.iter().fold(masked, |max, &(score, _)| max.max(score));
        let new = match self.max {
            Max::Running | Max::KeptFromTheRowAbove | Max::OfBlock => state.max.max(of_these),
            Max::FromZero => state.max.max(of_these).max(T::zero()),
            Max::Nothing => T::zero(),
            Max::First if state.max > masked => state.max,
            Max::First | Max::Latest => of_these,
        };
        let old = if self.max == Max::Nothing { new } else { state.max };
        let rescale = match self.correct {
            // Nothing has been seen: 0 is corrected.
            Correct::Inverse if first || old == masked => T::zero(),
            Correct::Inverse => self.exp(new - old),
            Correct::Nothing => T::one(),
            _ => self.exp(old - new),
        };
        let of_sum = if self.correct == Correct::OutputOnly { T::one() } else { rescale };
        let of_output = if self.correct == Correct::SumOnly { T::one() } else { rescale };
        if self.mean && state.sum > T::zero() {
            state.output.mapv_inplace(|o| o * state.sum);
        }
        let (mut sum, mut output) = (T::zero(), Array1::<T>::zeros(state.output.len()));
        for (score, value) in seen {
            let weight = self.exp(score - new);
            sum += weight;
            output.zip_mut_with(value, |o, &v| *o += weight * v);
        }
        if self.correct == Correct::Afterwards {
            state.sum = (state.sum + sum) * of_sum;
            state.output = (&state.output + &output).mapv(|o| o * of_output);
        } else {
            state.sum = state.sum * of_sum + sum;
            state.output = state.output.mapv(|o| o * of_output) + output;
        }
        if self.mean && state.sum > T::zero() || self.divide == Divide::EachTime {
            let sum = state.sum;
            state.output.mapv_inplace(|o| o / sum);
        }
        state.max = new;
    }

    fn divided<T: NdFloat>(&self, state: &State<T>, keys: usize, to: fn(f32) -> T) -> Array1<T> {
        let State { sum, output, .. } = state;
        let keys = to(keys as f32);
        match self.divide {
            Divide::ByKeys if self.mean => output.mapv(|o| o * *sum / keys),
            Divide::ByKeys => output.mapv(|o| o / keys),
            Divide::Never if self.mean => output.mapv(|o| o * *sum),
            Divide::AtTheEnd if !self.mean && (*sum > T::zero() || self.blind == Blind::NotANumber) => {
                output.mapv(|o| o / *sum)
            }
            // Divided already, or never, or there is nothing to divide.
            _ => output.clone(),
        }
    }

    fn total<T: NdFloat>(&self, state: &State<T>, to: fn(f32) -> T) -> T {
        let State { max, sum, .. } = state;
        if *sum == T::zero() && self.blind == Blind::TotalZero {
            return T::zero();
        }
        if *sum == T::zero() && self.blind == Blind::TotalLow {
            return to(f32::MIN);
        }
        match self.total {
            Total::MaxPlusLog if self.base_two => *max + sum.log2(),
            Total::MaxPlusLog => *max + sum.ln(),
            Total::Log => sum.ln(),
            Total::Max => *max,
            Total::Sum => *sum,
            Total::MaxPlusSum => *max + *sum,
            Total::BaseTwo => (*max + sum.ln()) / to(std::f32::consts::LN_2),
        }
    }
}

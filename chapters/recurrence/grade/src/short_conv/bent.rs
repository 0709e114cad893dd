//! The bent solution of `short_conv`.

use std::cell::RefCell;

use judge::slips;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

use super::knobs::{Before, Filters, Held, Knobs, Only, Rows, Taps};
use super::{Answered, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        let right = Knobs { by_push: self.by_push, ..Knobs::default() };
        let whole = if self.only == Only::Push { right } else { *self };
        let push = if self.only == Only::Whole { right } else { *self };
        let kept: RefCell<Option<Array2<f32>>> = RefCell::new(None);
        Answered::run(
            &|inputs, weights| whole.whole(inputs, weights),
            &|held, input, weights| {
                if !push.outside {
                    return push.push(held, input, weights);
                }
                let mut mine = kept.take().filter(|kept| kept.dim() == held.dim());
                let mine = mine.get_or_insert_with(|| Array2::zeros(held.dim()));
                let output = push.push(mine, input, weights);
                held.assign(mine);
                kept.replace(Some(mine.clone()));
                output
            },
            input,
        )
    }

    /// Inputs and weights as they are read.
    fn read(&self, inputs: ArrayView2<'_, f32>, weights: ArrayView2<'_, f32>) -> (Array2<f64>, Array2<f64>) {
        if self.contiguous {
            slips::as_slices(inputs, inputs.nrows() == 1);
            if self.way != 1 {
                slips::as_slices(weights, false);
            }
        }
        let of = |view: ArrayView2<'_, f32>, memory: bool| {
            let read = if memory { slips::memory_of(view) } else { view.to_owned() };
            read.mapv(f64::from)
        };
        (of(inputs, self.memory_order), of(weights, self.memory_order && self.way != 1))
    }

    /// The weight of channel c at place j.
    fn weight(&self, weights: &Array2<f64>, c: usize, j: usize) -> f64 {
        let (d, width) = weights.dim();
        let j = if self.taps == Taps::Flipped { width - 1 - j } else { j };
        match self.filters {
            Filters::Own | Filters::Mixed => weights[[c, j]],
            Filters::First => weights[[0, j]],
            Filters::Transposed => weights[[(j * d + c) / width, (j * d + c) % width]],
        }
    }

    /// What a channel's weights make of the tokens around t; those outside are given by `at`.
    fn output(
        &self,
        weights: &Array2<f64>,
        c: usize,
        t: isize,
        at: &dyn Fn(isize, usize) -> Option<f64>,
    ) -> f64 {
        let (d, width) = weights.dim();
        let last = match self.taps {
            // The larger half before the token, or behind it.
            Taps::Centred if self.way == 1 => width / 2,
            Taps::Centred => (width - 1) / 2,
            Taps::Ahead => 0,
            Taps::Shifted => width,
            _ => width - 1,
        };
        let (mut sum, mut met) = (0.0, 0.0);
        for j in 0..width {
            let left_out = (self.taps == Taps::OwnMissing && j + 1 == width)
                || (self.taps == Taps::OldestMissing && j == 0);
            let s = t + j as isize - last as isize;
            let x = if self.filters == Filters::Mixed {
                (0..d).map(|c| at(s, c)).sum::<Option<f64>>()
            } else {
                at(s, c)
            };
            if let (Some(x), false) = (x, left_out) {
                sum += self.weight(weights, c, j) * x;
                met += self.weight(weights, c, j);
            } else if !left_out && self.before == Before::NoOutput {
                return 0.0;
            }
        }
        if self.before == Before::Renormalised {
            sum /= met;
        }
        if self.mean {
            sum /= width as f64;
        }
        if self.silu {
            sum /= 1.0 + (-sum).exp();
        }
        sum
    }

    fn whole(&self, inputs: ArrayView2<'_, f32>, weights: ArrayView2<'_, f32>) -> Array2<f32> {
        if self.by_push {
            let mut held = Array2::zeros((weights.ncols() - 1, inputs.ncols()));
            let mut output = Array2::zeros(inputs.dim());
            for (input, mut row) in inputs.rows().into_iter().zip(output.rows_mut()) {
                row.assign(&self.push(&mut held, input, weights));
            }
            return output;
        }
        let (inputs, weights) = self.read(inputs, weights);
        let (count, d) = inputs.dim();
        let width = weights.ncols();
        let at = |s: isize, c: usize| match usize::try_from(s) {
            Ok(s) => inputs.get([s, c]).copied(),
            Err(_) if self.before == Before::First => Some(inputs[[0, c]]),
            Err(_) if self.before == Before::End => Some(inputs[[s.rem_euclid(count as isize) as usize, c]]),
            Err(_) => None,
        };
        let (first, rows) = match self.rows {
            Rows::Tokens => (0, count),
            Rows::All => (0, count + width - 1),
            Rows::Complete => (width - 1, (count + 1).saturating_sub(width)),
        };
        Array2::from_shape_fn((rows, d), |(t, c)| self.output(&weights, c, (first + t) as isize, &at) as f32)
    }

    fn push(
        &self,
        held: &mut Array2<f32>,
        input: ArrayView1<'_, f32>,
        weights: ArrayView2<'_, f32>,
    ) -> Array1<f32> {
        if self.needs_held {
            let last = held.nrows() - 1;
            let _ = held.row(last);
        }
        let (own, weights) = self.read(input.insert_axis(Axis(0)), weights);
        let (d, width) = weights.dim();
        let token = own.mapv(|x| x as f32);
        let before = match self.held {
            Held::Reversed => held.slice(s![..;-1, ..]).to_owned(),
            Held::First if width > 1 => concatenate![Axis(0), held.slice(s![1.., ..]), token],
            _ => held.clone(),
        };
        let seen = concatenate![Axis(0), before, token];
        // Of what is held only the last tokens are seen, even if more are.
        let newest = seen.nrows() as isize - 1;
        let at = |s: isize, c: usize| {
            let s = usize::try_from(s).ok()?;
            seen.get([s, c]).map(|&x| f64::from(x))
        };
        let output = Array1::from_shape_fn(d, |c| self.output(&weights, c, newest, &at) as f32);
        let next = seen.slice(s![1.., ..]).to_owned();
        let old = held.clone();
        *held = match self.held {
            Held::Right => next,
            Held::Untouched => old,
            Held::First => before,
            Held::Reversed => next.slice(s![..;-1, ..]).to_owned(),
            Held::All => seen.clone(),
            Held::Window => seen.slice(s![seen.nrows() - width.., ..]).to_owned(),
            Held::NewestReplaced | Held::OldestReplaced | Held::Output | Held::TokenAlone | Held::Smeared => {
                let rows = next.nrows();
                let mut kept = match self.held {
                    Held::Output => next,
                    Held::TokenAlone => Array2::zeros(next.dim()),
                    Held::Smeared if rows > 0 => {
                        let one = if self.way == 1 { 0 } else { rows - 1 };
                        Array2::from_shape_fn(next.dim(), |(_, c)| old[[one, c]])
                    }
                    _ => old,
                };
                if rows > 0 {
                    let place = if self.held == Held::OldestReplaced { 0 } else { rows - 1 };
                    let row = if self.held == Held::Output { output.view() } else { token.row(0) };
                    kept.row_mut(place).assign(&row);
                }
                kept
            }
        };
        output
    }
}

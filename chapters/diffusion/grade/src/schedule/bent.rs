//! The bent solution of `schedule`.

use std::f64::consts::{FRAC_PI_2, PI};

use ndarray::{Array1, ArrayView1};

use super::Input;
use super::knobs::{Cosine, Cumulative, Knobs, Line, Only, Scaled, Snr};

/// A function of the exercise.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Linear,
    Scaled,
    Cosine,
    Cumulative,
    Snr,
}

/// Where single precision tells.
const SINGLE: [Of; 3] = [Of::Cosine, Of::Cumulative, Of::Snr];

impl Knobs {
    /// Whether a mistake that some functions can have is in this one.
    fn here(&self, those: &[Of], of: Of) -> bool {
        match self.only {
            Only::All => true,
            Only::First => those.first() == Some(&of),
            Only::Second => those.get(1) == Some(&of),
        }
    }

    /// The second way to make a mistake that has several.
    fn second(&self) -> bool {
        self.only == Only::Second
    }

    pub(super) fn run(&self, input: &Input) -> Array1<f64> {
        match input {
            Input::Linear { steps, first, last } => {
                self.asked(Of::Linear, self.line(Of::Linear, *steps, *first, *last))
            }
            Input::ScaledLinear { steps, first, last } => {
                self.asked(Of::Scaled, self.scaled(*steps, *first, *last))
            }
            Input::Cosine { steps } => self.asked(Of::Cosine, self.cosine(*steps)),
            Input::Cumulative(betas) if self.stateful => betas.lent(|betas| {
                let mut left = 1.0;
                betas.mapv(|beta| {
                    left *= 1.0 - beta;
                    left
                })
            }),
            Input::Cumulative(betas) => {
                betas.lent(|betas| self.cumulative(&self.read(Of::Cumulative, betas)))
            }
            Input::Snr(abar) => abar.lent(|abar| self.snr(&self.read(Of::Snr, abar))),
        }
    }

    /// β as it is returned.
    fn asked(&self, of: Of, betas: Array1<f64>) -> Array1<f64> {
        if self.alphas && self.here(&[Of::Linear, Of::Scaled, Of::Cosine], of) { 1.0 - betas } else { betas }
    }

    fn read(&self, of: Of, view: ArrayView1<'_, f64>) -> Array1<f64> {
        let here = self.here(&[Of::Cumulative, Of::Snr], of);
        if self.contiguous && here {
            view.as_slice().unwrap();
        }
        if self.memory_order && here {
            let (numbers, _) = view.to_owned().into_raw_vec_and_offset();
            return Array1::from_vec(numbers);
        }
        view.iter().copied().collect()
    }

    fn line(&self, of: Of, steps: usize, first: f64, last: f64) -> Array1<f64> {
        let line = if self.here(&[Of::Linear, Of::Scaled], of) { self.line } else { Line::Right };
        let whole = steps as f64;
        let scale = if line == Line::Rescaled { 1000.0 / whole } else { 1.0 };
        let (first, last) = (first * scale, last * scale);
        let between = |share: f64| first + (last - first) * share;
        Array1::from_shape_fn(steps, |t| {
            let at = t as f64;
            match line {
                Line::Open => between(at / whole),
                Line::Late => between((at + 1.0) / whole),
                Line::NoSingle => between(at / (whole - 1.0)),
                Line::SingleLast if steps == 1 => last,
                _ if steps == 1 => first,
                Line::Geometric => first * (last / first).powf(at / (whole - 1.0)),
                Line::Backwards => between((whole - 1.0 - at) / (whole - 1.0)),
                _ => between(at / (whole - 1.0)),
            }
        })
    }

    fn scaled(&self, steps: usize, first: f64, last: f64) -> Array1<f64> {
        let line = |first: f64, last: f64| self.line(Of::Scaled, steps, first, last);
        let roots = || line(first.sqrt(), last.sqrt());
        match self.scaled {
            Scaled::Right => roots().mapv(|root| root * root),
            Scaled::Plain => line(first, last),
            Scaled::NotSquared => roots(),
            Scaled::NotRooted => line(first, last).mapv(|beta| beta * beta),
            Scaled::RootOfLine => line(first, last).mapv(f64::sqrt),
        }
    }

    fn cosine(&self, steps: usize) -> Array1<f64> {
        let how = self.cosine;
        let whole = if how == Cosine::OverOneLess { (steps - 1) as f64 } else { steps as f64 };
        let f = |t: f64| {
            let share = match how {
                Cosine::NoOffset => t / whole,
                Cosine::OffsetInSteps => (t + 0.008) / whole / 1.008,
                Cosine::NotNormalised => t / whole + 0.008,
                _ => (t / whole + 0.008) / 1.008,
            };
            let angle = share * if how == Cosine::WithoutHalf { PI } else { FRAC_PI_2 };
            match how {
                Cosine::NotSquared => angle.cos(),
                _ => angle.cos().powi(2),
            }
        };
        let single = self.single && self.here(&SINGLE, Of::Cosine);
        Array1::from_shape_fn(steps, |t| {
            let t = t as f64;
            let beta = match how {
                Cosine::Kept => return f(t + 1.0) / f(0.0),
                Cosine::FromStart => 1.0 - f(t + 1.0) / f(0.0),
                Cosine::Late => 1.0 - f(t + 2.0) / f(t + 1.0),
                Cosine::Early if t == 0.0 && !self.second() => 0.0,
                Cosine::Early => 1.0 - f(t) / f(t - 1.0),
                Cosine::Difference => f(t) - f(t + 1.0),
                _ if single => {
                    let of = |t: f64| {
                        let angle = (t as f32 / whole as f32 + 0.008) / 1.008 * std::f32::consts::FRAC_PI_2;
                        angle.cos().powi(2)
                    };
                    return f64::from((1.0 - of(t + 1.0) / of(t)).min(0.999));
                }
                _ => 1.0 - f(t + 1.0) / f(t),
            };
            match how {
                Cosine::NotClipped => beta,
                Cosine::ClippedTwice => beta.clamp(0.0001, 0.9999),
                Cosine::ClippedLate => beta.min(if self.second() { 0.99 } else { 0.9999 }),
                _ => beta.min(0.999),
            }
        })
    }

    fn cumulative(&self, betas: &Array1<f64>) -> Array1<f64> {
        let product = |factor: &dyn Fn(f64) -> f64| {
            let mut left = 1.0;
            betas.mapv(|beta| {
                left *= factor(beta);
                left
            })
        };
        let sum = || {
            let mut sum = 0.0;
            betas.mapv(|beta| {
                sum += beta;
                sum
            })
        };
        let right = || product(&|beta| 1.0 - beta);
        match self.cumulative {
            Cumulative::Right if self.single && self.here(&SINGLE, Of::Cumulative) => {
                let mut left = 1.0_f32;
                betas.mapv(|beta| {
                    left *= 1.0 - beta as f32;
                    f64::from(left)
                })
            }
            Cumulative::Right => right(),
            Cumulative::OfBetas => product(&|beta| beta),
            Cumulative::Sum => 1.0 - sum(),
            Cumulative::Exponential => sum().mapv(|sum| (-sum).exp()),
            Cumulative::Root => right().mapv(f64::sqrt),
            Cumulative::Exclusive => {
                let mut before = 1.0;
                right().mapv(|left| std::mem::replace(&mut before, left))
            }
            Cumulative::OneMore => std::iter::once(1.0).chain(right()).collect(),
            Cumulative::Own => betas.mapv(|beta| 1.0 - beta),
            Cumulative::Noise => 1.0 - right(),
            Cumulative::FromEnd => {
                let mut left = 1.0;
                let backwards: Vec<f64> = betas
                    .iter()
                    .rev()
                    .map(|beta| {
                        left *= 1.0 - beta;
                        left
                    })
                    .collect();
                backwards.into_iter().rev().collect()
            }
        }
    }

    fn snr(&self, abar: &Array1<f64>) -> Array1<f64> {
        abar.mapv(|left| {
            let right = left / (1.0 - left);
            match self.snr {
                Snr::Right if self.single && self.here(&SINGLE, Of::Snr) => {
                    let left = left as f32;
                    f64::from(left / (1.0 - left))
                }
                Snr::Right => right,
                Snr::Root => right.sqrt(),
                Snr::Inverse => (1.0 - left) / left,
                Snr::Log if self.second() => 0.5 * right.ln(),
                Snr::Log => right.ln(),
                Snr::Squares => left * left / (1.0 - left * left),
                Snr::NoiseRoot => left / (1.0 - left).sqrt(),
                Snr::SignalRoot => left.sqrt() / (1.0 - left),
                Snr::Whole => 1.0 / (1.0 - left),
                Snr::Guarded => left / (1.0 - left + if self.second() { 1e-5 } else { 1e-8 }),
            }
        })
    }
}

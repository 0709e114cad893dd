//! The bent solution of `vp_sde`, in double precision.

use judge::{Matrix, slips};
use ndarray::Array2;

use super::knobs::{Beta, F, Function, Knobs, Marginal, Score, Step, Ve};
use super::{Answered, Input};

impl Knobs {
    fn beta(&self, t: f64, [first, last]: [f64; 2]) -> f64 {
        match self.beta {
            Beta::Right => first + t * (last - first),
            Beta::NotDifference => first + t * last,
            Beta::Reversed => last + t * (first - last),
            Beta::Roots => (first.sqrt() + t * (last.sqrt() - first.sqrt())).powi(2),
            Beta::WithoutFirst => t * (last - first),
            Beta::Last => last,
        }
    }

    fn integral(&self, t: f64, betas: [f64; 2]) -> f64 {
        let [first, last] = betas;
        let rise = last - first;
        if self.product {
            return self.beta(t, betas) * t;
        }
        match self.beta {
            Beta::Right => first * t + rise * t * t / 2.0,
            Beta::NotDifference => first * t + last * t * t / 2.0,
            // The whole time, or the line from the other end.
            Beta::Reversed if self.second => last * t - rise * t * t / 2.0,
            Beta::Reversed => first * (1.0 - t) + rise * (1.0 - t).powi(2) / 2.0,
            Beta::Roots => {
                let (root, rise) = (first.sqrt(), last.sqrt() - first.sqrt());
                first * t + root * rise * t * t + rise * rise * t.powi(3) / 3.0
            }
            Beta::WithoutFirst => rise * t * t / 2.0,
            Beta::Last => last * t,
        }
    }

    fn marginal(&self, t: f64, betas: [f64; 2]) -> (f64, f64) {
        let integral = self.integral(t, betas);
        let (coefficient, deviation) = ((-integral / 2.0).exp(), (-(-integral).exp_m1()).sqrt());
        match self.marginal {
            Marginal::Right => (coefficient, deviation),
            // What is made of the coefficient may be right or not.
            Marginal::CoefficientSquared if self.second => {
                ((-integral).exp(), (1.0 - (-2.0 * integral).exp()).sqrt())
            }
            Marginal::CoefficientSquared => ((-integral).exp(), deviation),
            Marginal::Variance => (coefficient, deviation * deviation),
            Marginal::NotSquared => (coefficient, (1.0 - coefficient).sqrt()),
            Marginal::Complement => (coefficient, 1.0 - coefficient),
            Marginal::Single => {
                let integral = integral as f32;
                let coefficient = (-0.5 * integral).exp();
                let square = if self.second { coefficient * coefficient } else { (-integral).exp() };
                (f64::from(coefficient), f64::from((1.0 - square).sqrt()))
            }
            Marginal::Swapped => (deviation, coefficient),
            Marginal::Exploding => (coefficient, integral.sqrt()),
        }
    }

    fn explodes(&self, t: f64, [smallest, largest]: [f64; 2]) -> (f64, f64) {
        let t = if self.beta == Beta::Reversed { 1.0 - t } else { t };
        let log = (largest / smallest).ln();
        let sigma = match self.ve {
            Ve::Linear => smallest + t * (largest - smallest),
            _ => smallest * (t * log).exp(),
        };
        match self.ve {
            Ve::Sigma => (sigma, sigma),
            Ve::Derivative => (sigma, sigma * log),
            Ve::WithoutRoot => (sigma, 2.0 * sigma * log),
            Ve::WithoutTwo => (sigma, sigma * log.sqrt()),
            Ve::Squared => (sigma, 2.0 * sigma * sigma * log),
            Ve::Variance => (sigma * sigma, sigma * (2.0 * log).sqrt()),
            // g of the line: g² = 2 σ times its slope.
            Ve::Linear if self.second => (sigma, (2.0 * sigma * (largest - smallest)).sqrt()),
            Ve::Added => ((sigma * sigma - smallest * smallest).max(0.0).sqrt(), sigma * (2.0 * log).sqrt()),
            Ve::Right | Ve::Linear => (sigma, sigma * (2.0 * log).sqrt()),
        }
    }

    /// The drift of a number; `flow` is that of the equation without noise.
    fn drift(&self, flow: bool, x: f64, score: f64, beta: f64) -> f64 {
        let share = if flow { 0.5 } else { 1.0 };
        let f = match self.f {
            F::Right => -0.5 * beta * x,
            F::NotHalved => -beta * x,
            F::Positive => 0.5 * beta * x,
            F::Missing => 0.0,
            F::WithoutBeta => -0.5 * x,
            F::RootBeta => -0.5 * beta.sqrt() * x,
        };
        let pull = match self.score {
            Score::Right => share * beta * score,
            Score::Added => -share * beta * score,
            Score::Missing => 0.0,
            Score::Half => 0.5 * beta * score,
            Score::Whole => beta * score,
            Score::RootBeta => share * beta.sqrt() * score,
            Score::BetaSquared => share * beta * beta * score,
            Score::WithoutBeta => share * score,
        };
        if self.negative { pull - f } else { f - pull }
    }

    fn read(&self, matrix: &Matrix, first: bool) -> Array2<f64> {
        let held = matrix.held();
        let here = first || !self.second;
        if self.contiguous && here {
            slips::as_slices(held.view(), false);
        }
        let read =
            if self.memory_order && here { slips::memory_of(held.view()) } else { held.view().to_owned() };
        read.mapv(f64::from)
    }

    fn stepped(&self, [x, score, noise]: [f64; 3], [t, dt]: [f64; 2], betas: [f64; 2]) -> f64 {
        let beta = self.beta(if self.step == Step::AtTheEnd { t - dt } else { t }, betas);
        let drift = self.drift(false, x, score, beta);
        let spread = match self.step {
            Step::NoNoise => 0.0,
            Step::NoiseByDt => beta.sqrt() * dt,
            Step::NoiseWithoutDt => beta.sqrt(),
            Step::NoiseWithoutG => dt.sqrt(),
            Step::NoiseByBeta => beta * dt.sqrt(),
            Step::Langevin => (2.0 * beta * dt).sqrt(),
            Step::NoiseSubtracted => -(beta * dt).sqrt(),
            Step::HalfNoise => 0.5 * (beta * dt).sqrt(),
            Step::Right | Step::Forward | Step::AtTheEnd | Step::Ddpm => (beta * dt).sqrt(),
        };
        if self.step == Step::Ddpm {
            let kept = (1.0 - beta * dt).sqrt();
            let pulled = if self.second {
                (2.0 - kept) * x + beta * dt * score
            } else {
                (x + beta * dt * score) / kept
            };
            return pulled + spread * noise;
        }
        // A drift that points back already is added.
        let back = if self.step == Step::Forward { 1.0 } else { -1.0 };
        let back = if self.negative && self.second { -back } else { back };
        x + back * drift * dt + spread * noise
    }

    pub(super) fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Marginal { times, betas } => {
                let knobs = self.within(Function::Marginal);
                let (a, b) = times.iter().map(|&t| knobs.marginal(t, *betas)).unzip();
                Answered::Marginal(a, b)
            }
            Input::Ve { times, sigmas } => {
                let knobs = self.within(Function::Ve);
                let (a, b) = times.iter().map(|&t| knobs.explodes(t, *sigmas)).unzip();
                Answered::Ve(a, b)
            }
            Input::Drift { flow, x, score, t, betas } => {
                let knobs = self.within(if *flow { Function::Flow } else { Function::Reverse });
                let (x, score) = (knobs.read(x, true), knobs.read(score, false));
                let beta = knobs.beta(*t, *betas);
                let drift =
                    Array2::from_shape_fn(x.dim(), |at| knobs.drift(*flow, x[at], score[at], beta) as f32);
                Answered::Drift(*flow, drift)
            }
            Input::Step { x, score, noise, t, dt, betas } => {
                let knobs = self.within(Function::Step);
                let (x, score, noise) =
                    (knobs.read(x, true), knobs.read(score, false), knobs.read(noise, false));
                let next = |at| knobs.stepped([x[at], score[at], noise[at]], [*t, *dt], *betas) as f32;
                Answered::Step(Array2::from_shape_fn(x.dim(), next))
            }
        }
    }
}

//! The solution of `mixed_precision` with knobs.

use sharding::{Mixed, Recipe};

/// How the gradients of replicas become one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Reduce {
    #[default]
    Mean,
    Sum,
    /// Rounded to the format after each addition.
    Narrow,
    First,
}

/// What is done with the scale before the step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Unscale {
    #[default]
    Once,
    Never,
    Twice,
    /// Multiplied instead of divided.
    Multiplied,
    /// By the scale of the next step.
    ByNext,
    /// Rounded to the format when it has been divided.
    Narrow,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Check {
    #[default]
    Finite,
    Nothing,
    InfiniteOnly,
    NanOnly,
    FirstReplica,
    /// What is not finite is 0, and the step a good one.
    Zeroed,
    /// The same, and the scale backs off.
    ByElement,
    /// A step is taken, and the scale backs off.
    AfterTheStep,
}

/// How a skipped step changes the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Skip {
    #[default]
    Backoff,
    NoBackoff,
    Grows,
    AtLeastOne,
    /// By 2 and ½, whatever the recipe says.
    ByHalf,
    ToStart,
    /// It may grow to infinity.
    Infinite,
}

/// How good steps are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Count {
    #[default]
    Right,
    KeptOnSkip,
    SkippedToo,
    NotReset,
    /// Unless the scale could not grow.
    ResetIfGrown,
    OneLate,
    OneEarly,
    Never,
    Always,
    /// `growth` is added.
    Added,
}

/// How gradients are clipped.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Clip {
    #[default]
    ByNorm,
    Never,
    /// Before they are divided by the scale.
    Scaled,
    /// Short ones are made longer.
    Always,
    ByValue,
    /// The square of the norm is taken for it.
    Square,
    /// The largest number is.
    Largest,
    EachReplica,
}

/// Which weights take the step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Weights {
    #[default]
    Master,
    FromWorking,
    MasterRounded,
    WorkingStale,
    WorkingNotRounded,
    /// The lower half of their bits is cut off.
    WorkingCut,
    /// The working weights take a step of their own.
    WorkingStepped,
    Upwards,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) reduce: Reduce,
    pub(super) unscale: Unscale,
    pub(super) check: Check,
    pub(super) skip: Skip,
    pub(super) count: Count,
    pub(super) clip: Clip,
    pub(super) weights: Weights,
    pub(super) or_more: bool,
    pub(super) double: bool,
}

impl Knobs {
    pub(super) fn step(&self, state: &Mixed, gradients: &[Vec<f32>], recipe: Recipe) -> Mixed {
        let Mixed { master, working, scale, good } = state.clone();
        let mean = self.mean(master.len(), gradients, scale, recipe);
        let (next_scale, next_good) = self.grown(scale, good, recipe);
        let by = if self.unscale == Unscale::ByNext { next_scale } else { scale };
        let mut gradient: Vec<f64> = mean.iter().map(|&x| self.unscaled(x, f64::from(by), recipe)).collect();
        let bad = match self.check {
            Check::Nothing | Check::Zeroed => false,
            Check::InfiniteOnly => gradient.iter().any(|x| x.is_infinite()),
            Check::NanOnly => gradient.iter().any(|x| x.is_nan()),
            Check::FirstReplica => gradients[0].iter().any(|x| !x.is_finite()),
            _ => gradient.iter().any(|x| !x.is_finite()),
        };
        let stays = !matches!(self.check, Check::ByElement | Check::AfterTheStep);
        if bad && stays {
            let (scale, good) = self.backed_off(scale, good, recipe);
            return Mixed { master, working, scale, good };
        }
        if matches!(self.check, Check::Zeroed | Check::ByElement) {
            gradient.iter_mut().filter(|x| !x.is_finite()).for_each(|x| *x = 0.0);
        }
        self.clipped(&mut gradient, &mean, recipe);
        let rate = f64::from(recipe.rate) * if self.weights == Weights::Upwards { -1.0 } else { 1.0 };
        let start = if self.weights == Weights::FromWorking { &working } else { &master };
        let stepped = |start: &[f32]| -> Vec<f32> {
            start
                .iter()
                .zip(&gradient)
                .map(|(&w, x)| self.narrowed(f64::from(w) - self.f32(rate * x)))
                .collect()
        };
        let round = |values: &[f32]| -> Vec<f32> { values.iter().map(|&w| recipe.format.round(w)).collect() };
        let mut next = stepped(start);
        if self.weights == Weights::MasterRounded {
            next = round(&next);
        }
        let working = match self.weights {
            Weights::WorkingStale => working,
            Weights::WorkingNotRounded => next.clone(),
            Weights::WorkingCut => next.iter().map(|w| f32::from_bits(w.to_bits() & 0xffff_0000)).collect(),
            Weights::WorkingStepped => round(&stepped(&working)),
            _ => round(&next),
        };
        let (scale, good) = if bad { self.backed_off(scale, good, recipe) } else { (next_scale, next_good) };
        Mixed { master: next, working, scale, good }
    }

    fn f32(&self, x: f64) -> f64 {
        if self.double { x } else { f64::from(x as f32) }
    }

    #[allow(clippy::unused_self)]
    fn narrowed(&self, x: f64) -> f32 {
        x as f32
    }

    fn mean(&self, len: usize, gradients: &[Vec<f32>], scale: f32, recipe: Recipe) -> Vec<f64> {
        let mut sums = vec![0.0_f64; len];
        let used = if self.reduce == Reduce::First { &gradients[..1] } else { gradients };
        for replica in used {
            let values: Vec<f64> = replica.iter().map(|&x| f64::from(x)).collect();
            let factor = if self.clip == Clip::EachReplica {
                let norm = values.iter().map(|x| x * x).sum::<f64>().sqrt() / f64::from(scale);
                (f64::from(recipe.max_norm) / (norm + 1e-6)).min(1.0)
            } else {
                1.0
            };
            for (sum, x) in sums.iter_mut().zip(values) {
                *sum = self.f32(*sum + factor * x);
                if self.reduce == Reduce::Narrow {
                    *sum = f64::from(recipe.format.round(*sum as f32));
                }
            }
        }
        let by = if self.reduce == Reduce::Sum { 1.0 } else { used.len() as f64 };
        sums.iter().map(|sum| self.f32(sum / by)).collect()
    }

    fn unscaled(&self, x: f64, scale: f64, recipe: Recipe) -> f64 {
        match self.unscale {
            Unscale::Once | Unscale::ByNext => self.f32(x / scale),
            Unscale::Never => x,
            Unscale::Twice => self.f32(x / scale / scale),
            Unscale::Multiplied => self.f32(x * scale),
            Unscale::Narrow => f64::from(recipe.format.round((x / scale) as f32)),
        }
    }

    fn clipped(&self, gradient: &mut [f64], scaled: &[f64], recipe: Recipe) {
        let most = f64::from(recipe.max_norm);
        // In single precision the square of 10²⁰ is infinite.
        let norm = |values: &[f64]| self.f32(self.f32(values.iter().map(|x| x * x).sum::<f64>()).sqrt());
        let of = match self.clip {
            Clip::ByNorm | Clip::Always => norm(gradient),
            Clip::Square => norm(gradient).powi(2),
            Clip::Scaled => norm(scaled),
            Clip::Largest => gradient.iter().fold(0.0_f64, |most, x| most.max(x.abs())),
            Clip::Never | Clip::EachReplica => return,
            Clip::ByValue => {
                gradient.iter_mut().for_each(|x| *x = x.max(-most).min(most));
                return;
            }
        };
        let factor = most / (of + 1e-6);
        let factor = if self.clip == Clip::Always { factor } else { factor.min(1.0) };
        gradient.iter_mut().for_each(|x| *x = self.f32(*x * factor));
    }
}

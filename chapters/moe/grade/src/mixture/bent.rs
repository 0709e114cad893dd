//! The bent solution of `mixture`: its knobs, and what it computes.

use judge::slips;
use moe::Feedback;
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Input, Said, Which};

/// How the gradient with respect to the gate becomes that of its logits, in the two squared losses.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Jacobian {
    #[default]
    Softmax,
    Nothing,
    NotCentred,
    Diagonal,
    Negated,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blended {
    #[default]
    Right,
    Competitive,
    OwnError,
    NoGate,
    NoTwo,
    NoTwoInOutputs,
    NoTwoInLogits,
    Halved,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Competitive {
    #[default]
    Right,
    Blended,
    NoGate,
    NoTwo,
    Halved,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Likelihood {
    #[default]
    Right,
    LogInside,
    Constant,
    Unnormalised,
    NoLog,
    LogSign,
    OfTheBlend,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum LikelihoodOutputs {
    #[default]
    Shares,
    Gates,
    Two,
    NoShare,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum LikelihoodLogits {
    #[default]
    Right,
    Flipped,
    SharesAlone,
    OfGate,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Exponentials {
    #[default]
    FromLargest,
    Naive,
    Guarded,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Epsilon {
    E8,
    #[default]
    E10,
    E12,
    E30,
    Machine,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) jacobian: Jacobian,
    pub(super) jacobian_in: Option<Which>,
    pub(super) blended: Blended,
    pub(super) competitive: Competitive,
    pub(super) likelihood: Likelihood,
    pub(super) likelihood_outputs: LikelihoodOutputs,
    pub(super) likelihood_logits: LikelihoodLogits,
    pub(super) exponentials: Exponentials,
    pub(super) epsilon: Epsilon,
    pub(super) no_half: bool,
    pub(super) no_prior: bool,
    pub(super) mean_square: bool,
    pub(super) no_softmax: bool,
    pub(super) no_max: bool,
    pub(super) ascent_outputs: bool,
    pub(super) ascent: bool,
    pub(super) contiguous: bool,
    pub(super) consistent: bool,
    pub(super) apart: bool,
    pub(super) one_dimension: bool,
    pub(super) vector_slices: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Said {
        if self.contiguous {
            let (logits, outputs, target) = (input.logits.held(), input.outputs.held(), input.target.held());
            logits.view().as_slice().unwrap();
            target.view().as_slice().unwrap();
            if !self.vector_slices {
                slips::as_slices(outputs.view(), self.row_slices);
            }
        }
        if self.double { self.compute::<f64>(input) } else { self.compute::<f32>(input) }
    }

    fn compute<T: NdFloat>(&self, input: &Input) -> Said {
        let number = |x: f64| T::from(x).expect("every float is one");
        let cast = |x: f32| number(f64::from(x));
        let logits = input.logits.values.mapv(cast);
        let outputs = input.outputs.values.mapv(cast);
        let target = input.target.values.mapv(cast);
        let (zero, one, two, half) = (T::zero(), T::one(), number(2.0), number(0.5));
        let width = number(outputs.ncols() as f64);

        let gate = if self.no_softmax { logits.clone() } else { self.softmax(&logits) };
        let errors: Array2<T> = outputs.mapv(|o| -o) + &target;
        let share = if self.mean_square { one / width } else { one };
        let squares = (&errors * &errors).sum_axis(Axis(1)) * share;
        let blend = gate.dot(&outputs);
        let error = &target - &blend;
        let by_row = |weights: &Array1<T>, rows: &Array2<T>, factor: T| {
            rows * &weights.mapv(|w| w * factor).insert_axis(Axis(1))
        };
        let elsewhere = self.jacobian_in.is_some_and(|which| which != input.which);
        let through = |g: &Array1<T>| match if elsewhere { Jacobian::Softmax } else { self.jacobian } {
            Jacobian::Softmax => &gate * &(g - gate.dot(g)),
            Jacobian::Nothing => g.clone(),
            Jacobian::NotCentred => &gate * g,
            Jacobian::Diagonal => &gate * &gate.mapv(|p| one - p) * g,
            Jacobian::Negated => (&gate * &(g - gate.dot(g))).mapv(|x| -x),
        };

        let blended = || {
            let all = Array2::from_shape_fn(outputs.dim(), |(_, c)| error[c]);
            let scale = -two * share;
            let loss = error.dot(&error) * share;
            let of_gate = outputs.dot(&error) * scale;
            (loss, by_row(&gate, &all, scale), through(&of_gate))
        };
        let competitive = || (gate.dot(&squares), by_row(&gate, &errors, -two * share), through(&squares));

        // The exponents of the mixture, ln p − ½ ‖d − o‖².
        let exponent = if self.no_half { one } else { half };
        let log_gate = if self.no_softmax { gate.mapv(T::ln) } else { &logits - self.log_sum(&logits) };
        let joint = &log_gate - &(&squares * exponent);
        let epsilon = number(match self.epsilon {
            Epsilon::E8 => 1e-8,
            Epsilon::E10 => 1e-10,
            Epsilon::E12 => 1e-12,
            Epsilon::E30 => 1e-30,
            Epsilon::Machine => f64::from(f32::EPSILON),
        });
        let shares_of = |joint: &Array1<T>| match self.exponentials {
            Exponentials::FromLargest => {
                let mut weights = joint.clone();
                slips::softmax(&mut weights, slips::largest(joint));
                weights
            }
            Exponentials::Naive | Exponentials::Guarded => {
                let guard = if self.exponentials == Exponentials::Naive { zero } else { epsilon };
                let weights = &gate * &squares.mapv(|s| (-exponent * s).exp());
                let sum = weights.sum() + guard;
                weights.mapv(|w| w / sum)
            }
        };
        let right_shares = shares_of(&joint);
        let shares = if self.no_prior { shares_of(&(&squares * -exponent)) } else { right_shares.clone() };

        let (loss, mut of_outputs, mut of_logits) = match input.which {
            Which::Responsibilities => {
                return Said::Shares(shares.mapv(|h| h.to_f32().expect("a float")));
            }
            Which::Blended => {
                let (loss, of_outputs, of_logits) = blended();
                match self.blended {
                    Blended::Right => (loss, of_outputs, of_logits),
                    Blended::Competitive => competitive(),
                    Blended::OwnError => (loss, by_row(&gate, &errors, -two * share), of_logits),
                    Blended::NoGate => {
                        let all = Array2::from_shape_fn(outputs.dim(), |(_, c)| error[c] * -two * share);
                        (loss, all, of_logits)
                    }
                    Blended::NoTwo => (loss, of_outputs * half, of_logits * half),
                    Blended::NoTwoInOutputs => (loss, of_outputs * half, of_logits),
                    Blended::NoTwoInLogits => (loss, of_outputs, of_logits * half),
                    Blended::Halved => (loss * half, of_outputs * half, of_logits * half),
                }
            }
            Which::Competitive => {
                let (loss, of_outputs, of_logits) = competitive();
                match self.competitive {
                    Competitive::Right => (loss, of_outputs, of_logits),
                    Competitive::Blended => blended(),
                    Competitive::NoGate => (loss, &errors * (-two * share), of_logits),
                    Competitive::NoTwo => (loss, of_outputs * half, of_logits),
                    Competitive::Halved => (loss * half, of_outputs * half, of_logits * half),
                }
            }
            Which::Likelihood => {
                let shares = if self.apart { right_shares } else { shares };
                let inside = gate.dot(&squares) * exponent;
                let log = match self.exponentials {
                    Exponentials::FromLargest if self.no_prior && self.consistent => {
                        Self::log_sum_safe(&(&squares * -exponent))
                    }
                    Exponentials::FromLargest => Self::log_sum_safe(&joint),
                    Exponentials::Naive | Exponentials::Guarded => {
                        let guard = if self.exponentials == Exponentials::Naive { zero } else { epsilon };
                        ((&gate * &squares.mapv(|s| (-exponent * s).exp())).sum() + guard).ln()
                    }
                };
                let dimensions = if self.one_dimension { one } else { width };
                let two_pi = number((2.0 * std::f64::consts::PI).ln());
                let loss = match self.likelihood {
                    Likelihood::Right | Likelihood::OfTheBlend => -log,
                    Likelihood::LogInside => inside,
                    Likelihood::Constant => -log + half * dimensions * two_pi,
                    Likelihood::Unnormalised => -log - self.log_sum(&logits),
                    Likelihood::NoLog => -log.exp(),
                    Likelihood::LogSign => log,
                };
                // What −ln Σ p exp(−‖d − o‖²) has for a slope, if the ½ is left out there too.
                let slope = if self.consistent { two * exponent * share } else { one };
                let of_outputs = match self.likelihood_outputs {
                    LikelihoodOutputs::Shares => by_row(&shares, &errors, -slope),
                    LikelihoodOutputs::Gates => by_row(&gate, &errors, -slope),
                    LikelihoodOutputs::Two => by_row(&shares, &errors, -two * slope),
                    LikelihoodOutputs::NoShare => &errors * -slope,
                };
                let of_logits = match self.likelihood_logits {
                    LikelihoodLogits::Right => &gate - &shares,
                    LikelihoodLogits::Flipped => &shares - &gate,
                    LikelihoodLogits::SharesAlone => shares.mapv(|h| -h),
                    LikelihoodLogits::OfGate => shares.mapv(|h| -h) / &gate,
                };
                match self.likelihood {
                    Likelihood::OfTheBlend => {
                        let (loss, of_outputs, of_logits) = blended();
                        (loss * half, of_outputs * half, of_logits * half)
                    }
                    Likelihood::LogInside if self.consistent => {
                        let slope = &gate * &(&squares * exponent - inside);
                        (loss, by_row(&gate, &errors, -one), slope)
                    }
                    _ => (loss, of_outputs, of_logits),
                }
            }
        };
        if self.ascent_outputs || self.ascent {
            of_outputs.mapv_inplace(|g| -g);
        }
        if self.ascent {
            of_logits.mapv_inplace(|g| -g);
        }
        let float = |x: T| x.to_f32().expect("a float");
        Said::Feedback(
            input.which,
            Feedback { loss: float(loss), outputs: of_outputs.mapv(float), logits: of_logits.mapv(float) },
        )
    }

    fn log_sum<T: NdFloat>(&self, values: &Array1<T>) -> T {
        if self.no_max && !self.apart { values.mapv(T::exp).sum().ln() } else { Self::log_sum_safe(values) }
    }

    fn log_sum_safe<T: NdFloat>(values: &Array1<T>) -> T {
        let largest = slips::largest(values);
        largest + values.mapv(|v| (v - largest).exp()).sum().ln()
    }

    fn softmax<T: NdFloat>(&self, logits: &Array1<T>) -> Array1<T> {
        let mut weights = logits.clone();
        slips::softmax(&mut weights, if self.no_max { T::zero() } else { slips::largest(logits) });
        weights
    }
}

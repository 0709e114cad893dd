//! The typical mistakes of `mixture`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use judge::slips::{as_slices, assumes_contiguous};
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Input, Said, Which};
use moe::Feedback;

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

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_half",
            "the exponent is −‖d − o‖², without the ½ of a Gaussian of variance 1: errors count twice as much against the gate.",
            |k| k.no_half = true,
        ),
        Mistake::new(
            "log_inside",
            "the logarithm has moved inside the sum: Σ p · ½ ‖d − o‖². That is half the competitive loss. The likelihood's loss is \
             smaller (Jensen): −ln Σ p · exp(−½ ‖d − o‖²).",
            |k| k.likelihood = Likelihood::LogInside,
        ),
        Mistake::new(
            "underflow",
            "far from every expert each exp(−½ ‖d − o‖²) is 0: the loss becomes ∞ and the responsibilities 0/0. Work with logit \
             − ½ ‖d − o‖², and subtract the largest before exp.",
            |k| k.exponentials = Exponentials::Naive,
        ),
        Mistake::new(
            "own_error",
            "in the blended loss each expert is told its own error, d − o[i]. Only the blend occurs in that loss: all are told \
             the error of the blend, times their gates. That is what lets them lean on each other.",
            |k| k.blended = Blended::OwnError,
        ),
        Mistake::new(
            "gate_for_share",
            "in the likelihood the error of an expert is multiplied by its gate p[i]. It is multiplied by its responsibility h[i], \
             which knows how well the expert did on this example.",
            |k| k.likelihood_outputs = LikelihoodOutputs::Gates,
        ),
        Mistake::new(
            "gate_sign",
            "the gradient of the likelihood's logits has the wrong sign: it is p − h. A step downhill then raises the gate of the \
             expert that did better than its gate expected; yours runs away from it.",
            |k| k.likelihood_logits = LikelihoodLogits::Flipped,
        ),
        Mistake::new(
            "of_the_gate",
            "the gradient of the blended or competitive loss is taken with respect to the gate p, not to its logits. It has to go \
             through the softmax: p[i] (g[i] − Σ p[j] g[j]).",
            |k| k.jacobian = Jacobian::Nothing,
        ),
        Mistake::new(
            "not_centred",
            "on the way through the softmax Σ p[j] g[j] is not subtracted: p[i] · g[i] alone would lower every logit at once. The \
             gradient of the logits sums to 0.",
            |k| k.jacobian = Jacobian::NotCentred,
        ),
        Mistake::new(
            "diagonal_jacobian",
            "p (1 − p) g takes the softmax for a sigmoid: that is the diagonal of its Jacobian. A logit moves all the gates.",
            |k| k.jacobian = Jacobian::Diagonal,
        ),
        Mistake::new(
            "gate_sign_squared",
            "the gradients of the logits of the blended and the competitive loss have the wrong sign.",
            |k| k.jacobian = Jacobian::Negated,
        ),
        Mistake::new(
            "blended_for_competitive",
            "the competitive loss blends the outputs first and then takes the distance. Each output has a distance of its own: \
             Σ p ‖d − o‖².",
            |k| k.competitive = Competitive::Blended,
        ),
        Mistake::new(
            "competitive_for_blended",
            "the blended loss is the mean of the distances. It is the distance of the mean: ‖d − Σ p o‖².",
            |k| k.blended = Blended::Competitive,
        ),
        Mistake::new(
            "blend_in_likelihood",
            "the likelihood is that of one Gaussian around the blend, ½ ‖d − Σ p o‖². The mixture has one around each expert.",
            |k| k.likelihood = Likelihood::OfTheBlend,
        ),
        Mistake::new(
            "constant",
            "the loss contains ½ d ln 2π, the constant of the Gaussian. It is left out here, so that the loss is 0 when every \
             expert is exact.",
            |k| k.likelihood = Likelihood::Constant,
        ),
        Mistake::new(
            "no_prior",
            "the responsibilities leave out the gate: exp(−½ ‖d − o[i]‖²) divided by the sum of these. It is p[i] · exp(…), \
             divided by the sum of that.",
            |k| k.no_prior = true,
        ),
        Mistake::new(
            "mean_square",
            "‖d − o‖² is the mean of the squares, not their sum: the loss becomes smaller the wider the outputs are.",
            |k| k.mean_square = true,
        ),
        Mistake::new(
            "no_two_in_blended",
            "the gradients of the blended loss lack the factor 2 of a square.",
            |k| {
                k.blended = Blended::NoTwo;
            },
        ),
        Mistake::new(
            "no_two_in_blended_outputs",
            "the gradient of the blended loss with respect to the outputs lacks the factor 2 of a square.",
            |k| k.blended = Blended::NoTwoInOutputs,
        ),
        Mistake::new(
            "no_two_in_blended_logits",
            "the gradient of the blended loss with respect to the logits lacks the factor 2 of a square.",
            |k| k.blended = Blended::NoTwoInLogits,
        ),
        Mistake::new(
            "halved_blended",
            "the blended loss has a ½ before the square, as regression often has. Here it has none.",
            |k| k.blended = Blended::Halved,
        ),
        Mistake::new(
            "no_two_in_competitive",
            "the gradient of the competitive loss with respect to the outputs lacks the factor 2 of a square.",
            |k| k.competitive = Competitive::NoTwo,
        ),
        Mistake::new(
            "halved_competitive",
            "the competitive loss has a ½ before the square, as regression often has. Here it has none.",
            |k| k.competitive = Competitive::Halved,
        ),
        Mistake::new(
            "two_in_likelihood",
            "the gradient of the likelihood with respect to the outputs has a factor 2. The ½ in the exponent cancels it: \
             −h (d − o).",
            |k| k.likelihood_outputs = LikelihoodOutputs::Two,
        ),
        Mistake::new(
            "no_gate_in_blended",
            "the gradient of the blended loss with respect to an output lacks the gate: an expert with gate 0 is taught as much \
             as the others.",
            |k| k.blended = Blended::NoGate,
        ),
        Mistake::new(
            "no_gate_in_competitive",
            "the gradient of the competitive loss with respect to an output lacks the gate: every expert is taught every example.",
            |k| k.competitive = Competitive::NoGate,
        ),
        Mistake::new(
            "no_share",
            "the gradient of the likelihood with respect to an output lacks the responsibility: every expert is taught every \
             example.",
            |k| k.likelihood_outputs = LikelihoodOutputs::NoShare,
        ),
        Mistake::new(
            "shares_alone",
            "the gradient of the likelihood's logits is −h. The softmax behind the gate gives its part too: p − h.",
            |k| k.likelihood_logits = LikelihoodLogits::SharesAlone,
        ),
        Mistake::new(
            "of_the_gate_in_likelihood",
            "the gradient of the likelihood is taken with respect to the gate: −h/p. With respect to the logits it is p − h.",
            |k| k.likelihood_logits = LikelihoodLogits::OfGate,
        ),
        Mistake::new(
            "unnormalised_gate",
            "the loss takes the logit for ln p. The responsibilities do not see that, since a number common to all cancels in them; the \
             loss does: ln p[i] is the logit less the log-sum-exp of all logits.",
            |k| k.likelihood = Likelihood::Unnormalised,
        ),
        Mistake::new("no_log", "the likelihood's loss lacks the logarithm.", |k| {
            k.likelihood = Likelihood::NoLog;
        }),
        Mistake::new(
            "log_sign",
            "the loss is the logarithm of the likelihood, not minus the logarithm.",
            |k| {
                k.likelihood = Likelihood::LogSign;
            },
        ),
        Mistake::new(
            "guarded_log",
            "a small number is added to the sum of exponentials, so that its logarithm is not −∞. Far from every expert the \
             loss is then the logarithm of that number, and the gradient 0: nobody learns where everybody is wrong. Subtract \
             the largest exponent instead.",
            |k| k.exponentials = Exponentials::Guarded,
        ),
        Mistake::new("no_softmax", "the logits are taken for the gate. The gate is their softmax.", |k| {
            k.no_softmax = true
        }),
        Mistake::new(
            "no_max",
            "the softmax of the gate does not subtract the largest logit: exp overflows above 88.7.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "ascent_outputs",
            "the gradients with respect to the outputs have the wrong sign: what you return is the step that an expert should \
             take. The derivative of ‖d − o‖² is −2 (d − o).",
            |k| k.ascent_outputs = true,
        ),
        Mistake::new(
            "ascent",
            "all gradients have the wrong sign: what you return are the steps downhill. A gradient points uphill, and a step \
             subtracts it.",
            |k| k.ascent = true,
        ),
        assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Said {
        if self.contiguous {
            let (logits, outputs, target) = (input.logits.held(), input.outputs.held(), input.target.held());
            logits.view().as_slice().unwrap();
            target.view().as_slice().unwrap();
            if !self.vector_slices {
                as_slices(outputs.view(), self.row_slices);
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
                let largest = joint.fold(T::neg_infinity(), |a, &b| a.max(b));
                let weights = joint.mapv(|j| (j - largest).exp());
                let sum = weights.sum();
                weights.mapv(|w| w / sum)
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
        let largest = values.fold(T::neg_infinity(), |a, &b| a.max(b));
        largest + values.mapv(|v| (v - largest).exp()).sum().ln()
    }

    fn softmax<T: NdFloat>(&self, logits: &Array1<T>) -> Array1<T> {
        let largest = if self.no_max { T::zero() } else { logits.fold(T::neg_infinity(), |a, &b| a.max(b)) };
        let weights = logits.mapv(|l| (l - largest).exp());
        let sum = weights.sum();
        weights.mapv(|w| w / sum)
    }
}

#[cfg(test)]
mod tests {
    use judge::Output;
    use ndarray::array;

    use super::*;

    fn example(which: Which) -> Input {
        Input {
            which,
            logits: array![0.7_f32.ln(), 0.3_f32.ln()].into(),
            outputs: array![[1.0_f32], [-1.0]].into(),
            target: array![0.5_f32].into(),
        }
    }

    fn numbers(knobs: &Knobs, which: Which) -> Vec<f64> {
        let parts = knobs.run(&example(which)).parts();
        let numbers = parts.iter().flat_map(|part| match &part.data {
            judge::Data::Real(values) => values.clone(),
            _ => vec![],
        });
        numbers.collect()
    }

    /// Gate (0.7, 0.3), outputs 1 and −1, target 0.5: the wrong values of the fact sheet, computed there in numpy.
    #[test]
    fn wrong_answers_have_the_values_that_are_listed() {
        let bent = |id: &str| {
            let mut knobs = Knobs::default();
            let mistake = mistakes().into_iter().find(|mistake| mistake.id == id).unwrap();
            (mistake.bend)(&mut knobs);
            knobs
        };
        for (id, which, golden) in [
            ("no_half", Which::Likelihood, 0.550_294),
            ("log_inside", Which::Likelihood, 0.425),
            ("constant", Which::Likelihood, 1.254_210),
            ("blended_for_competitive", Which::Competitive, 0.01),
        ] {
            let loss = numbers(&bent(id), which)[0];
            assert!((loss - golden).abs() < 1e-6, "{id}: {loss}");
        }
        let right = numbers(&Knobs::default(), Which::Likelihood);
        assert!((right[0] - 0.335_272).abs() < 1e-6, "{right:?}");
        let flipped = numbers(&bent("gate_sign"), Which::Likelihood);
        assert!((flipped[3] + right[3]).abs() < 1e-7 && right[3] < 0.0, "{right:?} and {flipped:?}");
        let shares = numbers(&Knobs::default(), Which::Responsibilities);
        assert!((shares[0] - 0.863_81).abs() < 1e-5, "{shares:?}");
    }
}

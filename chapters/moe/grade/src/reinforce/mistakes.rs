//! The typical mistakes of `reinforce`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, NdFloat};

use super::{Estimated, Input};
use moe::Baseline;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Exact {
    #[default]
    Right,
    Negated,
    WithoutMean,
    PlainMean,
    Diagonal,
    WithoutP,
    LogProbability,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    Right,
    Negated,
    OneHotOnly,
    TimesP,
    OverP,
    Importance,
    OwnOnly,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Subtracted {
    #[default]
    Right,
    Nothing,
    Added,
    MeanOfAll,
    DividedByAll,
    OutsideTheProduct,
    SumOfOthers,
    AllByOthers,
    Standardised,
    GroupRelative,
    ZeroSkipped,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Forward {
    #[default]
    Hard,
    Soft,
    Scaled,
    LastOfEqual,
    Smallest,
    LargestGate,
    Rounded,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Backward {
    #[default]
    Right,
    SlopeOfSoft,
    Identity,
    HardJacobian,
    ChosenOnly,
    Diagonal,
    WithoutTarget,
    Negated,
    Doubled,
    MeanOverWidth,
    TrueLosses,
    WithoutMean,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slices {
    #[default]
    Both,
    Rows,
    Vectors,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) exact: Exact,
    pub(super) score: Score,
    pub(super) subtracted: Subtracted,
    pub(super) averaged: bool,
    pub(super) losses_by_action: bool,
    /// The baseline of the others leaves out the sample's own loss, whatever loss is then used.
    pub(super) own_left_out: bool,
    pub(super) forward: Forward,
    pub(super) backward: Backward,
    /// `straight_through` calls `exact` for its last step, as the solution does.
    pub(super) through_exact: bool,
    pub(super) without_max: bool,
    pub(super) contiguous: bool,
    pub(super) slices: Slices,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sampled_negated",
            "the samples' gradients have the wrong sign. They are those of a loss, which descent subtracts; with rewards the sign is the \
             other.",
            |k| k.score = Score::Negated,
        )
        .edit("row *= loss - baseline;", "row *= baseline - loss;"),
        Mistake::<Knobs>::new(
            "one_hot_only",
            "the score lacks its −p: it is one-hot(action) alone. To raise one logit lowers the probability of all other actions, so \
             ∇ ln p_a = one-hot(a) − p.",
            |k| k.score = Score::OneHotOnly,
        )
        .edit("row.assign(&p.mapv(|p| -p));", "row.fill(0.0);"),
        Mistake::<Knobs>::new(
            "times_p",
            "the samples are multiplied by the probability of their action (the gradient of p, not of ln p). Actions are drawn with \
             that probability already.",
            |k| k.score = Score::TimesP,
        )
        .edit("row *= loss - baseline;", "row *= (loss - baseline) * p[action];"),
        Mistake::<Knobs>::new(
            "over_p",
            "the score is one-hot(action) / p, the derivative of ln p_a by p_a. The logits are what is asked about, and between them and \
             p stands the softmax's Jacobian.",
            |k| k.score = Score::OverP,
        )
        .edit(
            "row.assign(&p.mapv(|p| -p));\n        row[action] += 1.0;",
            "row.fill(0.0);\n        row[action] += 1.0 / p[action];",
        ),
        Mistake::<Knobs>::new(
            "own_logit_only",
            "only the logit of the action itself gets a gradient. The others get −p_i times the loss.",
            |k| k.score = Score::OwnOnly,
        )
        .edit("row.assign(&p.mapv(|p| -p));", "row.fill(0.0);\n        row[action] = -p[action];"),
        Mistake::<Knobs>::new("no_baseline", "the baseline is not subtracted.", |k| {
            k.subtracted = Subtracted::Nothing
        })
        .edit("row *= loss - baseline;", "let _: f32 = baseline;\n        row *= loss;"),
        Mistake::<Knobs>::new("baseline_added", "the baseline is added to the loss, not subtracted.", |k| {
            k.subtracted = Subtracted::Added;
        })
        .edit("row *= loss - baseline;", "row *= loss + baseline;"),
        Mistake::<Knobs>::new(
            "baseline_with_itself",
            "with Baseline::Others the sample's own loss is in the mean. A baseline must not know the action: the estimate becomes \
             too small by a factor of (N − 1) / N.",
            |k| k.subtracted = Subtracted::MeanOfAll,
        )
        .edit("(total - loss) / (actions.len() - 1) as f32", "total / actions.len() as f32"),
        Mistake::<Knobs>::new(
            "others_divided_by_all",
            "with Baseline::Others the sum of the other losses is divided by N. There are N − 1 others.",
            |k| k.subtracted = Subtracted::DividedByAll,
        )
        .edit("(actions.len() - 1) as f32", "actions.len() as f32"),
        Mistake::<Knobs>::new(
            "others_summed",
            "with Baseline::Others the other losses are summed and not divided by their number.",
            |k| k.subtracted = Subtracted::SumOfOthers,
        )
        .edit("(total - loss) / (actions.len() - 1) as f32", "total - loss"),
        Mistake::<Knobs>::new(
            "baseline_outside",
            "the baseline is subtracted from the gradient: loss · score − b. It belongs to the loss: (loss − b) · score.",
            |k| k.subtracted = Subtracted::OutsideTheProduct,
        )
        .edit("row *= loss - baseline;", "row *= loss;\n        row -= baseline;"),
        Mistake::<Knobs>::new(
            "averaged",
            "each row is divided by the number of samples. Nothing is averaged here.",
            |k| {
                k.averaged = true;
            },
        )
        .edit("row *= loss - baseline;", "row *= (loss - baseline) / actions.len() as f32;"),
        Mistake::<Knobs>::new(
            "losses_by_action",
            "a sample's loss is looked up by its action, losses[actions[n]]. In `sampled`, losses[n] is what sample n has cost.",
            |k| k.losses_by_action = true,
        )
        .edit("row *= loss - baseline;", "row *= losses[action] - baseline;"),
        Mistake::<Knobs>::new(
            "divided_by_deviation",
            "the advantages, losses less b, are divided by the standard deviation of the losses. That makes all batches alike, as in \
             GRPO; here they stay as large as they are.",
            |k| k.subtracted = Subtracted::Standardised,
        )
        .edit(
            "row *= loss - baseline;",
            "let mean = total / actions.len() as f32;\n        let squares = losses.mapv(|x| (x - mean) * (x - mean)).sum();\n        row *= (loss - baseline) / (squares / (actions.len() - 1) as f32).sqrt();",
        ),
        Mistake::<Knobs>::new(
            "group_relative",
            "from the losses their mean is subtracted, whatever the baseline is to be, and they are divided by their standard deviation: \
             GRPO's advantages. Here it is b that is subtracted, and nothing is divided.",
            |k| k.subtracted = Subtracted::GroupRelative,
        )
        .edit(
            "row *= loss - baseline;",
            "let _: f32 = baseline;\n        let mean = total / actions.len() as f32;\n        let squares = losses.mapv(|x| (x - mean) * (x - mean)).sum();\n        row *= (loss - mean) / (squares / (actions.len() - 1) as f32).sqrt();",
        ),
        Mistake::<Knobs>::new(
            "zero_loss_skipped",
            "a sample whose loss is 0 gets no gradient. With a baseline it has one: −b times its score.",
            |k| k.subtracted = Subtracted::ZeroSkipped,
        )
        .edit("row *= loss - baseline;", "row *= if loss == 0.0 { 0.0 } else { loss - baseline };"),
        Mistake::<Knobs>::new(
            "exact_negated",
            "the exact gradient has the wrong sign: it is that of a reward.",
            |k| {
                k.exact = Exact::Negated;
            },
        )
        .edit("&p * &(&losses - expected)", "&p * &(expected - &losses)"),
        Mistake::<Knobs>::new(
            "without_mean",
            "the exact gradient is p ∘ losses. That forgets that probabilities share a sum of 1: subtract the expected loss.",
            |k| k.exact = Exact::WithoutMean,
        )
        .edit("&p * &(&losses - expected)", "&p * &losses"),
        Mistake::<Knobs>::new(
            "plain_mean",
            "the exact gradient subtracts the plain mean of the losses. It is their mean under p.",
            |k| k.exact = Exact::PlainMean,
        )
        .edit("let expected = p.dot(&losses);", "let expected = losses.sum() / losses.len() as f32;"),
        Mistake::<Knobs>::new(
            "diagonal",
            "the exact gradient is p ∘ (1 − p) ∘ losses, the diagonal of the softmax's Jacobian. A logit moves all probabilities.",
            |k| k.exact = Exact::Diagonal,
        )
        .edit("&p * &(&losses - expected)", "&p * &p.mapv(|p| 1.0 - p) * &losses"),
        Mistake::<Knobs>::new("without_p", "the exact gradient lacks its factor p: losses − expected loss.", |k| {
            k.exact = Exact::WithoutP
        })
        .edit("&p * &(&losses - expected)", "&losses - expected"),
        Mistake::<Knobs>::new(
            "every_action_alike",
            "the exact gradient sums the scores of all actions alike, Σ_a loss_a (one-hot(a) − p). Each counts as often as it is \
             drawn: weigh it with p_a.",
            |k| k.exact = Exact::LogProbability,
        )
        .edit("&p * &(&losses - expected)", "&losses - &(&p * losses.sum())"),
        Mistake::<Knobs>::new(
            "soft_forward",
            "the layer's output is the softmax mixture of all experts. Straight-through is hard forward: one expert's output, \
             unchanged.",
            |k| k.forward = Forward::Soft,
        )
        .edit(
            "let output = outputs.row(chosen).to_owned();",
            "let _ = chosen;\n    let output = softmax(logits).dot(&outputs);",
        ),
        Mistake::<Knobs>::new(
            "scaled_forward",
            "the chosen expert's output is multiplied by its probability, as Switch does. Here its gate is 1.",
            |k| k.forward = Forward::Scaled,
        )
        .edit(
            "let output = outputs.row(chosen).to_owned();",
            "let output = &outputs.row(chosen) * softmax(logits)[chosen];",
        ),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "among equal logits the last wins, as with Iterator::max_by. The lowest index does.",
            |k| k.forward = Forward::LastOfEqual,
        )
        .edit("logits[e] > logits[best]", "logits[e] >= logits[best]"),
        Mistake::<Knobs>::new(
            "largest_gate",
            "the expert with the largest gate is looked for. Logits that differ by little have equal gates, and then the first wins \
             instead of the largest: look among the logits.",
            |k| k.forward = Forward::LargestGate,
        )
        .edit(
            "let chosen = (1..logits.len()).fold(0, |best, e| if logits[e] > logits[best] { e } else { best });",
            "let p = softmax(logits);\n    let chosen = (1..logits.len()).fold(0, |best, e| if p[e] > p[best] { e } else { best });",
        ),
        Mistake::<Knobs>::new("smallest", "the expert with the smallest logit is chosen.", |k| {
            k.forward = Forward::Smallest;
        })
        .edit("logits[e] > logits[best]", "logits[e] < logits[best]"),
        Mistake::<Knobs>::new(
            "slope_of_soft",
            "the slope of the loss is taken at the soft mixture. The loss was computed from the hard output: output − target.",
            |k| k.backward = Backward::SlopeOfSoft,
        )
        .edit("let slope = &output - &target;", "let slope = softmax(logits).dot(&outputs) - &target;"),
        Mistake::<Knobs>::new(
            "identity_backward",
            "the gate's gradient is handed to the logits as it is. Backward the gate is softmax(logits): it passes through that \
             Jacobian.",
            |k| k.backward = Backward::Identity,
        )
        .edit("(output, exact(logits, of_gates.view()))", "(output, of_gates)"),
        Mistake::<Knobs>::new(
            "hard_jacobian",
            "the Jacobian is taken at the one-hot gate, where it is 0: no gradient at all. Backward p is the softmax.",
            |k| k.backward = Backward::HardJacobian,
        )
        .edit("(output, exact(logits, of_gates.view()))", "(output, of_gates * 0.0)"),
        Mistake::<Knobs>::new(
            "chosen_only",
            "only the chosen expert's output gets into the gradient. Backward, the output is the mixture of all, so all of them are \
             needed.",
            |k| k.backward = Backward::ChosenOnly,
        )
        .edit(
            "let of_gates = outputs.dot(&slope);",
            "let mut of_gates = outputs.dot(&slope);\n    (0..logits.len()).filter(|&e| e != chosen).for_each(|e| of_gates[e] = 0.0);",
        ),
        Mistake::<Knobs>::new(
            "diagonal_backward",
            "the softmax's Jacobian is reduced to its diagonal, p (1 − p). A logit moves all gate weights.",
            |k| k.backward = Backward::Diagonal,
        )
        .edit(
            "(output, exact(logits, of_gates.view()))",
            "let p = softmax(logits);\n    (output, &p * &p.mapv(|p| 1.0 - p) * &of_gates)",
        ),
        Mistake::<Knobs>::new(
            "without_target",
            "the slope at the output is the output: the target is missing.",
            |k| {
                k.backward = Backward::WithoutTarget;
            },
        )
        .edit("let slope = &output - &target;", "let _ = target;\n    let slope = output.clone();"),
        Mistake::<Knobs>::new(
            "straight_negated",
            "the straight-through gradient has the wrong sign: the slope of ½ ‖y − target‖² is y − target.",
            |k| k.backward = Backward::Negated,
        )
        .edit("let slope = &output - &target;", "let slope = &target - &output;"),
        Mistake::<Knobs>::new(
            "doubled",
            "the straight-through gradient is twice as large: the loss has a factor of ½.",
            |k| {
                k.backward = Backward::Doubled;
            },
        )
        .edit("(output, exact(logits, of_gates.view()))", "(output, exact(logits, of_gates.view()) * 2.0)"),
        Mistake::<Knobs>::new(
            "mean_over_width",
            "the straight-through gradient is divided by the outputs' width. The loss is a sum over it.",
            |k| k.backward = Backward::MeanOverWidth,
        )
        .edit(
            "(output, exact(logits, of_gates.view()))",
            "(output, exact(logits, of_gates.view()) / target.len() as f32)",
        ),
        Mistake::<Knobs>::new(
            "true_losses",
            "the straight-through gradient comes from the loss that each expert would have had on its own. That is the exact \
             gradient of the expected loss; straight-through extrapolates from the slope at the chosen output.",
            |k| k.backward = Backward::TrueLosses,
        )
        .edit(
            "let of_gates = outputs.dot(&slope);",
            "let _ = slope;\n    let of_gates: Array1<f32> =\n        outputs.rows().into_iter().map(|row| (&row - &target).mapv(|x| 0.5 * x * x).sum()).collect();",
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "the softmax takes exp of the logits themselves, which overflows near 780 and is 0/0 near −780. Subtract the largest first.",
            |k| k.without_max = true,
        )
        .edit("(l - largest).exp()", "l.exp()"),
        Mistake::<Knobs>::new(
            "only_up_to_rounding",
            "the straight-through output is one expert's only up to rounding: hard + soft − soft, say, which is how frameworks write it. It is \
             to be that expert's row, unchanged.",
            |k: &mut Knobs| k.forward = Forward::Rounded,
        )
        .edit(
            "let output = outputs.row(chosen).to_owned();",
            "let p = softmax(logits);\n    let hard: Array1<f32> = (0..p.len()).map(|e| if e == chosen { 1.0 } else { 0.0 }).collect();\n    let output = (&(&hard + &p) - &p).dot(&outputs);",
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "importance_weighted",
            "the score is divided by the probability of its action. The actions are drawn with these very probabilities, so nothing is \
             to be weighed again.",
            |k| k.score = Score::Importance,
        )
        .edit("row *= loss - baseline;", "row *= (loss - baseline) / p[action];"),
        Mistake::<Knobs>::new(
            "all_divided_by_others",
            "the baseline is the sum of all N losses divided by N − 1. The sample's own loss does not belong in the sum.",
            |k| k.subtracted = Subtracted::AllByOthers,
        )
        .edit("(total - loss) / ", "total / "),
        Mistake::<Knobs>::new(
            "straight_without_mean",
            "straight_through lacks the mean in the Jacobian: it is g · worth. To raise one logit takes weight from all other experts: \
             g · (worth − Σ g · worth).",
            |k| k.backward = Backward::WithoutMean,
        )
        .edit("(output, exact(logits, of_gates.view()))", "(output, softmax(logits) * of_gates)"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

/// hard + soft − soft as an answer rounds it. In which order it adds depends on how its views lie in memory.
fn rounded(input: &Input) -> Array1<f32> {
    let (logits, outputs) = (input.logits.held(), input.outputs.held());
    let (logits, outputs) = (logits.view(), outputs.view());
    let chosen = (1..logits.len()).fold(0, |best, e| if logits[e] > logits[best] { e } else { best });
    let largest = logits.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let exponentials = logits.mapv(|l| (l - largest).exp());
    let sum = exponentials.sum();
    let p = exponentials / sum;
    let hard: Array1<f32> = (0..p.len()).map(|e| if e == chosen { 1.0 } else { 0.0 }).collect();
    (&(&hard + &p) - &p).dot(&outputs)
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Estimated {
        if self.contiguous {
            if self.slices != Slices::Rows {
                for vector in [&input.logits, &input.losses, &input.costs, &input.target] {
                    vector.held().view().as_slice().unwrap();
                }
            }
            if self.slices != Slices::Vectors {
                slips::as_slices(input.outputs.held().view(), self.slices == Slices::Rows);
            }
        }
        if self.double {
            return self.generic::<f64>(input);
        }
        let mut estimated = self.generic::<f32>(input);
        if self.forward == Forward::Rounded {
            estimated.output = rounded(input);
        }
        estimated
    }

    fn generic<T: NdFloat>(&self, input: &Input) -> Estimated {
        let number = |x: f64| T::from(x).expect("a number");
        let cast = |x: &f32| number(f64::from(*x));
        let single = |x: T| x.to_f32().expect("a number");
        let logits: Array1<T> = input.logits.values.map(cast);
        let p = self.softmax(&logits);
        let (output, gradient) = self.straight_through(
            &logits,
            &p,
            &input.outputs.values.map(cast),
            &input.target.values.map(cast),
        );
        Estimated {
            exact: self.exact(&p, &input.losses.values.map(cast)).mapv(single),
            sampled: self
                .sampled(&p, &input.actions, &input.costs.values.map(cast), input.baseline)
                .mapv(single),
            output: output.mapv(single),
            gradient: gradient.mapv(single),
        }
    }

    fn softmax<T: NdFloat>(&self, logits: &Array1<T>) -> Array1<T> {
        let mut weights = logits.clone();
        slips::softmax(&mut weights, if self.without_max { T::zero() } else { slips::largest(logits) });
        weights
    }

    fn exact<T: NdFloat>(&self, p: &Array1<T>, losses: &Array1<T>) -> Array1<T> {
        let count = T::from(losses.len()).expect("a number");
        let expected = p.dot(losses);
        let right = p * &losses.mapv(|l| l - expected);
        match self.exact {
            Exact::Right => right,
            Exact::Negated => -right,
            Exact::WithoutMean => p * losses,
            Exact::PlainMean => p * &losses.mapv(|l| l - losses.sum() / count),
            Exact::Diagonal => p * &p.mapv(|p| T::one() - p) * losses,
            Exact::WithoutP => losses.mapv(|l| l - expected),
            Exact::LogProbability => losses - &p.mapv(|p| p * losses.sum()),
        }
    }

    fn sampled<T: NdFloat>(
        &self,
        p: &Array1<T>,
        actions: &[usize],
        losses: &Array1<T>,
        baseline: Baseline,
    ) -> Array2<T> {
        let count = |n: usize| T::from(n).expect("a number");
        let n = actions.len();
        let total = losses.sum();
        let mean = total / count(n);
        let squares = losses.mapv(|loss| (loss - mean) * (loss - mean)).sum();
        let deviation = (squares / count(n - 1)).sqrt();
        let mut gradients = Array2::zeros((n, p.len()));
        for (s, (&action, mut row)) in actions.iter().zip(gradients.rows_mut()).enumerate() {
            let loss = if self.losses_by_action { losses[action] } else { losses[s] };
            let b = match baseline {
                Baseline::Fixed(b) => T::from(b).expect("a number"),
                Baseline::Others => match self.subtracted {
                    Subtracted::MeanOfAll => total / count(n),

                    Subtracted::DividedByAll => (total - loss) / count(n),
                    Subtracted::SumOfOthers => total - loss,
                    Subtracted::AllByOthers => total / count(n - 1),
                    _ if self.own_left_out => (total - losses[s]) / count(n - 1),
                    _ => (total - loss) / count(n - 1),
                },
            };
            let mut score = p.mapv(|p| -p);
            score[action] += T::one();
            match self.score {
                Score::Right => {}
                Score::Negated => score.mapv_inplace(|x| -x),
                Score::OneHotOnly => score += p,
                Score::TimesP => score.mapv_inplace(|x| x * p[action]),
                Score::Importance => score.mapv_inplace(|x| x / p[action]),
                Score::OverP => score = (score + p).mapv(|x| x / p[action]),
                Score::OwnOnly => {
                    let own = score[action];
                    score.fill(T::zero());
                    score[action] = own;
                }
            }
            let weight = match self.subtracted {
                Subtracted::Nothing | Subtracted::OutsideTheProduct => loss,
                Subtracted::Added => loss + b,
                Subtracted::Standardised => (loss - b) / deviation,
                Subtracted::GroupRelative => (loss - mean) / deviation,
                Subtracted::ZeroSkipped if loss == T::zero() => T::zero(),
                _ => loss - b,
            };
            let outside = if self.subtracted == Subtracted::OutsideTheProduct { b } else { T::zero() };
            let share = if self.averaged { count(n) } else { T::one() };
            row.assign(&score.mapv(|x| (x * weight - outside) / share));
        }
        gradients
    }

    fn straight_through<T: NdFloat>(
        &self,
        logits: &Array1<T>,
        p: &Array1<T>,
        outputs: &Array2<T>,
        target: &Array1<T>,
    ) -> (Array1<T>, Array1<T>) {
        let chosen = (1..logits.len()).fold(0, |best, e| {
            let better = match self.forward {
                Forward::LastOfEqual => logits[e] >= logits[best],
                Forward::Smallest => logits[e] < logits[best],
                Forward::LargestGate => p[e] > p[best],
                _ => logits[e] > logits[best],
            };
            if better { e } else { best }
        });
        let soft = p.dot(outputs);
        let output = match self.forward {
            Forward::Soft => soft.clone(),
            Forward::Rounded => {
                let hard: Array1<T> =
                    (0..p.len()).map(|e| if e == chosen { T::one() } else { T::zero() }).collect();
                (&(&hard + p) - p).dot(outputs)
            }
            Forward::Scaled => outputs.row(chosen).mapv(|x| x * p[chosen]),
            _ => outputs.row(chosen).to_owned(),
        };
        let slope = match self.backward {
            Backward::SlopeOfSoft => &soft - target,
            Backward::WithoutTarget => output.clone(),
            _ => &output - target,
        };
        let mut worth = outputs.dot(&slope);
        let (half, width) = (T::from(0.5).expect("a number"), T::from(target.len()).expect("a number"));
        match self.backward {
            Backward::ChosenOnly => {
                let own = worth[chosen];
                worth.fill(T::zero());
                worth[chosen] = own;
            }
            Backward::TrueLosses => {
                worth = outputs
                    .rows()
                    .into_iter()
                    .map(|row| (&row - target).mapv(|x| half * x * x).sum())
                    .collect();
            }
            _ => {}
        }
        let through = |p: &Array1<T>| {
            if self.through_exact { self.exact(p, &worth) } else { p * &worth.mapv(|w| w - p.dot(&worth)) }
        };
        let gradient = match self.backward {
            Backward::Identity => worth.clone(),
            Backward::HardJacobian => {
                through(&Array1::from_shape_fn(p.len(), |e| if e == chosen { T::one() } else { T::zero() }))
            }
            Backward::WithoutMean => p * &worth,
            Backward::Diagonal => p * &p.mapv(|p| T::one() - p) * &worth,
            Backward::Negated => -through(p),
            Backward::Doubled => through(p).mapv(|x| x + x),
            Backward::MeanOverWidth => through(p).mapv(|x| x / width),
            _ => through(p),
        };
        (output, gradient)
    }
}

//! `mixture`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the four functions, so that a reader who has written the first is told about it.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference,
    Style, Vector,
};
use ndarray::{Array, Array1, Array2, Axis, RemoveAxis};
use serde::{Deserialize, Serialize};

use bent::{Epsilon, Knobs};
use moe::solution::mixture as solution;
use moe::{Feedback, Mixture};

/// Which function a case calls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Which {
    Blended,
    Competitive,
    Responsibilities,
    Likelihood,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Which::Blended => "blended",
            Which::Competitive => "competitive",
            Which::Responsibilities => "responsibilities",
            Which::Likelihood => "likelihood",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    which: Which,
    logits: Vector,
    outputs: Matrix,
    target: Vector,
}

impl Input {
    fn of(&self, which: Which) -> Input {
        Input { which, ..self.clone() }
    }
}

/// What one of the functions said.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Said {
    Feedback(Which, Feedback),
    Shares(Array1<f32>),
}

impl Output for Said {
    fn parts(&self) -> Vec<Part> {
        match self {
            Said::Feedback(which, Feedback { loss, outputs, logits }) => {
                parts(*which, f64::from(*loss), &outputs.mapv(f64::from), &logits.mapv(f64::from))
            }
            Said::Shares(shares) => vec![Part::array("responsibilities", shares)],
        }
    }
}

fn parts(which: Which, loss: f64, outputs: &Array2<f64>, logits: &Array1<f64>) -> Vec<Part> {
    let name = which.name();
    vec![
        Part::real(format!("{name}.loss"), [], [loss]),
        Part::array(format!("{name}.outputs"), outputs),
        Part::array(format!("{name}.logits"), logits),
    ]
}

type TheProbe<'a> = Probe<'a, Input, Said>;

pub(super) fn plan(answer: Option<Mixture>) -> Plan<Mixture, Input, Said, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "mixture",
            title: "Three losses for a mixture, and whom each of them teaches",
            level: Level::Medium,
            minutes: 35,
            year: 1991,
            needs: &["attention/softmax"],
            text: "moe.html#mixture",
            hints: [
                "In the blended loss only the mean of the outputs occurs, so every expert is told the same error, d − Σ p o, \
                 times its gate. In the other two each expert is told its own error, d − o[i]. What differs is by how much it \
                 is multiplied: p[i] in one, h[i] in the other.",
                "For the gate first take the gradient with respect to p, call it g: −2 (d − Σ p o) · o[i], or ‖d − o[i]‖². \
                 Through the softmax it becomes p[i] (g[i] − Σ p[j] g[j]). For the likelihood that comes out as p[i] − h[i].",
                "ln p[i] = logit[i] − log-sum-exp(logits). So h is the softmax of logit[i] − ½ ‖d − o[i]‖², and the loss is \
                 log-sum-exp(logits) − log-sum-exp(logit − ½ ‖d − o‖²). Subtract the largest in each of them before exp.",
            ],
            story: "In one example the blended loss and the competitive one differ by a term that looks harmless, Σ p ‖o − ō‖²: the \
                    spread of the experts around their mean. Without it experts may sit anywhere, as long as their errors cancel. And \
                    whoever writes the likelihood as it stands in the paper finds that it works until an example is forty units away \
                    from everyone. Then the sum of exponentials is 0, its logarithm −∞, and the next weight NaN.",
        },
        answer,
        solution: Mixture {
            blended: solution::blended,
            competitive: solution::competitive,
            responsibilities: solution::responsibilities,
            likelihood: solution::likelihood,
        },
        call: |answer, input| {
            let (logits, outputs, target) = (input.logits.held(), input.outputs.held(), input.target.held());
            let (logits, outputs, target) = (logits.view(), outputs.view(), target.view());
            match input.which {
                Which::Blended => Said::Feedback(input.which, (answer.blended)(logits, outputs, target)),
                Which::Competitive => {
                    Said::Feedback(input.which, (answer.competitive)(logits, outputs, target))
                }
                Which::Likelihood => {
                    Said::Feedback(input.which, (answer.likelihood)(logits, outputs, target))
                }
                Which::Responsibilities => Said::Shares((answer.responsibilities)(logits, outputs, target)),
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                let which = [Which::Blended, Which::Competitive, Which::Responsibilities, Which::Likelihood]
                    [random.whole(0..=3)];
                let sizes = random.distinct(1..=8);
                let layout = Layout::any(random);
                cases::laid(cases::normal(random, which, sizes), layout)
            },
        },
        describe: |input| {
            let (experts, width) = input.outputs.values.dim();
            format!("{}, experts {experts}, width {width}", input.which.name())
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "differentiates what it computes", bend: |k| k.consistent = true },
            Style { name: "finds the shares once more in the likelihood", bend: |k| k.apart = true },
            Style { name: "counts one dimension only", bend: |k| k.one_dimension = true },
            Style {
                name: "slips in the gate of the blended loss only",
                bend: |k| k.jacobian_in = Some(Which::Blended),
            },
            Style {
                name: "slips in the gate of the competitive loss only",
                bend: |k| k.jacobian_in = Some(Which::Competitive),
            },
            Style { name: "takes vectors as slices", bend: |k| k.vector_slices = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "adds 1e-8", bend: |k| k.epsilon = Epsilon::E8 },
            Style { name: "adds 1e-12", bend: |k| k.epsilon = Epsilon::E12 },
            Style { name: "adds 1e-30", bend: |k| k.epsilon = Epsilon::E30 },
            Style { name: "adds f32::EPSILON", bend: |k| k.epsilon = Epsilon::Machine },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// With many experts, those whose weight is not next to nothing: all others together have less than 10⁻¹⁰ of it. The kernels' time
/// grows with the cube of the experts.
fn heard(input: &Input) -> Vec<usize> {
    let logits = &input.logits.values;
    let largest = logits.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    (0..logits.len()).filter(|&i| logits.len() <= 100 || logits[i] > largest - 30.0).collect()
}

/// What is of all experts, of what is of those that are heard: 0 for the others.
fn spread<D: RemoveAxis>(few: &Array<f64, D>, places: &[usize], experts: usize) -> Array<f64, D> {
    let mut shape = few.raw_dim();
    shape[0] = experts;
    let mut all = Array::zeros(shape);
    for (&place, of_one) in places.iter().zip(few.axis_iter(Axis(0))) {
        all.index_axis_mut(Axis(0), place).assign(&of_one);
    }
    all
}

/// The kernels' values. Where the question is how much rounding moves them, three things are added that nudged inputs do not
/// show: the logits lose digits beside ½ ‖d − o‖², in opposite directions; the gradient of the logits is a difference; and where weights
/// are exponentials less a log-sum-exp, its rounding moves all of them by the same factor.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    use kernels::moe::Loss;
    let (places, experts) = (heard(input), input.logits.values.len());
    let mut logits = input.logits.double().select(Axis(0), &places);
    let (mut outputs, target) = (input.outputs.double().select(Axis(0), &places), input.target.double());
    let squares = (&outputs - &target).mapv(|x| x * x).sum_axis(Axis(1));
    let ulp = f64::from(f32::EPSILON);
    let largest = |values: &Array1<f64>| values.fold(f64::NEG_INFINITY, |a, &b| a.max(b)).abs();
    // Of the gate's weights, and of the responsibilities.
    let (mut of_gate, mut of_shares) = (0.0, 0.0);
    if precision == Precision::Nudged {
        of_gate = ulp / 2.0 * largest(&logits);
        of_shares = ulp / 2.0 * largest(&(&logits - &(&squares / 2.0)));
        if input.which == Which::Blended {
            outputs *= 1.0 + of_gate;
        }
        for (i, logit) in logits.iter_mut().enumerate() {
            // More than the kernels' own nudge, which could undo it; no two experts alike.
            let step = ulp * logit.abs().max(squares[i] / 2.0) * (1.5 + 2.0 * (i / 2) as f64);
            *logit += if i % 2 == 0 { step } else { -step };
        }
    }
    let run = super::kernel_precision(precision);
    let loss = match input.which {
        Which::Blended => Loss::Blended,
        Which::Competitive => Loss::Competitive,
        Which::Likelihood => Loss::Likelihood,
        Which::Responsibilities => {
            let shares = kernels::moe::responsibilities(logits.view(), outputs.view(), target.view(), run)?;
            let shares = shares * (1.0 + of_shares);
            return Ok(vec![Part::array("responsibilities", &spread(&shares, &places, experts))]);
        }
    };
    let (mut loss, mut of_outputs, mut of_logits) =
        kernels::moe::mixture(logits.view(), outputs.view(), target.view(), loss, run)?;
    if precision == Precision::Nudged {
        // The largest of what is subtracted there.
        let size = match input.which {
            Which::Blended => {
                2.0 * (target.mapv(f64::abs).sum() * outputs.mapv(f64::abs)).fold(0.0, |a: f64, &b| a.max(b))
            }
            Which::Competitive => squares.fold(0.0, |a: f64, &b| a.max(b)),
            _ => 1.0,
        };
        let of_weights = if input.which == Which::Likelihood { of_shares } else { of_gate };
        of_outputs *= 1.0 + of_weights;
        of_logits += size * (ulp / 2.0 + of_gate.max(of_weights));
        if input.which == Which::Competitive {
            loss *= 1.0 + of_gate;
        }
        if input.which == Which::Likelihood {
            // A difference of two logarithms, each as large as the logits.
            let all = input.logits.double();
            loss += ulp / 16.0 * all.fold(0.0, |most: f64, logit| most.max(logit.abs()));
        }
    }
    let of_outputs = spread(&of_outputs, &places, experts);
    Ok(parts(input.which, loss, &of_outputs, &spread(&of_logits, &places, experts)))
}

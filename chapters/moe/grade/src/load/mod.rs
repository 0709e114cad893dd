//! `load`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the four functions.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Layout, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference,
    Style, Vector,
};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::Load;
use moe::solution::load as solution;

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    CvSquared(Vector),
    Importance(Matrix),
    Chances(Routed),
    Load(Routed),
}

/// Logits without and with noise, the noise's deviation, and k.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Routed {
    clean: Matrix,
    noisy: Matrix,
    scale: Matrix,
    k: usize,
}

impl Routed {
    fn map(&self, change: impl Fn(&Array2<f32>) -> Array2<f32>) -> Routed {
        let change = |matrix: &Matrix| Matrix::from(change(&matrix.values)).laid(matrix.layout);
        Routed {
            clean: change(&self.clean),
            noisy: change(&self.noisy),
            scale: change(&self.scale),
            k: self.k,
        }
    }

    /// Nothing but zeros, of tokens, experts and k.
    fn zeros([tokens, experts, k]: [usize; 3]) -> Routed {
        let zeros = || Matrix::from(Array2::zeros((tokens, experts)));
        Routed { clean: zeros(), noisy: zeros(), scale: zeros(), k }
    }

    /// How far the noisy logits of a token are apart at least.
    fn smallest_gap(&self) -> f64 {
        let gaps = self.noisy.values.rows().into_iter().flat_map(|row| {
            let mut row: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
            row.sort_by(f64::total_cmp);
            row.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
        });
        gaps.fold(f64::INFINITY, f64::min)
    }

    fn select(&self, axis: Axis, indices: &[usize]) -> Routed {
        self.map(|values| values.select(axis, indices))
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Said {
    Number(String, f32),
    Chances(Array2<f32>),
}

impl Output for Said {
    fn parts(&self) -> Vec<Part> {
        match self {
            Said::Number(name, value) => vec![Part::real(name.as_str(), [], [f64::from(*value)])],
            Said::Chances(chances) => vec![Part::array("chances", chances)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Said>;

pub(super) fn plan(answer: Option<Load>) -> Plan<Load, Input, Said, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "load",
            title: "Keeping every expert busy",
            level: Level::Medium,
            minutes: 30,
            year: 2017,
            needs: &["moe/noisy_top_k"],
            text: "moe.html#load",
            hints: [
                "Both losses are the same function of one number for each expert. For the importance that number is a sum of \
                 gates, for the load a sum of probabilities, over the tokens.",
                "When is expert e among the k largest after a new draw of its own noise? When it beats all but k − 1 of the \
                 others. So its threshold is the k-th largest of the others' noisy logits; it does not occur there itself. The \
                 new noisy logit is normal around clean, so the probability is Φ((clean − threshold) / scale).",
                "`let mut others = noisy.row(t).to_vec(); others.remove(e);`, sorted in descending order: the threshold is \
                 others[k − 1], and with k = E there is none, so that the probability is 1. Losses: `.sum_axis(Axis(0))`, then \
                 `cv_squared`, whose variance divides by the number of experts.",
            ],
            story: "Four experts, two places. Is the bar for everyone the second largest logit? For the two who are in it is the \
                    third: if they fell back to the second largest, which is one of themselves, they would be measured against \
                    their own luck. tensor2tensor keeps k + 1 logits for this one purpose. V-MoE takes one bar for all, a different \
                    loss. And a PyTorch port that many have copied divides the variance by E − 1, which torch.var does unless it is \
                    told otherwise: with 8 experts the loss is larger by a seventh.",
        },
        answer,
        solution: Load {
            cv_squared: solution::cv_squared,
            importance_loss: solution::importance_loss,
            chances: solution::chances,
            load_loss: solution::load_loss,
        },
        call: |answer, input| match input {
            Input::CvSquared(values) => {
                Said::Number("cv_squared".into(), (answer.cv_squared)(values.held().view()))
            }
            Input::Importance(gates) => {
                Said::Number("importance_loss".into(), (answer.importance_loss)(gates.held().view()))
            }
            Input::Chances(routed) => {
                let [clean, noisy, scale] = [&routed.clean, &routed.noisy, &routed.scale].map(Matrix::held);
                Said::Chances((answer.chances)(clean.view(), noisy.view(), scale.view(), routed.k))
            }
            Input::Load(routed) => {
                let [clean, noisy, scale] = [&routed.clean, &routed.noisy, &routed.scale].map(Matrix::held);
                Said::Number(
                    "load_loss".into(),
                    (answer.load_loss)(clean.view(), noisy.view(), scale.view(), routed.k),
                )
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 8,
            make: |random| {
                let [tokens, experts] = random.distinct(2..=8);
                let (k, layout) = (random.whole(1..=experts), Layout::any(random));
                match random.whole(0..=4) {
                    0 => Input::CvSquared(cases::values(random, experts).laid(layout)),
                    1 => Input::Importance(cases::gates(random, [tokens, experts]).laid(layout)),
                    2 if k < experts => {
                        Input::Load(cases::laid(cases::uneven(random, [tokens, experts, k]), layout))
                    }
                    _ => Input::Chances(cases::laid(cases::uneven(random, [tokens, experts, k]), layout)),
                }
            },
        },
        describe: |input| match input {
            Input::CvSquared(values) => format!("cv_squared, values {}", values.values.len()),
            Input::Importance(gates) => {
                let (tokens, experts) = gates.values.dim();
                format!("importance_loss, tokens {tokens}, experts {experts}")
            }
            Input::Chances(routed) | Input::Load(routed) => {
                let name = if matches!(input, Input::Load(_)) { "load_loss" } else { "chances" };
                let (tokens, experts) = routed.clean.values.dim();
                format!("{name}, tokens {tokens}, experts {experts}, k {}", routed.k)
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "slices only the rows that it sorts", bend: |k| k.slices_noisy = true },
            Style { name: "unwraps the mean", bend: |k| k.unwraps_mean = true },
            Style { name: "a single value is even", bend: |k| k.single_is_even = true },
            Style { name: "finds the threshold by select_nth", bend: |k| k.select_nth = true },
            Style { name: "guards only where an index needs it", bend: |k| k.late_guard = true },
            Style { name: "where another number is added, 1e-6", bend: |k| k.other = 1e-6 },
            Style { name: "where another number is added, 1e-12", bend: |k| k.other = 1e-12 },
            Style { name: "removes an expert before it looks for the threshold", bend: |k| k.removes = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The kernels' values. Where the question is how much rounding moves them, one thing is added that a single run in float may
/// miss by luck: of nearly equal numbers CV² is small, and each of them has lost digits of its own size. A relative error ε of
/// the numbers moves CV² by 2 CV ε.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    use kernels::moe::{chances, column_sums, cv_squared};
    let lost = if precision == Precision::Nudged { 2.0 * f64::from(f32::EPSILON) } else { 0.0 };
    let precision = super::kernel_precision(precision);
    let chances = |routed: &Routed| {
        let [clean, noisy, scale] = [&routed.clean, &routed.noisy, &routed.scale].map(Matrix::double);
        chances(clean.view(), noisy.view(), scale.view(), routed.k, precision)
    };
    let number = |name: &'static str, value: f64| Part::real(name, [], [value + 2.0 * value.sqrt() * lost]);
    Ok(vec![match input {
        Input::CvSquared(values) => number("cv_squared", cv_squared(values.double().view(), precision)?),
        Input::Importance(gates) => {
            let sums = column_sums(gates.double().view(), precision)?;
            number("importance_loss", cv_squared(sums.view(), precision)?)
        }
        Input::Chances(routed) => Part::array("chances", &chances(routed)?),
        Input::Load(routed) => {
            let sums = column_sums(chances(routed)?.view(), precision)?;
            number("load_loss", cv_squared(sums.view(), precision)?)
        }
    }])
}

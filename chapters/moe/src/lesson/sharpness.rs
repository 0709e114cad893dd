//! How many rounds Sinkhorn needs, against how sharp the logits are; and what the rounding of the plan leaves.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array2, ArrayView2, Axis as Lanes};

use super::plays::choice;
use super::popular::loads;
use crate::Sinkhorn;

/// Tokens and experts.
pub const TOKENS: usize = 64;
/// Tokens and experts.
pub const EXPERTS: usize = 8;
/// The factors of the logits.
pub const FACTORS: [f32; 3] = [1.0, 3.0, 6.0];
/// The numbers of rounds.
pub const ROUNDS: [usize; 10] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/// Smaller errors are rounding.
const ROUNDING: f64 = 1e-6;

/// What a number of rounds leaves.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// How often rows and columns were scaled.
    pub rounds: usize,
    /// By how much of its share the worst row is off.
    pub error: f64,
    /// The largest number of tokens of an expert when every token takes the largest entry of its row, in fair shares.
    pub load: f64,
}

/// Normal logits times a factor, with three experts that are liked by all; none farther than 20 from the others of its row.
pub fn logits(factor: f32) -> Array2<f32> {
    liked_logits(factor, 1.0)
}

/// The same with three experts that are liked by so much more, before the factor.
fn liked_logits(factor: f32, liked: f32) -> Array2<f32> {
    let mut logits = normals(&mut random(5), (TOKENS, EXPERTS));
    for e in 0..3 {
        logits.column_mut(e).mapv_inplace(|x| x + liked);
    }
    logits.mapv_inplace(|x| (factor * x).clamp(-10.0, 10.0));
    logits
}

/// By how much of its share, 1/T, the worst row of a plan is off.
pub fn error(plan: ArrayView2<'_, f32>) -> f64 {
    let sums = plan.sum_axis(Lanes(1));
    sums.iter().map(|&sum| (f64::from(sum) * plan.nrows() as f64 - 1.0).abs()).fold(0.0, f64::max)
}

/// Each of [`ROUNDS`], for logits times a factor.
pub fn rows(sinkhorn: Sinkhorn, factor: f32) -> Vec<Row> {
    let logits = logits(factor);
    let row = |&rounds: &usize| {
        let most = loads(&(sinkhorn.choose)(logits.view(), rounds), EXPERTS).into_iter().max().unwrap_or(0);
        Row {
            rounds,
            error: error((sinkhorn.plan)(logits.view(), rounds).view()),
            load: (most * EXPERTS) as f64 / TOKENS as f64,
        }
    };
    ROUNDS.iter().map(row).collect()
}

/// The rounds that are drawn.
const LAST: usize = 32;

/// The error of the worst row after 1, 2, 3 … rounds, as long as it is more than rounding.
pub fn errors(sinkhorn: Sinkhorn, factor: f32, liked: f32) -> Vec<(f64, f64)> {
    let logits = liked_logits(factor, liked);
    (1..=LAST)
        .map(|rounds| (rounds as f64, error((sinkhorn.plan)(logits.view(), rounds).view())))
        .take_while(|&(_, error)| error >= ROUNDING)
        .collect()
}

/// The error of the worst row against the rounds, for logits that a reader makes sharper.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Factor of the logits", "", 0.5, (1, 12)).start(3.0),
        Parameter::steps("How much more three experts are liked", "", 0.5, (0, 4)).start(1.0),
    ];
    Play::new("moe/sharpness", parameters, |values| {
        drawn(crate::answers::SINKHORN, values[0] as f32, values[1] as f32)
    })
}

/// The error of the plan against rounds, where three experts are liked by so much more.
pub fn drawn(sinkhorn: Sinkhorn, factor: f32, liked: f32) -> Figure {
    let [gentle, _, sharp] = FACTORS;
    let line = errors(sinkhorn, factor, liked);
    let needed = line.iter().find(|point| point.1 < 0.01).map(|point| point.0);
    let words = match needed {
        Some(rounds) => format!("1 % after {rounds} round{}", if rounds > 1.0 { "s" } else { "" }),
        None => format!("not 1 % after {LAST} rounds"),
    };
    let description = format!(
        "Error of the worst row of the plan, as a part of its share, against the number of rounds, on a logarithmic axis, for {TOKENS} tokens and {EXPERTS} experts, three of \
         which are liked more by {}. Logits times {factor}: {words}. Grey: the same logits times {gentle} and times {sharp}.",
        text(liked, 1),
    );
    let grey = |factor: f32| Series::new(&format!("× {factor}"), errors(sinkhorn, factor, liked)).reference();
    Chart::new("The sharper the logits, the longer the way to balance", &description)
        .x(Axis::linear("rounds").range(1.0, LAST as f64))
        .y(Axis::log10("error of the worst row").range(1e-7, 300.0).ticks(&[1e-6, 1e-4, 1e-2, 1.0]))
        .line(Series::new(&format!("× {factor}"), line))
        .line(grey(gentle))
        .line(grey(sharp))
        .line(choice(&words, needed.unwrap_or(LAST as f64), (1e-7, 30.0)))
        .save()
}

//! How many groups of experts, and so how many machines, a token reaches.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::Array1;

use crate::{DeepSeek, Groups};

/// Experts, groups and experts chosen, as in DeepSeek-V3.
pub const SIZES: (usize, usize, usize) = (256, 8, 8);
/// The limits of the figure.
pub const KEPT: [usize; 3] = [8, 4, 2];

/// A bar's breadth, in groups.
const BAR: f64 = 0.28;
const TOKENS: usize = 400;
const SEED: u64 = 19437;

/// What a limit on groups does.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The groups that a token may choose from.
    pub kept: usize,
    /// The share of the tokens that reach 1, 2, 3 … groups.
    pub reach: Vec<f64>,
    /// The mean number of groups that a token reaches.
    pub mean: f64,
    /// The sum of the scores of the chosen, as a share of what it would be without a limit.
    pub score: f64,
}

/// For each of [`KEPT`], over random tokens without a bias.
pub fn rows(router: DeepSeek) -> Vec<Row> {
    let (experts, groups, k) = SIZES;
    let logits = normals(&mut random(SEED), (TOKENS, experts)).mapv(|logit| logit.clamp(-4.0, 4.0));
    let bias = Array1::zeros(experts);
    let measure = |kept: usize| {
        let config = Groups { groups, kept, k, scale: 1.0 };
        let (mut reach, mut score) = (vec![0.0; groups], 0.0);
        for row in logits.rows() {
            let routed = (router.route)(row, bias.view(), &config);
            score += routed.iter().map(|&(e, _)| 1.0 / (1.0 + f64::from(-row[e]).exp())).sum::<f64>();
            let mut reached: Vec<usize> = routed.iter().map(|&(e, _)| e * groups / experts).collect();
            reached.sort_unstable();
            reached.dedup();
            reach[reached.len() - 1] += 1.0 / TOKENS as f64;
        }
        (reach, score)
    };
    let (_, unlimited) = measure(groups);
    let row = |&kept: &usize| {
        let (reach, score) = measure(kept);
        let mean = reach.iter().enumerate().map(|(i, share)| (i + 1) as f64 * share).sum();
        Row { kept, reach, mean, score: score / unlimited }
    };
    KEPT.iter().map(row).collect()
}

/// The share of tokens against the number of groups that they reach.
pub fn figure(router: DeepSeek) -> Figure {
    let (experts, groups, k) = SIZES;
    let rows = rows(router);
    let means: Vec<String> =
        rows.iter().map(|row| format!("{:.2} with {} kept", row.mean, row.kept)).collect();
    let description = format!(
        "The share of tokens that reach so many of {groups} groups, when each chooses {k} of {experts} experts. The mean number of groups is \
         {}.",
        means.join(", ")
    );
    let mut chart = Chart::new("A limit on groups is a limit on machines", &description)
        .x(Axis::linear("groups that a token reaches")
            .range(0.5, 8.5)
            .ticks(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]))
        .y(Axis::linear("share of tokens").range(0.0, 1.2).ticks(&[0.0, 0.25, 0.5, 0.75, 1.0]));
    for (i, row) in rows.iter().enumerate() {
        // Side by side at the number of groups that they stand for.
        let beside = BAR * (i as f64 - 1.0);
        let label = if row.kept == groups { "no limit".to_owned() } else { format!("{} kept", row.kept) };
        let points: Vec<(f64, f64)> =
            row.reach.iter().enumerate().map(|(i, &share)| ((i + 1) as f64 + beside, share)).collect();
        let top = points
            .iter()
            .copied()
            .fold((1.0, 0.0), |best, point| if point.1 > best.1 { point } else { best });
        chart = chart.line(Series::new(&label, points).bars(BAR).label_above(top.0));
    }
    chart.save()
}

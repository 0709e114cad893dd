//! The numbers behind the answers of the review questions, each from a few lines of its own.

use figures::{normals, random};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rand::RngExt;

const SEED: u64 = 1;

fn softmax(logits: &[f64]) -> Vec<f64> {
    let largest = logits.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let exps: Vec<f64> = logits.iter().map(|x| (x - largest).exp()).collect();
    let sum: f64 = exps.iter().sum();
    exps.iter().map(|e| e / sum).collect()
}

/// The largest; the lowest index of equal ones.
fn argmax(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

/// The places of the k largest, the largest first.
fn top(values: &[f64], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    order.truncate(k);
    order
}

/// Weights of the two best of four logits: softmax of the two; softmax of all, divided by their sum; and not divided.
pub fn three_ways_to_weigh() -> [Vec<f64>; 3] {
    let logits = [2.0, 1.0, 0.5, -1.0];
    let two = top(&logits, 2);
    let after = softmax(&two.iter().map(|&i| logits[i]).collect::<Vec<_>>());
    let all = softmax(&logits);
    let before: Vec<f64> = two.iter().map(|&i| all[i]).collect();
    let sum: f64 = before.iter().sum();
    [after, before.iter().map(|w| w / sum).collect(), before]
}

/// Errors of two experts that say 1 and −1, weighted 0.7 and 0.3, where 0.5 is right: of the blend, and on average.
pub fn blend_and_competition() -> (f64, f64) {
    let (weights, outputs, target) = ([0.7, 0.3], [1.0, -1.0], 0.5);
    let blend: f64 = weights.iter().zip(outputs).map(|(w, o)| w * o).sum();
    let competing = weights.iter().zip(outputs).map(|(w, o)| w * (target - o) * (target - o)).sum();
    ((target - blend) * (target - blend), competing)
}

/// The slope of gate · output along the best logit, by central differences: with the gate as it is, and divided by the sum of
/// the chosen gates, of which there is one.
pub fn slope_of_one_gate() -> (f64, f64) {
    let output = |shift: f64, renormalised: bool| {
        let gates = softmax(&[1.0 + shift, 0.2, -0.5]);
        let chosen = [gates[argmax(&gates)]];
        let sum: f64 = chosen.iter().sum();
        (if renormalised { chosen[0] / sum } else { chosen[0] }) * 3.0
    };
    let slope = |renormalised| (output(1e-4, renormalised) - output(-1e-4, renormalised)) / 2e-4;
    (slope(false), slope(true))
}

/// Switch's balance loss, without its factor.
pub fn balance(logits: &[[f64; 2]]) -> f64 {
    let tokens = logits.len() as f64;
    let probabilities: Vec<Vec<f64>> = logits.iter().map(|row| softmax(row)).collect();
    let share = |e: usize| probabilities.iter().filter(|p| argmax(p) == e).count() as f64 / tokens;
    let mean = |e: usize| probabilities.iter().map(|p| p[e]).sum::<f64>() / tokens;
    2.0 * (0..2).map(|e| share(e) * mean(e)).sum::<f64>()
}

/// The share of tokens that a buffer of exactly T / E places drops, if each token picks an expert at random; and the standard
/// error of that mean.
pub fn dropped(tokens: usize, experts: usize) -> (f64, f64) {
    const TRIALS: usize = 400;
    let mut random = random(SEED);
    let mut trial = || {
        let mut counts = vec![0; experts];
        (0..tokens).for_each(|_| counts[random.random_range(0..experts)] += 1);
        let over: usize = counts.iter().map(|&count: &usize| count.saturating_sub(tokens / experts)).sum();
        over as f64 / tokens as f64
    };
    let shares: Vec<f64> = (0..TRIALS).map(|_| trial()).collect();
    let mean = shares.iter().sum::<f64>() / TRIALS as f64;
    let variance = shares.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / (TRIALS - 1) as f64;
    (mean, (variance / TRIALS as f64).sqrt())
}

/// Which (token, choice) of five tokens find a place, with two places for each expert: first choices first, and token by token.
pub fn places() -> [Vec<(usize, usize)>; 2] {
    let choices = [[0, 1], [0, 1], [0, 2], [1, 0], [0, 1]];
    let by_choice = (0..2).flat_map(|c| (0..5).map(move |t| (t, c)));
    let by_token = (0..5).flat_map(|t| (0..2).map(move |c| (t, c)));
    let fill = |order: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts = [0; 3];
        let mut kept: Vec<(usize, usize)> = order
            .filter(|&(t, c)| {
                let expert: usize = choices[t][c];
                counts[expert] += 1;
                counts[expert] <= 2
            })
            .collect();
        kept.sort_unstable();
        kept
    };
    [fill(&mut by_choice.into_iter()), fill(&mut by_token.into_iter())]
}

/// Two of three experts by score plus bias; their weights from the scores, and from what they were chosen by.
pub fn bias_in_weights() -> [Vec<f64>; 2] {
    let (scores, bias) = ([0.9, 0.4, 0.3], [-0.8, 0.05, -0.35]);
    let biased: Vec<f64> = scores.iter().zip(bias).map(|(s, b)| s + b).collect();
    let chosen = top(&biased, 2);
    let weights = |of: &[f64]| {
        let sum: f64 = chosen.iter().map(|&e| of[e]).sum();
        chosen.iter().map(|&e| of[e] / sum).collect::<Vec<f64>>()
    };
    [weights(&scores), weights(&biased)]
}

/// The expert that is chosen when the other group's scores are replaced by −∞, and by 0. The kept group is the first two.
pub fn masked_with_zero() -> [usize; 2] {
    let biased = [-0.1, -0.3, -0.5, -0.6];
    [f64::NEG_INFINITY, 0.0].map(|hidden| {
        let masked: Vec<f64> = (0..4).map(|e| if e < 2 { biased[e] } else { hidden }).collect();
        argmax(&masked)
    })
}

/// The busiest expert's load over the mean, for 1000 words of Zipf's frequencies on eight experts: words put at random, and each put,
/// the most frequent first, where there is least.
pub fn hashed_words() -> (f64, f64) {
    let counts: Vec<f64> = (1..=1000).map(|rank| 1.0 / f64::from(rank)).collect();
    let mean = counts.iter().sum::<f64>() / 8.0;
    let mut random = random(SEED);
    let (mut thrown, mut placed) = ([0.0; 8], [0.0; 8]);
    for count in &counts {
        thrown[random.random_range(0..8)] += count;
        let least = (0..8).min_by(|&a, &b| f64::total_cmp(&placed[a], &placed[b])).expect("eight experts");
        placed[least] += count;
    }
    let busiest = |loads: [f64; 8]| loads.into_iter().fold(0.0, f64::max) / mean;
    (busiest(thrown), busiest(placed))
}

/// The best assignment of four tokens to two experts, two each, by trying all; and its total.
pub fn assigned(affinities: ArrayView2<'_, f64>) -> (Vec<usize>, f64) {
    let all = (0..16_usize).map(|code| (0..4).map(|t| (code >> t) & 1).collect::<Vec<usize>>());
    let balanced = all.filter(|experts| experts.iter().sum::<usize>() == 2);
    let total = |experts: &[usize]| experts.iter().enumerate().map(|(t, &e)| affinities[[t, e]]).sum::<f64>();
    let best = balanced.map(|experts| (total(&experts), experts)).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(total, experts)| (experts, total)).expect("six assignments")
}

/// Affinities for which greedy choice, token by token, is not best.
pub fn affinities() -> Array2<f64> {
    ndarray::array![[5.0, 4.5], [4.0, 3.8], [4.2, 1.0], [3.9, 0.5]]
}

/// Token by token the better expert that has room; and the total.
pub fn greedy(affinities: ArrayView2<'_, f64>) -> (Vec<usize>, f64) {
    let mut room = [2, 2];
    let mut total = 0.0;
    let choose = |row: ArrayView1<'_, f64>| {
        let preferred = usize::from(row[1] > row[0]);
        let expert = if room[preferred] > 0 { preferred } else { 1 - preferred };
        room[expert] -= 1;
        total += row[expert];
        expert
    };
    let experts = affinities.rows().into_iter().map(choose).collect();
    (experts, total)
}

/// The better expert of each token.
pub fn favourites(affinities: ArrayView2<'_, f64>) -> Vec<usize> {
    affinities.rows().into_iter().map(|row| usize::from(row[1] > row[0])).collect()
}

/// Of 200 random plans for 8 tokens and 2 experts, after 100 iterations of Sinkhorn: how many do not give each expert four tokens
/// when every token takes its larger entry.
pub fn unbalanced_plans() -> usize {
    let mut random = random(SEED);
    let unbalanced = |_: &usize| {
        let mut plan = normals(&mut random, (8, 2)).mapv(|x| f64::from(x).exp());
        for _ in 0..100 {
            let rows = plan.sum_axis(Axis(1)).insert_axis(Axis(1));
            plan /= &(rows * 8.0);
            let columns = plan.sum_axis(Axis(0));
            plan /= &(columns * 2.0);
        }
        favourites(plan.view()).iter().sum::<usize>() != 4
    };
    (0..200).filter(unbalanced).count()
}

/// Which of four tokens each of two experts takes, two each, by the probabilities of (4, 2) logits.
pub fn experts_choose(logits: &[[f64; 2]; 4]) -> [Vec<usize>; 2] {
    let probabilities: Vec<Vec<f64>> = logits.iter().map(|row| softmax(row)).collect();
    [0, 1].map(|e| {
        let mut tokens = top(&probabilities.iter().map(|p| p[e]).collect::<Vec<_>>(), 2);
        tokens.sort_unstable();
        tokens
    })
}

/// Cubic smooth step of width 1, and its slope.
pub fn smooth_step(t: f64) -> (f64, f64) {
    match t {
        t if t <= -0.5 => (0.0, 0.0),
        t if t >= 0.5 => (1.0, 0.0),
        t => (-2.0 * t.powi(3) + 1.5 * t + 0.5, -6.0 * t * t + 1.5),
    }
}

/// The sigmoid, and its slope.
pub fn sigmoid(t: f64) -> (f64, f64) {
    let s = 1.0 / (1.0 + (-t).exp());
    (s, s * (1.0 - s))
}

/// Score-function estimate of the gradient for two experts with losses 1 and 0.2, less a baseline: mean of its first component, and
/// total variance of both.
pub fn score_function(baseline: f64) -> (f64, f64) {
    let (p, losses) = (softmax(&[0.3, -0.2]), [1.0, 0.2]);
    let sample = |a: usize, i: usize| (losses[a] - baseline) * (f64::from(u8::from(a == i)) - p[i]);
    let mean = |i: usize| p[0] * sample(0, i) + p[1] * sample(1, i);
    let variance = |i: usize| (0..2).map(|a| p[a] * (sample(a, i) - mean(i)).powi(2)).sum::<f64>();
    (mean(0), variance(0) + variance(1))
}

/// The expected loss of the same: the best simple baseline.
pub fn expected_loss() -> f64 {
    let p = softmax(&[0.3, -0.2]);
    p[0] + 0.2 * p[1]
}

/// Rows 10, 20, 30 permuted by an order and put back: by gathering with the order again, and by scattering.
pub fn put_back() -> [Vec<i32>; 2] {
    let (rows, order) = ([10, 20, 30], [2, 0, 1]);
    let permuted = order.map(|from: usize| rows[from]);
    let gathered = order.map(|from| permuted[from]);
    let mut scattered = [0; 3];
    order.iter().zip(permuted).for_each(|(&to, row)| scattered[to] = row);
    [gathered.to_vec(), scattered.to_vec()]
}

/// What identical experts that return 2 give with the weights 0.3, 0.2 and 0.1: divided by their sum, and not.
pub fn upcycled() -> (f64, f64) {
    let weights = [0.3, 0.2, 0.1];
    let sum: f64 = weights.iter().sum();
    (weights.iter().map(|w| w / sum * 2.0).sum(), weights.iter().map(|w| w * 2.0).sum())
}

//! `noisy_top_k`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod golden;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Precision, Probe, Property, Reference,
    Style, same,
};
use ndarray::{Array2, Axis, s};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::NoisyTopK;
use moe::solution::noisy_top_k::noisy_top_k as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    clean: Matrix,
    raw: Matrix,
    noise: Matrix,
    k: usize,
}

impl Input {
    /// The noisy logits in double precision.
    fn noisy(&self) -> Array2<f64> {
        let softplus = |x: f64| x.max(0.0) + (-x.abs()).exp().ln_1p();
        self.clean.double() + self.noise.double() * self.raw.double().mapv(softplus)
    }

    /// The distances between neighbours among the noisy logits of each token.
    fn gaps(&self) -> Vec<f64> {
        let noisy = self.noisy();
        let gaps = noisy.rows().into_iter().flat_map(|row| {
            let mut row = row.to_vec();
            row.sort_by(f64::total_cmp);
            row.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
        });
        gaps.collect()
    }

    /// The smallest distance between two noisy logits of a token.
    fn gap(&self) -> f64 {
        self.gaps().into_iter().fold(f64::INFINITY, f64::min)
    }

    /// The same with tokens or experts selected.
    fn select(&self, axis: Axis, indices: &[usize]) -> Input {
        let select = |matrix: &Matrix| Matrix::from(matrix.values.select(axis, indices)).laid(matrix.layout);
        Input { clean: select(&self.clean), raw: select(&self.raw), noise: select(&self.noise), k: self.k }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<NoisyTopK>) -> Plan<NoisyTopK, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "noisy_top_k",
            title: "A gate that opens for k experts only",
            level: Level::Medium,
            minutes: 20,
            year: 2017,
            needs: &["moe/mixture"],
            text: "moe.html#noisy-top-k",
            hints: [
                "Three steps for each token: noisy logits, which experts are the k largest, and a softmax among these k alone. \
                 ln(1 + e^x) overflows an f32 above 88; for large x it is nearly x.",
                "H = clean + noise · softplus(raw). Sort the indices 0..E by H, largest first, and keep the first k. The rest \
                 would be −∞ in a softmax over all; it is as good to leave them at 0 and never to exponentiate them.",
                "softplus(x) = x.max(0.0) + (-x.abs()).exp().ln_1p(). `order.sort_by(|&a, &b| h[b].total_cmp(&h[a]))` is stable, so \
                 that of equal entries the lower index stays first. For e in &order[..k]: gates[e] = (h[e] − h[order[0]]).exp(); \
                 divide by their sum.",
            ],
            story: "Is it the softmax first and then the top k, or the other way round? If the k gates are divided by their sum \
                    afterwards, it is the same thing, since the sum over all experts cancels. If they are not, it is another model: \
                    a token whose experts are all unlikely gets a small output. V-MoE does it that way, Shazeer's layer does not. \
                    And the 0.01 that many ports add to the noise's scale is in tensor2tensor's code only, not in the paper.",
        },
        answer,
        solution,
        call: |gate, input| {
            let [clean, raw, noise] = [&input.clean, &input.raw, &input.noise].map(Matrix::held);
            gate(clean.view(), raw.view(), noise.view(), input.k)
        },
        reference: Reference {
            run: |input, precision| {
                let [clean, raw, noise] = [&input.clean, &input.raw, &input.noise].map(Matrix::double);
                let moved =
                    if precision == Precision::Nudged { super::by_a_log_sum(&input.noisy()) } else { 0.0 };
                let precision = super::kernel_precision(precision);
                // Equal logits must stay equal when inputs are nudged: which comes first is not a question of rounding.
                let precision = if precision == kernels::Precision::Nudged && input.gap() < 1e-3 {
                    kernels::Precision::Float
                } else {
                    precision
                };
                let kernel = |[clean, raw, noise]: [&Array2<f64>; 3]| {
                    let k = input.k.min(clean.ncols());
                    let gates =
                        kernels::moe::noisy_top_k(clean.view(), raw.view(), noise.view(), k, precision)?;
                    Ok::<_, judge::Missing>(gates * (1.0 + moved))
                };
                let Some(front) = front(input) else {
                    return Ok(vec![Part::array("out", &kernel([&clean, &raw, &noise])?)]);
                };
                let few = [&clean, &raw, &noise].map(|matrix| matrix.select(Axis(1), &front));
                let few = kernel([&few[0], &few[1], &few[2]])?;
                let mut gates = Array2::zeros(clean.raw_dim());
                for (&expert, gate) in front.iter().zip(few.columns()) {
                    gates.column_mut(expert).assign(&gate);
                }
                Ok(vec![Part::array("out", &gates)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                let [tokens, experts] = random.distinct(2..=8);
                let k = random.whole(1..=experts);
                let layout = Layout::any(random);
                cases::laid(cases::normal(random, [tokens, experts, k]), layout)
            },
        },
        describe: |input| {
            let (tokens, experts) = input.clean.values.dim();
            format!("tokens {tokens}, experts {experts}, k {}", input.k)
        },
        properties: vec![
            Property { name: "the gates of a token sum to 1, and k experts have one", holds: k_of_them },
            Property { name: "the gates of a token depend on that token alone", holds: alone },
            Property { name: "a common shift of a token's logits changes nothing", holds: shifted },
            Property { name: "experts can change places", holds: permuted },
            Property { name: "without noise its scale has no say", holds: silent },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "finds the threshold by select_nth", bend: |k| k.select_nth = true },
            Style { name: "subtracts the logit of the first that is selected", bend: |k| k.by_first = true },
            Style { name: "drops the others afterwards", bend: |k| k.drops_afterwards = true },
            Style { name: "divides the whole row", bend: |k| k.whole_row = true },
            Style { name: "returns k columns", bend: |k| k.narrow = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The kernel takes the cube of the number of experts. Of hundreds that one token has it is asked about those in front alone, in
/// rising order of their indices: whoever stands behind k others has the gate 0, and e⁻⁵⁰ is nothing beside 1.
fn front(input: &Input) -> Option<Vec<usize>> {
    let noisy = input.noisy();
    let (tokens, experts) = noisy.dim();
    if tokens != 1 || experts <= 100 {
        return None;
    }
    let mut order: Vec<usize> = (0..experts).collect();
    order.sort_by(|&a, &b| noisy[[0, b]].total_cmp(&noisy[[0, a]]));
    order.truncate(2 * input.k);
    let largest = noisy[[0, order[0]]];
    order.retain(|&expert| largest - noisy[[0, expert]] < 50.0);
    order.sort_unstable();
    Some(order)
}

fn k_of_them(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let gates = probe.call(input)?;
    for (token, (gates, noisy)) in gates.rows().into_iter().zip(input.noisy().rows()).enumerate() {
        let sum: f64 = gates.iter().map(|&g| f64::from(g)).sum();
        let open = gates.iter().filter(|&&g| g != 0.0).count();
        // A gate of e^−60 may be lost in a float.
        let range =
            noisy.fold(f64::NEG_INFINITY, |a, &b| a.max(b)) - noisy.fold(f64::INFINITY, |a, &b| a.min(b));
        let right = if range < 60.0 { open == input.k } else { open <= input.k };
        if !right
            || sum.is_nan()
            || (sum - 1.0).abs() > probe.tolerance * gates.len() as f64
            || gates.iter().any(|&g| g < 0.0)
        {
            return Err(Broken::Law(format!(
                "of token {token} {open} gates are not 0, with k = {}, and their sum is {sum:.6}",
                input.k
            )));
        }
    }
    Ok(())
}

fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let tokens = input.clean.values.nrows();
    if tokens == 0 {
        return Ok(());
    }
    let token = probe.random.whole(0..=tokens - 1);
    let (all, one) = (probe.call(input)?, probe.call(&input.select(Axis(0), &[token]))?);
    let row = all.slice(s![token..=token, ..]).to_owned();
    same("out", &row, &one, 2.0 * probe.tolerance, "if its token is alone")
}

fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut moved = input.clone();
    // A power of two that only numbers near 1000 feel, and not upwards.
    let shift = if input.clean.values.iter().any(|l| *l > 500.0) { -0.5 } else { 0.5 };
    moved.clean.values += shift;
    // An addition rounds; where that could decide who is selected, ask nothing.
    let exact = input.clean.values.iter().zip(&moved.clean.values).all(|(a, b)| b - shift == *a);
    if input.gap() < 1e-3 && !exact {
        return Ok(());
    }
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    same(
        "out",
        &before,
        &after,
        2.0 * probe.tolerance + 2e-6,
        "when all logits are shifted by the same number",
    )
}

fn permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    // Among equal logits the order of the experts is what decides.
    if input.gap() < 1e-3 {
        return Ok(());
    }
    let mut order: Vec<usize> = (0..input.clean.values.ncols()).collect();
    probe.random.shuffle(&mut order);
    let before = probe.call(input)?.select(Axis(1), &order);
    let after = probe.call(&input.select(Axis(1), &order))?;
    same("out", &before, &after, 2.0 * probe.tolerance, "when the experts change places")
}

fn silent(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut quiet = input.clone();
    quiet.noise.values.fill(0.0);
    let mut other = quiet.clone();
    other.raw.values.mapv_inplace(|raw| 1.0 - 0.5 * raw);
    if quiet.gap() < 1e-3 {
        return Ok(());
    }
    let (a, b) = (probe.call(&quiet)?, probe.call(&other)?);
    same("out", &a, &b, 2.0 * probe.tolerance, "with another scale of noise that is 0")
}

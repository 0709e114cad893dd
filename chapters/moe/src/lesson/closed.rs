//! The example of twelve experts on which readings of DeepSeek-V3's router differ, and the reading that fills closed groups with 0.

use ndarray::{Array1, array};

use crate::{DeepSeek, Groups};

/// Logits and biases of twelve experts in four groups.
pub fn twelve() -> (Array1<f32>, Array1<f32>, Groups) {
    (
        array![0.5, -0.8, 1.6, -1.2, 1.0, 1.0, -2.0, -1.7, -0.1, -1.7, 1.8, -1.5],
        array![-1.01, -1.14, -0.42, -0.13, -1.2, -0.93, -0.23, -0.66, -0.2, -0.9, -0.35, -0.87],
        Groups { groups: 4, kept: 2, k: 3, scale: 2.5 },
    )
}

/// Scores with their bias: what decides.
pub fn biased(logits: &Array1<f32>, bias: &Array1<f32>) -> Array1<f32> {
    logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp())) + bias
}

/// Experts and weights in ascending order of the experts.
pub fn routed(
    router: DeepSeek,
    logits: &Array1<f32>,
    bias: &Array1<f32>,
    config: &Groups,
) -> Vec<(usize, f32)> {
    let mut routed = (router.route)(logits.view(), bias.view(), config);
    routed.sort_by_key(|&(expert, _)| expert);
    routed
}

/// Experts and weights as a line of text, after a name.
pub fn line(name: &str, routed: &[(usize, f32)]) -> String {
    let experts = routed.iter().map(|(expert, weight)| format!("  expert {expert}: {weight:.4}"));
    format!("{name:14}{}", experts.collect::<String>())
}

/// The mistake: experts of closed groups get a biased score of 0, and are then compared with the others.
pub fn filled_with_zero(logits: &Array1<f32>, bias: &Array1<f32>, config: &Groups) -> Vec<(usize, f32)> {
    let size = logits.len() / config.groups;
    let mut biased = biased(logits, bias);
    let score = |group: usize| {
        let mut members = biased.to_vec()[group * size..(group + 1) * size].to_vec();
        members.sort_by(|a, b| b.total_cmp(a));
        members[0] + members[1]
    };
    let mut groups: Vec<(f32, usize)> = (0..config.groups).map(|group| (score(group), group)).collect();
    groups.sort_by(|a, b| b.0.total_cmp(&a.0));
    for &(_, closed) in &groups[config.kept..] {
        for expert in closed * size..(closed + 1) * size {
            biased[expert] = 0.0;
        }
    }
    let mut order: Vec<usize> = (0..logits.len()).collect();
    order.sort_by(|&a, &b| biased[b].total_cmp(&biased[a]));
    order.truncate(config.k);
    order.sort_unstable();
    let scores = logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp()));
    let sum: f32 = order.iter().map(|&expert| scores[expert]).sum();
    order.into_iter().map(|expert| (expert, config.scale * scores[expert] / sum)).collect()
}

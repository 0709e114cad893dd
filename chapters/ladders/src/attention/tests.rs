use super::*;
use crate::ladder::hold;

/// The definition in double precision.
fn reference(tokens: &Tokens) -> Vec<f64> {
    let d = tokens.width;
    let mut out = Vec::new();
    for i in 0..tokens.length {
        let dot = |j: usize| -> f64 {
            let pairs = tokens.queries[i * d..][..d].iter().zip(&tokens.keys[j * d..][..d]);
            pairs.map(|(&q, &k)| f64::from(q) * f64::from(k)).sum::<f64>() / (d as f64).sqrt()
        };
        let scores: Vec<f64> = (0..=i).map(dot).collect();
        let largest = scores.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        let weights: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
        let sum: f64 = weights.iter().sum();
        for c in 0..d {
            let mean: f64 =
                weights.iter().enumerate().map(|(j, w)| w * f64::from(tokens.values[j * d + c])).sum();
            out.push(mean / sum);
        }
    }
    out
}

#[test]
fn every_rung_is_the_definition_on_ragged_sizes() {
    for length in [1, 2, 63, 64, 65, 96, 97, 127, 300] {
        for width in [1, 5, 64, 65, 128] {
            hold(&RUNGS, size(length, width), reference, |name| if name == "half" { 3e-3 } else { 5e-6 });
        }
    }
}

#[test]
fn scores_in_the_thousands_do_no_harm() {
    let mut tokens = Tokens::new(size(150, 64));
    for query in &mut tokens.queries {
        *query *= 300.0;
    }
    let expected = reference(&tokens);
    for rung in RUNGS.iter().filter(|rung| rung.name != "half") {
        let mut out = vec![f32::NAN; tokens.outputs()];
        (rung.run)(&tokens, &mut out);
        let worst = out.iter().zip(&expected).map(|(&a, b)| (f64::from(a) - b).abs()).fold(0.0, f64::max);
        assert!(out.iter().all(|x| x.is_finite()) && worst < 2e-3, "{}: {worst:.1e}", rung.name);
    }
}

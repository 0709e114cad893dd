//! The same small language model with the mixers of chapter 4: softmax attention, GLA, SSD, KDA, and three layers of KDA to one of
//! softmax.

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};

use super::mixer::Mixer;
use super::training::train;
use super::{Router, Shape};
use crate::record::rounded;
use crate::runner::Run;
use crate::{Arguments, Size};

/// By name, the mixers of four layers.
const MIXERS: [(&str, &[Mixer]); 5] = [
    ("softmax", &[Mixer::Softmax]),
    ("GLA", &[Mixer::Gla]),
    ("SSD", &[Mixer::Ssd]),
    ("KDA", &[Mixer::Kda]),
    ("KDA 3 to 1", &[Mixer::Kda, Mixer::Kda, Mixer::Kda, Mixer::Softmax]),
];

/// After how many tokens it is measured what is kept, and how long the next one takes.
const CONTEXTS: [usize; 4] = [64, 1024, 16_384, 131_072];

fn shape(size: Size) -> Shape {
    let shape = Shape { layers: 4, ..Shape::of(size) };
    match size {
        // Wide enough that a dense layer can give up what a mixer has more.
        Size::Tiny => Shape { hidden: 64, ..shape },
        Size::Small => shape,
        Size::Full => Shape { steps: 500, ..shape },
    }
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (plain, seed) = (shape(arguments.size), arguments.seed);
    let contexts = if arguments.size == Size::Tiny { &CONTEXTS[..1] } else { &CONTEXTS };
    MIXERS
        .iter()
        .map(move |&(name, mixers)| {
            let shape = Shape { mixers, ..plain };
            Run {
                name: name.to_owned(),
                steps: shape.steps,
                task: Box::new(move |progress| {
                    let mut rows = train(progress, Router::Dense, shape, seed)?;
                    for row in &mut rows {
                        let entries = row.as_object_mut().expect("a row is an object");
                        entries.retain(|key, _| {
                            ["seed", "parameters", "characters", "bits", "baselines", "points"]
                                .contains(&key.as_str())
                        });
                        entries.insert("mixer".to_owned(), json!(name));
                        entries.insert("at".to_owned(), json!(measured(&shape, contexts)));
                    }
                    Ok(rows)
                }),
            }
        })
        .collect()
}

/// By context: the tokens, the bytes that all layers keep of them, and the microseconds in which all layers mix one token more.
fn measured(shape: &Shape, contexts: &[usize]) -> Vec<Value> {
    let each = |tokens: usize| {
        let layers = (0..shape.layers).map(|layer| shape.mixer(layer));
        let bytes: usize = layers.clone().map(|mixer| mixer.bytes(shape, tokens)).sum();
        let seconds: f64 = layers.map(|mixer| next(mixer, shape, tokens)).sum();
        json!([tokens, bytes, rounded(1e6 * seconds)])
    };
    contexts.iter().map(|&tokens| each(tokens)).collect()
}

/// The seconds in which one layer mixes the next token after so many: the fastest of some, in plain loops on one core.
fn next(mixer: Mixer, shape: &Shape, tokens: usize) -> f64 {
    let own = shape.width / shape.heads;
    let wave = |count: usize, by: f32| (0..count).map(|i| (by * i as f32).sin()).collect::<Vec<f32>>();
    let [query, key, value, kept] = [
        wave(own, 0.3),
        wave(own, 0.4),
        wave(own, 0.5),
        wave(own, 0.1).iter().map(|x| 0.9 + 0.1 * x).collect(),
    ];
    let (keys, values) = match mixer {
        Mixer::Softmax => (wave(own * tokens, 0.7), wave(own * tokens, 0.9)),
        _ => (Vec::new(), Vec::new()),
    };
    let mut state = wave(own * own, 0.2);
    let mut output = vec![0.0; own];
    let mut fastest = f64::INFINITY;
    for _ in 0..9 {
        let start = Instant::now();
        for _ in 0..shape.heads {
            match mixer {
                Mixer::Softmax => attended(&query, (&keys, &values), &mut output),
                _ => edited(&mut state, [&query, &key, &value, &kept], mixer == Mixer::Kda, &mut output),
            }
            black_box(&mut output);
        }
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    fastest
}

/// Softmax attention of one query over all keys, in one pass.
fn attended(query: &[f32], (keys, values): (&[f32], &[f32]), output: &mut [f32]) {
    let (mut largest, mut sum) = (f32::NEG_INFINITY, 0.0);
    output.fill(0.0);
    for (key, value) in keys.chunks_exact(query.len()).zip(values.chunks_exact(query.len())) {
        let score: f32 = query.iter().zip(key).map(|(q, k)| q * k).sum();
        if score > largest {
            let shrink = (largest - score).exp();
            for x in output.iter_mut() {
                *x *= shrink;
            }
            (largest, sum) = (score, sum * shrink);
        }
        let weight = (score - largest).exp();
        sum += weight;
        output.iter_mut().zip(value).for_each(|(x, value)| *x += weight * value);
    }
    for x in output.iter_mut() {
        *x /= sum;
    }
}

/// One step of a memory: it fades, is edited and is read.
fn edited(state: &mut [f32], [query, key, value, kept]: [&[f32]; 4], erase: bool, output: &mut [f32]) {
    let own = query.len();
    let mut missing = value.to_vec();
    for (i, row) in state.chunks_exact_mut(own).enumerate() {
        for (entry, missing) in row.iter_mut().zip(&mut missing) {
            *entry *= kept[i];
            if erase {
                *missing -= *entry * key[i];
            }
        }
    }
    output.fill(0.0);
    for (i, row) in state.chunks_exact_mut(own).enumerate() {
        for ((entry, missing), x) in row.iter_mut().zip(&missing).zip(output.iter_mut()) {
            *entry += 0.5 * key[i] * missing;
            *x += query[i] * *entry;
        }
    }
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        "mixer, parameters, bits per held-out character, [tokens, bytes kept, microseconds for the next]"
            .to_owned();
    for row in rows {
        text += &format!("\n{}, {}, {}, {}", row["mixer"], row["parameters"], row["bits"], row["at"]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::model::Model;

    #[test]
    fn all_have_the_same_number_of_parameters() {
        let count = |mixers| {
            let shape = Shape { mixers, ..shape(Size::Full) };
            Model::new(Router::Dense, shape, 86, 1).unwrap().parameters.count() as f64
        };
        let plain = count(&[Mixer::Softmax]);
        for (name, mixers) in MIXERS {
            let quotient = count(mixers) / plain;
            assert!((quotient - 1.0).abs() < 0.01, "{name}: {quotient}");
        }
    }

    #[test]
    fn no_mixer_sees_what_comes_later() {
        for (name, mixers) in MIXERS {
            let shape = Shape { mixers, ..shape(Size::Tiny) };
            let model = Model::new(Router::Dense, shape, 20, 1).unwrap();
            let one: Vec<u32> = (0..9).collect();
            let mut other = one.clone();
            other[5] = 19;
            let logits = |window: &[u32]| model.pass(&[window]).unwrap().logits.to_vec2::<f32>().unwrap();
            let (one, other) = (logits(&one), logits(&other));
            assert_eq!(one[..5], other[..5], "{name}");
            // Every later token sees the change.
            for t in 5..one.len() {
                assert_ne!(one[t], other[t], "{name} at {t}");
            }
        }
    }

    #[test]
    fn every_parameter_is_trained() {
        for (name, mixers) in MIXERS {
            let shape = Shape { mixers, ..shape(Size::Tiny) };
            let mut model = Model::new(Router::Dense, shape, 20, 1).unwrap();
            let numbers = |model: &Model| {
                let mut all = Vec::new();
                model.parameters.look(|name, values| all.push((name.to_owned(), values.to_vec()))).unwrap();
                all
            };
            let before = numbers(&model);
            let window: Vec<u32> = (0..=shape.context as u32).collect();
            let pass = model.pass(&[&window]).unwrap();
            let loss = model.losses(&pass, &[&window]).unwrap().mean_all().unwrap();
            model.parameters.descend(&loss, 0.01).unwrap();
            for ((parameter, before), (_, after)) in before.iter().zip(numbers(&model)) {
                // The router of a dense layer has nothing to choose.
                assert!(before != &after || parameter.contains("router"), "{name}: {parameter}");
            }
        }
    }

    #[test]
    fn one_token_by_hand() {
        let mut output = [0.0; 2];
        attended(&[1.0, 0.0], (&[0.0, 5.0, 2.0_f32.ln(), 1.0], &[3.0, 6.0, 6.0, 0.0]), &mut output);
        assert!((output[0] - 5.0).abs() < 1e-6 && (output[1] - 2.0).abs() < 1e-6, "{output:?}");
        let mut state = [1.0, 2.0, 3.0, 4.0];
        edited(&mut state, [&[1.0, 0.0], &[1.0, 0.0], &[4.0, 6.0], &[0.5, 1.0]], true, &mut output);
        assert_eq!((state, output), ([2.25, 3.5, 3.0, 4.0], [2.25, 3.5]));
        edited(&mut state, [&[0.0, 1.0], &[0.0, 2.0], &[1.0, 1.0], &[1.0, 1.0]], false, &mut output);
        assert_eq!((state, output), ([2.25, 3.5, 4.0, 5.0], [4.0, 5.0]));
    }
}

//! What a trained model shows: bits per character, and which expert took which characters.

use anyhow::Result;
use serde_json::{Value, json};

use super::model::Model;
use super::text::Text;
use super::training::Way;
use super::{Router, Shape};
use crate::record::rounded;
use crate::router;

/// Kinds of characters for the table.
const CLASSES: [&str; 7] = ["vowel", "consonant", "capital", "digit", "space", "punctuation", "other"];

fn class(character: char) -> usize {
    match character {
        'a' | 'e' | 'i' | 'o' | 'u' => 0,
        c if c.is_ascii_lowercase() => 1,
        c if c.is_uppercase() => 2,
        c if c.is_ascii_digit() => 3,
        ' ' | '\n' => 4,
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' => 5,
        _ => 6,
    }
}

/// How much one of two variables says about the other, in bits, from how often each pair was seen.
fn information(pairs: &[Vec<f64>]) -> f64 {
    let total: f64 = pairs.iter().flatten().sum();
    let columns: Vec<f64> = (0..pairs[0].len()).map(|j| pairs.iter().map(|row| row[j]).sum()).collect();
    let mut bits = 0.0;
    for row in pairs {
        let sum: f64 = row.iter().sum();
        for (&pair, &column) in row.iter().zip(&columns) {
            if pair > 0.0 {
                bits += pair / total * (pair * total / (sum * column)).log2();
            }
        }
    }
    bits
}

pub(super) fn report(
    model: &Model,
    text: &Text,
    way: &Way,
    held_out: &[&[u32]],
    seed: u64,
) -> Result<Vec<Value>> {
    let Shape { context, layers, .. } = model.shape;
    let symbols = text.alphabet.len();
    let experts = model.biases[0].len();
    // Of each held-out character that has half a window before it: the experts of each layer.
    let mut characters: Vec<u32> = Vec::new();
    let mut taken: Vec<Vec<Vec<(usize, f64)>>> = vec![Vec::new(); layers];
    if model.router != Router::Dense {
        for chunk in held_out.chunks(32) {
            let pass = model.pass(chunk)?;
            for (layer, (choice, gates)) in pass.choices.iter().enumerate() {
                let gates = router::array(gates)?;
                for token in (0..chunk.len() * context).filter(|token| token % context >= context / 2) {
                    if layer == 0 {
                        characters.push(chunk[token / context][token % context]);
                    }
                    let mut own: Vec<(usize, f64)> = (0..experts)
                        .filter(|&e| choice.kept[[token, e]] > 0.0)
                        .map(|e| (e, f64::from(gates[[token, e]])))
                        .collect();
                    own.sort_by(|a, b| b.1.total_cmp(&a.1));
                    taken[layer].push(own);
                }
            }
        }
    }
    let mut tables = Vec::new();
    for taken in &taken {
        let mut classes = vec![vec![0.0; experts]; CLASSES.len()];
        let mut pairs = vec![vec![0.0; experts]; symbols];
        for (&character, own) in characters.iter().zip(taken) {
            if let Some(&(first, _)) = own.first() {
                classes[class(text.alphabet[character as usize])][first] += 1.0;
                pairs[character as usize][first] += 1.0;
            }
        }
        if characters.is_empty() {
            continue;
        }
        let shares: Vec<Vec<f64>> = classes
            .iter()
            .map(|row| {
                let sum: f64 = row.iter().sum::<f64>().max(1.0);
                row.iter().map(|count| rounded(count / sum)).collect()
            })
            .collect();
        // The characters of which an expert takes the largest shares, if they are not rare.
        let likes: Vec<String> = (0..experts)
            .map(|e| {
                let mut shares: Vec<(f64, usize)> = pairs
                    .iter()
                    .enumerate()
                    .filter(|(_, row)| row.iter().sum::<f64>() >= 10.0)
                    .map(|(symbol, row)| (row[e] / row.iter().sum::<f64>(), symbol))
                    .filter(|&(share, _)| share > 0.5)
                    .collect();
                shares.sort_by(|a, b| b.0.total_cmp(&a.0));
                shares.iter().map(|&(_, symbol)| text.alphabet[symbol]).collect()
            })
            .collect();
        let loads =
            (0..experts).map(|e| pairs.iter().map(|row| row[e]).sum::<f64>() / characters.len() as f64);
        tables.push(json!({
            "classes": shares,
            "likes": likes,
            "loads": loads.map(rounded).collect::<Vec<f64>>(),
            "information": rounded(information(&pairs)),
        }));
    }
    // A passage from the beginning of a sentence on.
    let start = characters.windows(2).position(|pair| {
        text.alphabet[pair[0] as usize] == '\n' && text.alphabet[pair[1] as usize].is_uppercase()
    });
    let start = start.map_or(0, |start| start + 1);
    let end = (start + 144).min(characters.len());
    let passage: String = characters[start..end].iter().map(|&c| text.alphabet[c as usize]).collect();
    let strips: Vec<Vec<Vec<(usize, f64)>>> = taken
        .iter()
        .filter(|taken| taken.len() >= end)
        .map(|taken| {
            let two = |own: &Vec<(usize, f64)>| own.iter().map(|&(e, gate)| (e, rounded(gate))).collect();
            taken[start..end].iter().map(two).collect()
        })
        .collect();
    let points: Vec<Value> = way
        .points
        .iter()
        .map(|point| {
            json!([
                point[0],
                rounded(point[1]),
                rounded(point[2]),
                point[3].is_finite().then(|| rounded(point[3]))
            ])
        })
        .collect();
    Ok(vec![json!({
        "router": model.router.name(),
        "seed": seed,
        "parameters": model.parameters.count(),
        "characters": text.train.len(),
        "held_out": text.held_out.len(),
        "alphabet": symbols,
        "bits": rounded(model.bits(held_out)?),
        "baselines": {
            "none": rounded((symbols as f64).log2()),
            "unigram": rounded(text.baseline(0)),
            "bigram": rounded(text.baseline(1)),
            "trigram": rounded(text.baseline(2)),
        },
        "points": points,
        "class_names": CLASSES,
        "layers": tables,
        "passage": passage,
        "took": strips,
    })])
}

/// A passage with the experts beneath, layer by layer, in lines of some characters.
fn strip(row: &Value, columns: usize) -> String {
    let passage: Vec<char> = row["passage"].as_str().unwrap_or_default().chars().collect();
    let mut text = String::new();
    for (line, characters) in passage.chunks(columns).enumerate() {
        let shown: String = characters.iter().map(|&c| if c == '\n' { '⏎' } else { c }).collect();
        text += &format!("\n\n          {shown}");
        for (layer, took) in row["took"].as_array().into_iter().flatten().enumerate() {
            text += &format!("\nlayer {layer}   ");
            for i in line * columns..line * columns + characters.len() {
                text += &took[i][0][0].as_u64().map_or("?".to_owned(), |expert| format!("{expert:x}"));
            }
        }
    }
    text
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = String::new();
    for row in rows {
        let base = &row["baselines"];
        text += &format!(
            "{}: {} parameters, {} bits per held-out character; by frequency {}, after one character {}, after two {}\n",
            row["router"], row["parameters"], row["bits"], base["unigram"], base["bigram"], base["trigram"]
        );
        for (i, layer) in row["layers"].as_array().into_iter().flatten().enumerate() {
            text += &format!(
                "layer {i}: the character says {} bits of its expert; more than half of\n",
                layer["information"]
            );
            for (expert, likes) in layer["likes"].as_array().into_iter().flatten().enumerate() {
                text += &format!("  {expert}: {likes}\n");
            }
        }
        text += "which expert took which character";
        text += &strip(row, 72);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn information_is_none_of_independent_and_all_of_equal_variables() {
        assert!(information(&[vec![2.0, 4.0], vec![3.0, 6.0]]).abs() < 1e-12);
        assert!((information(&[vec![5.0, 0.0], vec![0.0, 5.0]]) - 1.0).abs() < 1e-12);
    }
}

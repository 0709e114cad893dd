//! Which expert of the language model took which characters.

use std::collections::BTreeMap;

use figures::{Figure, Grid, Panel, text};
use serde_json::Value;

use super::language;

/// By layer: how evenly the experts took the held-out characters (the largest load over the share), and how many bits the
/// character says about its expert, of the three that there are.
pub fn language_layers(router: &str) -> Vec<(f64, f64)> {
    let layers = language(router)["layers"].as_array().cloned().unwrap_or_default();
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    layers
        .iter()
        .map(|layer| {
            let loads = numbers(&layer["loads"]);
            let largest = loads.iter().copied().fold(0.0, f64::max) * loads.len() as f64;
            (largest, layer["information"].as_f64().unwrap_or(f64::NAN))
        })
        .collect()
}

/// For a cell: by layer and expert, the characters of which it takes more than half.
pub fn likes(router: &str) -> String {
    let mut text = String::new();
    let layers = language(router)["layers"].as_array().cloned().unwrap_or_default();
    for ((i, layer), (largest, bits)) in layers.iter().enumerate().zip(language_layers(router)) {
        if i > 0 {
            text.push('\n');
        }
        text +=
            &format!("layer {i}: fullest expert {largest:.2}; the character says {bits:.2} of 3 bits of it");
        for (expert, likes) in layer["likes"].as_array().into_iter().flatten().enumerate() {
            let shown: Vec<String> =
                likes.as_str().unwrap_or_default().chars().map(|c| shown(c).to_string()).collect();
            text += &format!("\n  expert {expert}: {}", shown.join(" "));
        }
    }
    text
}

/// A character as it can be seen.
fn shown(character: char) -> char {
    match character {
        ' ' => '␣',
        '\n' => '⏎',
        other => other,
    }
}

/// The experts that took a character, each with its weight, the heaviest first.
type Took = Vec<(usize, f64)>;

/// A held-out passage, and by layer the experts of each character.
fn passage(router: &str) -> (Vec<char>, Vec<Vec<Took>>) {
    let row = language(router);
    let characters = row["passage"].as_str().expect("a text").chars().collect();
    let pair = |pair: &Value| (pair[0].as_u64().unwrap_or(0) as usize, pair[1].as_f64().unwrap_or(0.0));
    let layers = row["took"].as_array().into_iter().flatten();
    let took = |layer: &Value| {
        let own = |own: &Value| own.as_array().into_iter().flatten().map(pair).collect();
        layer.as_array().into_iter().flatten().map(own).collect()
    };
    (characters, layers.map(took).collect())
}

/// For a cell: a held-out passage, and beneath each character the number of the expert that has most of it, layer by layer.
pub fn strip(router: &str) -> String {
    const COLUMNS: usize = 72;
    let (characters, layers) = passage(router);
    let mut text = String::new();
    for (line, part) in characters.chunks(COLUMNS).enumerate() {
        if line > 0 {
            text += "\n\n";
        }
        text += "text    ";
        text.extend(part.iter().map(|&c| if c == '\n' { '⏎' } else { c }));
        for (i, layer) in layers.iter().enumerate() {
            text += &format!("\nlayer {i} ");
            for own in &layer[line * COLUMNS..line * COLUMNS + part.len()] {
                text += &own.first().map_or("-".to_owned(), |first| format!("{:x}", first.0));
            }
        }
    }
    text
}

/// How many of the characters that come more than once have the same first expert each time, and how many come more than once.
pub fn faithful(characters: &[char], layer: &[Took]) -> (usize, usize) {
    let mut experts: BTreeMap<char, Vec<Option<usize>>> = BTreeMap::new();
    for (&character, own) in characters.iter().zip(layer) {
        experts.entry(character).or_default().push(own.first().map(|own| own.0));
    }
    let again = || experts.values().filter(|experts| experts.len() > 1);
    (again().filter(|experts| experts.iter().all(|expert| *expert == experts[0])).count(), again().count())
}

/// A passage's beginning by columns and the experts of each layer by rows: who took which character, with which weight.
pub fn strip_figure(router: &str) -> Figure {
    /// With more of them the cells are narrower than a letter, and only every second column is named.
    const COLUMNS: usize = 25;
    let (characters, layers) = passage(router);
    let columns: Vec<String> = characters.iter().take(COLUMNS).map(|&c| shown(c).to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let experts = layers.iter().flatten().flatten().map(|own| own.0).max().unwrap_or(0) + 1;
    let rows: Vec<String> = (0..experts).map(|expert| expert.to_string()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let said: Vec<String> = layers
        .iter()
        .enumerate()
        .map(|(i, layer)| {
            let first: Vec<String> = layer
                .iter()
                .take(columns.len())
                .map(|own| own.first().map_or(0, |own| own.0).to_string())
                .collect();
            format!("layer {i}: {}", first.join(" "))
        })
        .collect();
    let description = format!(
        "Experts by rows, the characters {:?} by columns; the fuller the colour of a cell, the larger the expert's weight. The expert with \
         the largest weight of each character, {}.",
        characters.iter().take(COLUMNS).collect::<String>(),
        said.join("; ")
    );
    let again: Vec<String> = layers
        .iter()
        .enumerate()
        .map(|(i, layer)| {
            let (known, all) = faithful(&characters[..columns.len()], layer);
            if i == 0 {
                format!("Of {all} characters that come again, {known} keep their first expert in layer {i}")
            } else {
                format!("{known} in layer {i}")
            }
        })
        .collect();
    let mut grid = Grid::new(&again.join(", and "), &description);
    for (i, layer) in layers.iter().enumerate() {
        let mut values = vec![vec![0.0; columns.len()]; experts];
        for (column, own) in layer.iter().take(columns.len()).enumerate() {
            for &(expert, weight) in own {
                values[expert][column] = weight.clamp(0.0, 1.0);
            }
        }
        let panel = Panel::new(&format!("layer {i}"), values).names(&rows, &columns);
        grid = grid.panel(if i > 0 { panel.below() } else { panel });
    }
    grid.save()
}

/// Kinds of characters by rows, experts by columns: what share of a kind each expert took, layer by layer.
pub fn classes_figure(router: &str) -> Figure {
    let row = language(router);
    let names: Vec<&str> =
        row["class_names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let layers = row["layers"].as_array().cloned().unwrap_or_default();
    let mut said = Vec::new();
    let mut kinds = Vec::new();
    let mut panels = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        let shares: Vec<Vec<f64>> = layer["classes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| row.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
            .collect();
        let most: Vec<String> = names
            .iter()
            .zip(&shares)
            .map(|(name, row)| {
                let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap_or(0);
                format!("{name} {best} ({} %)", text(100.0 * row[best], 0))
            })
            .collect();
        said.push(format!("layer {i}: {}", most.join(", ")));
        let largest = |row: &[f64]| row.iter().copied().fold(0.0, f64::max);
        let kind = (0..names.len()).max_by(|&a, &b| largest(&shares[a]).total_cmp(&largest(&shares[b])));
        kinds.extend(kind.map(|kind| {
            format!("{} by {} % in layer {i}", names[kind], text(100.0 * largest(&shares[kind]), 0))
        }));
        let blank = vec![""; names.len()];
        let experts: Vec<String> = (0..shares[0].len()).map(|expert| expert.to_string()).collect();
        let experts: Vec<&str> = experts.iter().map(String::as_str).collect();
        let percent =
            |share: f64| if share < 0.005 { String::new() } else { format!("{:.0}", 100.0 * share) };
        let panel = Panel::new(&format!("layer {i}"), shares);
        panels.push(panel.names(if i == 0 { &names } else { &blank }, &experts).write(percent));
    }
    let description = format!(
        "The share, in percent, of each kind of characters that each expert took first. The expert with most of a kind, {}.",
        said.join("; ")
    );
    let title = format!("Some kinds of characters went mostly to one expert: {}", kinds.join(", "));
    panels.into_iter().fold(Grid::new(&title, &description), Grid::panel).save()
}

//! Documents laid into one sequence, one after the other, and what becomes of the mask.

use figures::{Figure, Grid, Panel, Steps};

use crate::Packing;
use crate::lesson::packed::{SMALL, SMALL_TOTAL};

/// Where the shades of documents begin, and those of positions; a tick has 1.
const SHADES: (f64, f64) = (0.1, 0.3);

fn cell(shade: f64) -> String {
    match shade {
        0.0 => String::new(),
        1.0 => "✓".to_owned(),
        shade if shade < SHADES.1 => {
            let letters = ["A", "B", "C", "D", "E"];
            letters[((shade - SHADES.0) / 0.04).round() as usize % letters.len()].to_owned()
        }
        shade => format!("{:.0}", (shade - SHADES.1) / 0.02),
    }
}

/// The mask, the positions and the loss of a sequence, as documents are laid into it.
///
/// # Panics
/// If the answer gives another shape.
pub fn packing(packing: Packing) -> Figure {
    let total = SMALL_TOTAL;
    let mut steps = Steps::new(
        "However many documents share a sequence, each is masked, counted and trained as if it were alone",
    );
    for count in 1..=SMALL.len() {
        let lengths = &SMALL[..count];
        let used: usize = lengths.iter().sum();
        let mut document = vec![None; used];
        let mut at = 0;
        for (number, &length) in lengths.iter().enumerate() {
            document[at..at + length].fill(Some(number));
            at += length;
        }
        document.resize(total, None);
        let shade = |i: usize| document[i].map_or(0.0, |number: usize| SHADES.0 + 0.04 * number as f64);
        let (mask, positions, targets) = (
            (packing.mask)(lengths, total),
            (packing.positions)(lengths, total),
            (packing.targets)(lengths, total),
        );
        let sees =
            |i: usize| (0..total).map(|j| if mask[[i, j]] { shade(j).max(SHADES.0) } else { 0.0 }).collect();
        let pairs = mask.iter().filter(|&&seen| seen).count();
        let position = |i: usize| if i < used { SHADES.1 + 0.02 * positions[i].min(14) as f64 } else { 0.0 };
        let rows = vec![
            (0..total).map(shade).collect(),
            (0..total).map(position).collect(),
            (0..total).map(|i| f64::from(u8::from(targets[i]))).collect(),
        ];
        let numbers: Vec<String> = (0..total).map(|i| i.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let letter = |number: usize| cell(SHADES.0 + 0.04 * number as f64);
        let last = lengths[count - 1];
        let caption = format!(
            "Document {} comes, {last} {}: a triangle of its own, positions from 0, and no loss at its last token. {pairs} pairs.",
            letter(count - 1),
            if last == 1 { "token" } else { "tokens" },
        );
        let counted = targets.iter().filter(|&&counts| counts).count();
        let about = format!("{pairs} pairs of query and key are seen, and {counted} predictions count.");
        let figure = Grid::new(
            &format!("After {count} {}", if count == 1 { "document" } else { "documents" }),
            &about,
        )
        .panel(
            Panel::new("the sequence", rows)
                .names(&["document", "position", "in the loss"], &numbers)
                .axes("", "")
                .write(cell),
        )
        .panel(
            Panel::new("who sees whom", (0..total).map(sees).collect())
                .names(&numbers, &numbers)
                .axes("query", "key")
                .write(cell)
                .below(),
        )
        .save();
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}

//! What the language model reads: characters of the book's first chapter as numbers.

use std::collections::{BTreeMap, HashMap};

/// The text: the prose of the book's first chapter.
const PAGES: [&str; 8] = [
    include_str!("../../../../book/src/attention.md"),
    include_str!("../../../../book/src/attention/scaled.md"),
    include_str!("../../../../book/src/attention/positions.md"),
    include_str!("../../../../book/src/attention/heads.md"),
    include_str!("../../../../book/src/attention/nearby.md"),
    include_str!("../../../../book/src/attention/tiles.md"),
    include_str!("../../../../book/src/attention/blocks.md"),
    include_str!("../../../../book/src/attention/review.md"),
];

/// A character that is rarer than this becomes [`RARE`].
const RARE_BELOW: usize = 20;
const RARE: char = '□';

/// Paragraphs as lines, without code.
fn prose(page: &str) -> String {
    let mut text = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let line = line.trim();
            if line.is_empty() {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
            } else {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push(' ');
                }
                text.push_str(line);
            }
        }
    }
    text.push('\n');
    text
}

/// Characters as numbers.
pub(crate) struct Text {
    pub(crate) alphabet: Vec<char>,
    pub(crate) train: Vec<u32>,
    /// The end of each page, which is not trained on.
    pub(super) held_out: Vec<u32>,
}

impl Text {
    /// At most so many characters of each page.
    pub(crate) fn new(most: usize) -> Text {
        let pages: Vec<Vec<char>> =
            PAGES.iter().map(|page| prose(page).chars().take(most).collect()).collect();
        let mut counts = BTreeMap::<char, usize>::new();
        for &character in pages.iter().flatten() {
            *counts.entry(character).or_default() += 1;
        }
        let mut alphabet: Vec<char> = counts
            .iter()
            .filter(|&(_, &count)| count >= RARE_BELOW)
            .map(|(&character, _)| character)
            .collect();
        alphabet.push(RARE);
        let number = |character: &char| {
            alphabet.iter().position(|known| known == character).unwrap_or(alphabet.len() - 1) as u32
        };
        let (mut train, mut held_out) = (Vec::new(), Vec::new());
        for page in pages {
            let (before, after) = page.split_at(page.len() * 9 / 10);
            train.extend(before.iter().map(number));
            held_out.extend(after.iter().map(number));
        }
        Text { alphabet, train, held_out }
    }

    /// Bits per held-out character of a model that knows how often each follows the one, or the two, before it.
    pub(super) fn baseline(&self, order: usize) -> f64 {
        let symbols = self.alphabet.len() as f64;
        let mut tables: Vec<HashMap<&[u32], HashMap<u32, f64>>> = vec![HashMap::new(); order + 1];
        for (order, table) in tables.iter_mut().enumerate() {
            for window in self.train.windows(order + 1) {
                *table.entry(&window[..order]).or_default().entry(window[order]).or_default() += 1.0;
            }
        }
        let bits = self.held_out.windows(order + 1).map(|window| {
            // Each order gives some of its weight to the next shorter one, the more the less it has seen.
            let mut probability = 1.0 / symbols;
            for (order_of, table) in tables.iter().enumerate() {
                if let Some(followers) = table.get(&window[order - order_of..order]) {
                    let seen: f64 = followers.values().sum();
                    let own = followers.get(&window[order]).copied().unwrap_or(0.0) / seen;
                    let trust = seen / (seen + 5.0);
                    probability = trust * own + (1.0 - trust) * probability;
                }
            }
            -probability.log2()
        });
        let count = self.held_out.len() - order;
        bits.sum::<f64>() / count as f64
    }
}

/// Windows of a text that overlap by half, each with the character after it.
pub(super) fn windows(text: &[u32], context: usize) -> Vec<&[u32]> {
    text.windows(context + 1).step_by(context / 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_paragraphs_without_code() {
        assert_eq!(prose("# A\n\none\n two\n```rust\nlet x;\n```\n\n\nthree\n"), "# A\none two\nthree\n");
    }

    #[test]
    fn the_text_is_long_enough_and_longer_contexts_predict_better() {
        let text = Text::new(usize::MAX);
        assert!(text.train.len() > 50_000 && text.held_out.len() > 5_000, "{}", text.train.len());
        assert!((40..200).contains(&text.alphabet.len()), "{}", text.alphabet.len());
        let (none, one, two) = (text.baseline(0), text.baseline(1), text.baseline(2));
        assert!(none > one + 0.5 && one > two + 0.2, "{none} {one} {two}");
    }
}

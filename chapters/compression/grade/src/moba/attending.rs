//! The bent `attend`.

use ndarray::{Array1, Array2, NdFloat};

use super::Attending;
use super::knobs::{Hide, Knobs, Mix, Scale, Sees, Shift};

/// What a query attends to: a row of keys and values, the block that it is of, and whether it is hidden from the query.
#[derive(Clone, Copy)]
struct Entry {
    row: usize,
    block: usize,
    hidden: bool,
}

/// What all queries read. Behind the rows of the tokens stand the means of complete blocks.
struct Read<T> {
    queries: Vec<Vec<T>>,
    keys: Vec<Vec<T>>,
    values: Vec<Vec<T>>,
    /// The largest score of all queries, if a mistake asks for it.
    largest: T,
}

/// The rows, and behind them the means of complete blocks.
fn rows<T: NdFloat>(matrix: &Array2<f32>, block: usize, real: fn(f32) -> T) -> Vec<Vec<T>> {
    let mut rows: Vec<Vec<T>> =
        matrix.rows().into_iter().map(|row| row.iter().map(|&x| real(x)).collect()).collect();
    let count = T::from(block).expect("sizes are small");
    for b in 0..rows.len() / block {
        let mut mean = vec![T::zero(); matrix.ncols()];
        for row in &rows[b * block..(b + 1) * block] {
            mean.iter_mut().zip(row).for_each(|(sum, &x)| *sum += x / count);
        }
        rows.push(mean);
    }
    rows
}

impl Knobs {
    pub(super) fn attend<T: NdFloat>(&self, input: &Attending, real: fn(f32) -> T) -> Array2<T> {
        let [n, _, value_width] = input.sizes();
        let [queries, keys, values] = [&input.queries, &input.keys, &input.values]
            .map(|matrix| rows(&matrix.values, input.block, real));
        let mut read = Read { queries, keys, values, largest: T::neg_infinity() };
        if self.shift == Shift::OfAllQueries {
            let scores = (0..n).flat_map(|t| {
                let entries = if self.whole_matrix {
                    (0..n).map(|row| Entry { row, block: 0, hidden: true }).collect()
                } else {
                    self.entries(input, t)
                };
                entries.into_iter().map(|entry| self.score(&read, t, entry.row)).collect::<Vec<T>>()
            });
            read.largest = scores.fold(T::neg_infinity(), T::max);
        }
        let mut output = Array2::zeros((n, value_width));
        for (t, mut row) in output.rows_mut().into_iter().enumerate() {
            row.assign(&self.row(input, &read, t));
        }
        output
    }

    fn score<T: NdFloat>(&self, read: &Read<T>, t: usize, row: usize) -> T {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (query, key) = (&read.queries[t], &read.keys[row]);
        let width = number(key.len());
        let divisor = match self.scale {
            Scale::RootWidth => width.sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => width,
            Scale::RootValueWidth => number(read.values[0].len()).sqrt(),
            Scale::Root128 => number(128).sqrt(),
        };
        query.iter().zip(key).fold(T::zero(), |sum, (&q, &k)| sum + q * k) / divisor
    }

    /// The tokens that a query sees.
    fn seen(&self, input: &Attending, t: usize) -> Vec<usize> {
        let (n, block, lists) = (input.chosen.len(), input.block, &input.chosen);
        let (own, list) = (t / block, &lists[t]);
        let all: Vec<usize> = (0..n.div_ceil(block)).collect();
        let blocks: Vec<usize> = match self.sees {
            Sees::OwnBlock => vec![own],
            Sees::WithoutOwnBlock => list.iter().copied().filter(|&b| b != own).collect(),
            Sees::AllBefore | Sees::Everything => all,
            Sees::OfLast => lists[n - 1].clone(),
            Sees::OfFirstInBlock => lists[own * block].clone(),
            Sees::Others => all.into_iter().filter(|b| *b == own || !list.contains(b)).collect(),
            Sees::OnlyFirst => list[..1].to_vec(),
            Sees::WithoutLast => list[..list.len() - 1].to_vec(),
            Sees::Range => (*list.iter().min().expect("the own block")..=own).collect(),
            Sees::AsMany => (0..list.len() - 1).chain([own]).collect(),
            Sees::BySearch => all.into_iter().filter(|b| list.binary_search(b).is_ok()).collect(),
            Sees::FilledWithFirst => {
                let longest = lists.iter().map(Vec::len).max().expect("a query");
                list.iter().copied().chain(vec![0; longest - list.len()]).collect()
            }
            Sees::IncompleteMissing => list.iter().copied().filter(|b| (b + 1) * block <= n).collect(),
            _ => list.clone(),
        };
        let place = t % block;
        let tokens = blocks.iter().flat_map(|&b| match self.sees {
            Sees::OneTokenMore => (b * block..=(b + 1) * block).collect::<Vec<_>>(),
            Sees::OneTokenFewer if self.repeats => (b * block..(b + 1) * block - 1).collect(),
            Sees::OneTokenFewer => (b * block..(b + 1) * block - 1).chain((b == own).then_some(t)).collect(),
            Sees::WithoutFirst => (b * block + 1..(b + 1) * block).collect(),
            Sees::OwnMaskEverywhere => (b * block..=b * block + place).collect(),
            Sees::AsTokens => vec![b],
            _ => (b * block..(b + 1) * block).collect(),
        });
        let tokens: Vec<usize> = tokens.collect();
        if self.sees == Sees::BeyondEnd {
            let end = blocks.iter().map(|b| (b + 1) * block).max().expect("the own block");
            assert!(end <= n, "ndarray: index out of bounds");
        }
        let mut tokens: Vec<usize> = match self.sees {
            Sees::OwnToEnd | Sees::Everything => tokens.into_iter().filter(|&s| s < n).collect(),
            Sees::WithoutOwnToken => tokens.into_iter().filter(|&s| s < t).collect(),
            _ => tokens.into_iter().filter(|&s| s <= t).collect(),
        };
        if matches!(self.sees, Sees::OneTokenMore | Sees::OneTokenFewer) && !self.repeats {
            tokens.sort_unstable();
            tokens.dedup();
        }
        // As a mask that leaves a query nothing is mended.
        let mended = self.own_token_left && !matches!(self.sees, Sees::OneTokenFewer | Sees::WithoutFirst);
        if tokens.is_empty() && mended {
            tokens.push(t);
        }
        tokens
    }

    fn entries(&self, input: &Attending, t: usize) -> Vec<Entry> {
        let (n, block) = (input.chosen.len(), input.block);
        let entry = |row: usize, hidden: bool| Entry { row, block: row / block, hidden };
        let seen = self.seen(input, t);
        if self.mix == Mix::Means {
            let far = input.chosen[t].iter().filter(|&&b| b != t / block);
            let near = seen.iter().filter(|&&token| token / block == t / block);
            let far = far.map(|&block| Entry { row: n + block, block, hidden: false });
            return far.chain(near.map(|&token| entry(token, false))).collect();
        }
        let mut entries: Vec<Entry> = seen.iter().map(|&token| entry(token, false)).collect();
        if self.hide != Hide::Left || self.shift == Shift::OfHiddenToo {
            let mut is_seen = vec![false; n];
            for &token in &seen {
                is_seen[token] = true;
            }
            entries.extend((0..n).filter(|&token| !is_seen[token]).map(|token| entry(token, true)));
        }
        entries
    }

    fn row<T: NdFloat>(&self, input: &Attending, read: &Read<T>, t: usize) -> Array1<T> {
        let entries = self.entries(input, t);
        let own = t / input.block;
        let mut parts: Vec<Vec<Entry>> = match self.mix {
            Mix::One | Mix::Means => vec![entries],
            Mix::Added | Mix::Averaged => {
                let (near, far) = entries.into_iter().partition(|entry| entry.block == own);
                vec![near, far]
            }
            Mix::EachBlockAdded | Mix::EachBlockAveraged => input.chosen[t]
                .iter()
                .map(|&b| entries.iter().filter(|entry| entry.block == b).copied().collect())
                .collect(),
        };
        if parts.len() > 1 {
            parts.retain(|part| !part.is_empty());
        }
        let count = T::from(parts.len()).expect("a number");
        let sum = parts
            .iter()
            .map(|part| self.softmax(read, t, own, part))
            .fold(Array1::zeros(read.values[0].len()), |sum, part| sum + part);
        if matches!(self.mix, Mix::Averaged | Mix::EachBlockAveraged) { sum / count } else { sum }
    }

    /// Attention of one query to entries.
    fn softmax<T: NdFloat>(&self, read: &Read<T>, t: usize, own: usize, entries: &[Entry]) -> Array1<T> {
        let number = |x: f64| T::from(x).expect("a number");
        let none = T::neg_infinity();
        let truth: Vec<T> = entries.iter().map(|entry| self.score(read, t, entry.row)).collect();
        let scores = truth.iter().zip(entries).map(|(&score, entry)| match self.hide {
            _ if !entry.hidden => score,
            Hide::Left => none,
            Hide::Zero => T::zero(),
            Hide::Low => number(-1000.0),
            Hide::AfterSoftmax => score,
        });
        let scores: Vec<T> = scores.collect();
        let most = |scores: &mut dyn Iterator<Item = T>| scores.fold(none, T::max);
        let of_block = |block: usize| {
            let these = scores.iter().zip(entries).filter(|(_, entry)| entry.block == block);
            most(&mut these.map(|(&score, _)| score))
        };
        let shift = |block: usize| match self.shift {
            Shift::Largest => most(&mut scores.iter().copied()),
            Shift::Nothing => T::zero(),
            Shift::FromZero => most(&mut scores.iter().copied()).max(T::zero()),
            Shift::OfMagnitude => most(&mut scores.iter().map(|score| score.abs())),
            Shift::OfHiddenToo => most(&mut truth.iter().copied()),
            Shift::OfAllQueries => read.largest,
            // Where nothing of it is seen there is nothing to take.
            Shift::OfOwnBlock if of_block(own) == none => most(&mut scores.iter().copied()),
            Shift::OfOwnBlock => of_block(own),
            Shift::OfOwnPart => of_block(block),
            Shift::RunningSumAlone | Shift::RunningUnscaled => none,
        };
        if matches!(self.shift, Shift::RunningSumAlone | Shift::RunningUnscaled) {
            return self.running(read, entries, &scores);
        }
        let one = shift(own);
        let weight = |(&score, entry): (&T, &Entry)| {
            let below = score - if self.shift == Shift::OfOwnPart { shift(entry.block) } else { one };
            if self.skips_low && below < number(-10.0) { T::zero() } else { below.exp() }
        };
        let mut weights: Vec<T> = scores.iter().zip(entries).map(weight).collect();
        let sum = weights.iter().fold(T::zero(), |sum, &weight| sum + weight);
        let mut output: Array1<T> = Array1::zeros(read.values[0].len());
        if self.hide == Hide::AfterSoftmax {
            let hidden = weights.iter_mut().zip(entries).filter(|(_, entry)| entry.hidden);
            hidden.for_each(|(weight, _)| *weight = T::zero());
        }
        for (entry, &weight) in entries.iter().zip(&weights) {
            let value = &read.values[entry.row];
            output.iter_mut().zip(value).for_each(|(out, &x)| *out += weight / sum * x);
        }
        // Of nothing it is 0/0.
        if entries.is_empty() { output.mapv(|_| T::nan()) } else { output }
    }

    /// An online softmax that measures too little anew when a larger score comes.
    fn running<T: NdFloat>(&self, read: &Read<T>, entries: &[Entry], scores: &[T]) -> Array1<T> {
        let (mut most, mut sum) = (T::neg_infinity(), T::zero());
        let mut output: Array1<T> = Array1::zeros(read.values[0].len());
        for (entry, &score) in entries.iter().zip(scores).filter(|(entry, _)| !entry.hidden) {
            let larger = most.max(score);
            let (old, weight) = ((most - larger).exp(), (score - larger).exp());
            sum = if self.shift == Shift::RunningSumAlone { sum * old } else { sum } + weight;
            output.iter_mut().zip(&read.values[entry.row]).for_each(|(out, &x)| *out += weight * x);
            most = larger;
        }
        output.mapv(|x| x / sum)
    }
}

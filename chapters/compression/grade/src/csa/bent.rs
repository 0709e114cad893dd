//! The bent solution of `csa`.

use judge::slips::{in_memory_order, memory_of};
use ndarray::{Array1, Array2, Array3, ArrayView1, NdFloat, s};

use super::Input;
use super::knobs::{Extra, Far, Hide, Knobs, Mix, Scale, Shift, Term};

/// What all queries and heads read.
struct Read<T> {
    queries: Array3<T>,
    tokens: Array2<T>,
    blocks: Array2<T>,
    sinks: Array1<T>,
    /// The largest score of each query in each head, if a mistake asks for it.
    largest: Array2<T>,
}

/// Which of so many are in a list.
fn seen(count: usize, list: impl IntoIterator<Item = usize>) -> Vec<bool> {
    let mut seen = vec![false; count];
    list.into_iter().for_each(|at| seen[at] = true);
    seen
}

/// An entry of a query: a row, whether it is hidden, and whether it is a token.
#[derive(Clone, Copy)]
struct Entry<'a, T> {
    row: ArrayView1<'a, T>,
    hidden: bool,
    near: bool,
    /// How often it is there.
    times: usize,
}

impl Knobs {
    pub(crate) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            input.queries.held().view().as_slice().unwrap();
            for matrix in [&input.tokens, &input.blocks] {
                matrix.held().view().as_slice().unwrap();
            }
            input.sinks.held().view().as_slice().unwrap();
        }
        if self.memory_order {
            let read = Input {
                queries: in_memory_order(&input.queries),
                tokens: in_memory_order(&input.tokens),
                blocks: in_memory_order(&input.blocks),
                sinks: memory_of(input.sinks.held().view()).into(),
                ..input.clone()
            };
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.double {
            let real = f64::from;
            self.attend(input, real).mapv(|x| x as f32)
        } else {
            self.attend(input, |x| x)
        }
    }

    fn attend<T: NdFloat>(&self, input: &Input, real: fn(f32) -> T) -> Array3<T> {
        let [n, heads, width, _] = input.sizes();
        let mut read = Read {
            queries: input.queries.values.mapv(real),
            tokens: input.tokens.values.mapv(real),
            blocks: input.blocks.values.mapv(real),
            sinks: input.sinks.values.mapv(real),
            largest: Array2::zeros((n, heads)),
        };
        if matches!(self.shift, Shift::OfAllHeads | Shift::OfAll) {
            read.largest = Array2::from_shape_fn((n, heads), |(t, h)| {
                let scores =
                    self.entries(input, &read, t, h).into_iter().map(|e| self.score(&read, (t, h), e.row));
                scores.fold(read.sinks[h], T::max)
            });
        }
        let mut output = Array3::zeros((n, heads, width));
        for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
            output.slice_mut(s![t, h, ..]).assign(&self.row(input, &read, t, h));
        }
        if self.heads_first { output.permuted_axes([1, 0, 2]) } else { output }
    }

    fn score<T: NdFloat>(&self, read: &Read<T>, (t, h): (usize, usize), row: ArrayView1<'_, T>) -> T {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let width = number(row.len());
        let divisor = match self.scale {
            Scale::RootWidth => width.sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => width,
            Scale::Fixed(width) => number(width).sqrt(),
        };
        let h = if self.queries_of_first_head { 0 } else { h };
        read.queries.slice(s![t, h, ..]).dot(&row) / divisor
    }

    /// All entries of a query, and those that are hidden from it where a mistake looks at them.
    fn entries<'a, T: NdFloat>(
        &self,
        input: &Input,
        read: &'a Read<T>,
        t: usize,
        h: usize,
    ) -> Vec<Entry<'a, T>> {
        let [n, _, _, b] = input.sizes();
        let (near, far) = (self.near(t, n, input.window), self.far(input, t, h));
        let of_blocks = if self.far == Far::AsTokens { &read.tokens } else { &read.blocks };
        let looks = self.hide != Hide::Left || self.shift == Shift::OfHiddenToo;
        let entry = |row, hidden, near| Entry { row, hidden, near, times: 1 };
        let mut entries = Vec::new();
        let tokens = near.iter().filter_map(|&(token, times)| Some((token?, times)));
        entries.extend(
            tokens
                .clone()
                .map(|(token, times)| Entry { times, ..entry(read.tokens.row(token), false, true) }),
        );
        entries.extend(far.iter().map(|&block| entry(of_blocks.row(block), false, false)));
        if looks && !self.gathers_tokens {
            let seen = seen(n, tokens.map(|(token, _)| token));
            let hidden = (0..n).filter(|&token| !seen[token]);
            entries.extend(hidden.map(|token| entry(read.tokens.row(token), true, true)));
        }
        if looks && !self.gathers_blocks {
            let seen = seen(b, far);
            let hidden = (0..b).filter(|&block| !seen[block]);
            entries.extend(hidden.map(|block| entry(read.blocks.row(block), true, false)));
        }
        entries
    }

    fn row<T: NdFloat>(&self, input: &Input, read: &Read<T>, t: usize, h: usize) -> Array1<T> {
        if self.far == Far::NeedsOne && input.chosen[t].is_empty() {
            return Array1::zeros(read.tokens.ncols());
        }
        let entries = self.entries(input, read, t, h);
        let (one, n) = (T::one(), read.tokens.nrows());
        let near = self.near(t, n, input.window);
        let mut zeros: usize =
            near.iter().filter(|(token, _)| token.is_none()).map(|&(_, times)| times).sum();
        if self.far == Far::FilledWithZeros {
            zeros += Self::short(input, t);
        }
        let sides = || entries.iter().copied().partition::<Vec<_>, _>(|entry| entry.near);
        let weighted = |weight: T, (near, far): (Array1<T>, Array1<T>)| (near + far) * weight;
        match self.mix {
            Mix::One => self.softmax(read, (t, h), &entries, zeros, true),
            Mix::Added | Mix::Averaged => {
                let (near, far) = sides();
                let of_near = self.softmax(read, (t, h), &near, zeros, !self.without_sink);
                let of_far = self.softmax(read, (t, h), &far, 0, !self.without_sink && !self.sink_in_first);
                let half = T::from(0.5).expect("a number");
                weighted(if self.mix == Mix::Added { one } else { half }, (of_near, of_far))
            }
        }
    }

    /// Attention of one query in one head to entries, and to as many rows of zeros; with the sink or without.
    fn softmax<T: NdFloat>(
        &self,
        read: &Read<T>,
        (t, h): (usize, usize),
        entries: &[Entry<'_, T>],
        zeros: usize,
        with_sink: bool,
    ) -> Array1<T> {
        let number = |x: f64| T::from(x).expect("a number");
        let (width, heads) = (read.tokens.ncols(), read.sinks.len());
        let root = number(width as f64).sqrt();
        let count = number(entries.iter().map(|entry| entry.times).sum::<usize>() as f64);
        let sink = match self.extra {
            Extra::Sink | Extra::Ignored | Extra::MeanOfEntries => read.sinks[h],
            Extra::Scaled => read.sinks[h] / root,
            Extra::TimesRoot => read.sinks[h] * root,
            Extra::Zero => T::zero(),
            Extra::OfFirstHead => read.sinks[0],
            Extra::OfQuery => read.sinks[t % heads],
            Extra::Negated => -read.sinks[h],
            Extra::Twice => read.sinks[h] + number(2.0).ln(),
            Extra::ForEachEntry => read.sinks[h] + count.ln(),
        };
        let with_sink = with_sink && self.extra != Extra::Ignored;
        let none = T::neg_infinity();
        let truth: Vec<T> = entries.iter().map(|e| self.score(read, (t, h), e.row)).collect();
        let scores = truth.iter().zip(entries).map(|(&score, entry)| match self.hide {
            _ if !entry.hidden => score,
            Hide::Left => none,
            Hide::Zero => T::zero(),
            Hide::Low => number(-1000.0),
            Hide::AfterSoftmax => score,
        });
        let scores: Vec<T> = scores.collect();
        let most = |scores: &mut dyn Iterator<Item = T>| scores.fold(none, T::max);
        let of_keys = most(&mut scores.iter().copied());
        let of_keys = if zeros > 0 { of_keys.max(T::zero()) } else { of_keys };
        let is_summed = with_sink && self.term == Term::Shifted;
        let in_maximum = is_summed || self.shift_of_ignored;
        let with = |largest: T| if in_maximum { largest.max(sink) } else { largest };
        let shift = match self.shift {
            Shift::Largest if self.shift_of_keys => of_keys,
            Shift::Largest | Shift::OfOwnPart => with(of_keys),
            Shift::Nothing => T::zero(),
            Shift::FromZero => with(of_keys).max(T::zero()),
            Shift::OfSink => sink,
            Shift::OfWindow => {
                let near = scores.iter().zip(entries).filter(|(_, entry)| entry.near);
                with(most(&mut near.map(|(&score, _)| score)))
            }
            Shift::OfHiddenToo => with(most(&mut truth.iter().copied())),
            Shift::OfMagnitude => {
                let of_keys = most(&mut scores.iter().map(|score| score.abs()));
                if self.shift_of_keys { of_keys } else { of_keys.max(sink.abs()) }
            }
            Shift::OfAllHeads => most(&mut read.largest.row(t).iter().copied()),
            Shift::OfAll => most(&mut read.largest.iter().copied()),
        };
        let skipped = |score: T| self.skips_low && score - shift < number(-10.0);
        let own = |near: bool| {
            let of_part = scores.iter().zip(entries).filter(|(_, entry)| entry.near == near);
            if self.shift == Shift::OfOwnPart { most(&mut of_part.map(|(&score, _)| score)) } else { shift }
        };
        let (of_near, of_far) = (own(true), own(false));
        let weight = |(&score, entry): (&T, &Entry<'_, T>)| {
            let shift = if entry.near { of_near } else { of_far };
            if skipped(score) { T::zero() } else { number(entry.times as f64) * (score - shift).exp() }
        };
        let mut weights: Vec<T> = scores.iter().zip(entries).map(weight).collect();
        let of_sink = match self.term {
            _ if !with_sink => T::zero(),
            Term::Shifted => (sink - shift).exp(),
            Term::Unshifted => sink.exp(),
            Term::One => T::one(),
        };
        let padding = if zeros > 0 { number(zeros as f64) * (-shift).exp() } else { T::zero() };
        let sum = weights.iter().fold(of_sink + padding, |sum, &weight| sum + weight);
        let mut output = Array1::zeros(width);
        if sum == T::zero() && self.guarded {
            return output;
        }
        if self.hide == Hide::AfterSoftmax {
            weights
                .iter_mut()
                .zip(entries)
                .filter(|(_, e)| e.hidden)
                .for_each(|(weight, _)| *weight = T::zero());
        }
        for (entry, &weight) in entries.iter().zip(&weights) {
            output.scaled_add(weight / sum, &entry.row);
        }
        if self.extra == Extra::MeanOfEntries {
            for entry in entries {
                output.scaled_add(of_sink / sum / count, &entry.row);
            }
        }
        output
    }
}

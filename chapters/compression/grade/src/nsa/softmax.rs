//! Softmax attention in the bent solution of `nsa`.

use ndarray::{Array1, Array2, Axis, CowArray, NdFloat, s};

use super::bent::{At, Entries, Read};
use super::knobs::{Empty, Knobs, Reads, Scale, Shift};

/// The mean of some rows.
pub(super) fn mean<T: NdFloat>(rows: &Array2<T>) -> Array1<T> {
    rows.sum_axis(Axis(0)) / T::from(rows.nrows()).expect("a number")
}

impl Knobs {
    pub(super) fn products<T: NdFloat>(
        &self,
        read: &Read<T>,
        at: At,
        entries: &Entries<T>,
        compressed: bool,
    ) -> Vec<T> {
        let query = read.queries.slice(s![at.t, at.h, ..]);
        let divisor = self.divisor(read, compressed);
        entries.keys.rows().into_iter().map(|key| query.dot(&key) / divisor).collect()
    }

    fn divisor<T: NdFloat>(&self, read: &Read<T>, compressed: bool) -> T {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (_, heads, width) = read.queries.dim();
        match self.scale {
            Scale::NothingCompressed if compressed => T::one(),
            Scale::NothingOfTokens if !compressed => T::one(),
            Scale::Root | Scale::NothingCompressed | Scale::NothingOfTokens => number(width).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(width),
            Scale::OfValues => number(read.values.len_of(Axis(2))).sqrt(),
            Scale::OfGroup => number(width * heads / read.keys.len_of(Axis(1))).sqrt(),
        }
    }

    /// Attention of one query in one head to some entries, and its weights.
    pub(super) fn softmax<T: NdFloat>(
        &self,
        read: &Read<T>,
        at: At,
        entries: &Entries<T>,
        compressed: bool,
        shared: Option<T>,
    ) -> (Array1<T>, Array1<T>) {
        let (width, number) = (read.values.len_of(Axis(2)), |x: f64| T::from(x).expect("a number"));
        let mut scores = self.products(read, at, entries, compressed);
        if scores.is_empty() {
            let of = match self.empty {
                Empty::Zeros => Array1::zeros(width),
                Empty::Nan if self.ways.guarded => Array1::zeros(width),
                Empty::Nan => Array1::from_elem(width, T::nan()),
                Empty::Panics => panic!("no entry"),
                // All hidden scores are the same finite number.
                Empty::MeanOfAll => mean(&read.values.index_axis(Axis(1), at.g).to_owned()),
            };
            return (of, Array1::zeros(0));
        }
        let most = |scores: &mut dyn Iterator<Item = T>| scores.fold(T::neg_infinity(), T::max);
        let all = |tokens: &[usize]| Knobs::tokens(read, at.g, tokens, Vec::new());
        let mut values = CowArray::from(&entries.values);
        if self.reads == Reads::Masked && !compressed && !entries.hidden.is_empty() {
            scores.extend(vec![number(-1000.0); entries.hidden.len()]);
            let seen_too = all(&entries.hidden).values;
            values = ndarray::concatenate![Axis(0), entries.values, seen_too].into();
        }
        let largest = most(&mut scores.iter().copied());
        let shift = match self.shift {
            _ if shared.is_some() => shared.unwrap_or(largest),
            Shift::Largest | Shift::Shared => largest,
            Shift::Nothing => T::zero(),
            Shift::FromZero => largest.max(T::zero()),
            Shift::OfMagnitude => most(&mut scores.iter().map(|score| score.abs())),
            Shift::OfHiddenToo => {
                largest.max(most(&mut self.products(read, at, &all(&entries.hidden), compressed).into_iter()))
            }
            Shift::OfFirst => scores[0],
        };
        let weight = |&score: &T| {
            if self.skips_low && score - shift < number(-10.0) { T::zero() } else { (score - shift).exp() }
        };
        let weights: Array1<T> = scores.iter().map(weight).collect();
        let sum = weights.sum();
        if sum == T::zero() && self.ways.guarded {
            return (Array1::zeros(width), weights);
        }
        let weights = weights / sum;
        (weights.dot(&values), weights)
    }
}

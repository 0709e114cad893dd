//! The bent `chunked`.

use ndarray::{Array2, Axis, NdFloat, s};

use super::bent::{Read, rows};
use super::knobs::{Chunks, Knobs};

impl Knobs {
    pub(super) fn chunked<T: NdFloat>(&self, read: &Read<T>, chunk: usize) -> Array2<T> {
        let (n, divisor) = (read.keys.nrows(), self.divisor(read));
        let mut state = Array2::<T>::zeros((read.keys.ncols(), read.values.ncols()));
        let mut out = Array2::zeros(read.values.raw_dim());
        let mut all = read.decays.clone();
        all.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
        for first in (0..n).step_by(chunk) {
            let end = if self.chunks == Chunks::PastEnd { first + chunk } else { n.min(first + chunk) };
            if self.chunks == Chunks::CompleteOnly && first + chunk > n {
                break;
            }
            let cut = |matrix: &Array2<T>| rows(matrix, first, end);
            let (queries, keys, values) = (cut(&read.queries), cut(&read.keys), cut(&read.values));
            let mut sums = cut(&read.decays);
            sums.accumulate_axis_inplace(Axis(0), |&before, own| *own += before);
            if self.chunks == Chunks::SumGoesOn {
                sums = cut(&all);
            }
            let last = sums.row(sums.nrows() - 1).to_owned();
            let left = match self.chunks {
                Chunks::WrittenWhole => keys.clone(),
                Chunks::WrittenFromStart => &keys * &sums.mapv(T::exp),
                _ if self.factored && self.second => {
                    &keys * &sums.mapv(|sum| (-sum).exp()) * &last.mapv(T::exp)
                }
                _ => &keys * &(&last - &sums).mapv(T::exp),
            };
            let handed = match self.chunks {
                Chunks::HandedWhole => last.mapv(|_| T::one()),
                Chunks::HandedByLast => read.decays.row(end - 1).mapv(T::exp),
                _ => last.mapv(T::exp),
            };
            let after = match self.chunks {
                Chunks::Apart => state.clone(),
                _ => &state * &handed.insert_axis(Axis(1)) + left.t().dot(&values),
            };
            let before = if self.chunks == Chunks::WrittenFirst { &after } else { &state };
            let fades = match self.chunks {
                Chunks::ReadWhole => sums.mapv(|_| T::one()),
                Chunks::ReadOneLate => (&sums - &cut(&read.decays)).mapv(T::exp),
                _ => sums.mapv(T::exp),
            };
            let before = (&queries * &fades).dot(before);
            let pairs = self.within(&queries, &keys, &sums).dot(&values);
            let output = match self.chunks {
                Chunks::PairsUnscaled => before / divisor + pairs,
                Chunks::BeforeUnscaled => before + pairs / divisor,
                _ => (before + pairs) / divisor,
            };
            out.slice_mut(s![first..end, ..]).assign(&output);
            state = after;
        }
        out
    }
}

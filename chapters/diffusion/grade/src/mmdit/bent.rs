//! The bent solution of `mmdit`.

use diffusion::Stream;
use judge::slips;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, NdFloat, concatenate, s};

use super::knobs::{Gains, Heads, Knobs, Norm, Rows, Scale, Shift, Who};
use super::{Answered, Input};

/// A number of a type.
fn of<T: NdFloat>(x: f64) -> T {
    T::from(x).expect("a number")
}

/// Channels in the order of heads, if head h has every so many from h on.
fn blocks<T: NdFloat>(x: &Array2<T>, heads: usize) -> Array2<T> {
    let d = x.ncols() / heads;
    Array2::from_shape_fn(x.raw_dim(), |(row, at)| x[[row, at % d * heads + at / d]])
}

/// Which tokens of how many are the first stream.
#[derive(Clone, Copy)]
struct Split {
    first: usize,
    all: usize,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        input.run(|text, image, heads| {
            if self.double {
                self.joint::<f64>(text, image, heads)
            } else {
                self.joint::<f32>(text, image, heads)
            }
        })
    }

    fn read<T: NdFloat>(&self, view: ArrayView2<'_, f32>) -> Array2<T> {
        if self.contiguous {
            view.as_slice().unwrap();
        }
        let read = if self.memory_order { slips::memory_of(view) } else { view.to_owned() };
        read.mapv(|x| of(f64::from(x)))
    }

    /// The tokens of a stream, those of `which` (queries, keys or values), as they are read.
    fn normal<T: NdFloat>(
        &self,
        stream: &Stream<'_>,
        other: &Stream<'_>,
        is_text: bool,
        which: usize,
        heads: usize,
    ) -> Array2<T> {
        let x = self.read::<T>([stream.queries, stream.keys, stream.values][which]);
        // Whoever cuts heads in turn normalises what was cut; the second way normalises first.
        let mut x = if self.heads == Heads::Interleaved && self.way == 0 { blocks(&x, heads) } else { x };
        let (Some(own), Some(others)) = (stream.gains, other.gains) else { return x };
        let left_out = match self.norm {
            Norm::Nothing => true,
            Norm::QueriesAlone => which != 0,
            Norm::KeysAlone => which != 1,
            Norm::ValuesToo => false,
            _ => which == 2,
        };
        if left_out {
            return x;
        }
        let gains = match self.gains {
            Gains::OfText if !is_text => others,
            Gains::OfPicture if is_text => others,
            Gains::Exchanged => others,
            _ => own,
        };
        let at = match self.gains {
            Gains::KeysFirst => 1 - which.min(1),
            _ => which.min(1),
        };
        let gain = gains[at].mapv(|gain| of::<T>(f64::from(gain)));
        let d = gain.len();
        let width = if self.norm == Norm::OverAll { x.ncols() } else { d };
        for mut token in x.rows_mut() {
            for mut head in token.exact_chunks_mut(width) {
                let count = of::<T>(width as f64);
                if self.norm == Norm::OfLayer {
                    let mean = head.sum() / count;
                    head.mapv_inplace(|x| x - mean);
                }
                let mean = head.iter().fold(T::zero(), |sum, &x| sum + x * x) / count;
                let by = match self.norm {
                    Norm::Length => (mean * count + of(1e-6)).sqrt(),
                    Norm::LargerEps => (mean + of(1e-5)).sqrt(),
                    Norm::NoEps => mean.sqrt(),
                    Norm::EpsOutside => mean.sqrt() + of(1e-6),
                    Norm::BySquare => mean + of(1e-6),
                    _ => (mean + of(1e-6)).sqrt(),
                };
                for (i, x) in head.iter_mut().enumerate() {
                    let gain = match self.gains {
                        Gains::Nothing => T::one(),
                        Gains::OnePlus => T::one() + gain[i % d],
                        _ => gain[i % d],
                    };
                    *x = *x / by * gain;
                }
            }
        }
        x
    }

    fn sees(&self, query: usize, key: usize, split: Split) -> bool {
        let (text, of_text) = (query < split.first, key < split.first);
        match self.who {
            Who::All | Who::Sum | Who::Mean => true,
            Who::PictureReadsText if text => self.way == 2 && of_text,
            Who::PictureReadsText => of_text,
            Who::OwnStream => text == of_text,
            Who::OtherStream => text != of_text,
            Who::TextByItself => !text || of_text,
            Who::PictureByItself => text || !of_text,
            Who::Causal => key <= query,
        }
    }

    /// What the weights of one query and head make of the values.
    fn weights<T: NdFloat>(
        &self,
        scores: ArrayView1<'_, T>,
        sees: &dyn Fn(usize) -> bool,
        own: &dyn Fn(usize) -> bool,
        over: T,
    ) -> Vec<T> {
        let most = |of: &dyn Fn(usize) -> bool| {
            // The second way: what is hidden loses its weight after exp.
            let seen = scores.iter().enumerate().filter(|&(key, _)| (sees(key) || self.way == 1) && of(key));
            seen.fold(T::neg_infinity(), |most, (_, &score)| most.max(score))
        };
        let all = most(&|_| true);
        let shift = |key: usize| match self.shift {
            Shift::Nothing => T::zero(),
            Shift::FromZero => all.max(T::zero()),
            Shift::OfMagnitude => scores.iter().fold(T::zero(), |most, score| most.max(score.abs())),
            Shift::OfOwnStream => most(own),
            Shift::OfEachStream if own(key) => most(own),
            Shift::OfEachStream => most(&|key| !own(key)),
            Shift::OfAllQueries => over,
            _ => all,
        };
        let weights: Vec<T> = scores
            .iter()
            .enumerate()
            .map(|(key, &score)| if sees(key) { (score - shift(key)).exp() } else { T::zero() })
            .collect();
        let sum = weights.iter().fold(T::zero(), |sum, &weight| sum + weight);
        if self.shift == Shift::NotDivided || !(0..scores.len()).any(sees) {
            return weights;
        }
        weights.into_iter().map(|weight| weight / sum).collect()
    }

    fn attend<T: NdFloat>(
        &self,
        q: &Array2<T>,
        k: &Array2<T>,
        v: &Array2<T>,
        split: Split,
        scale: T,
    ) -> Array2<T> {
        let mut scores = q.dot(&k.t()) / scale;
        if self.shift == Shift::OverQueries {
            for mut column in scores.columns_mut() {
                let most = slips::largest(&column);
                slips::softmax(&mut column, most);
            }
            return scores.dot(v);
        }
        let over = slips::largest(&scores);
        let mut output = Array2::zeros(v.raw_dim());
        for query in 0..split.all {
            let own = |key: usize| (key < split.first) == (query < split.first);
            let row = scores.row(query);
            let mut add = |sees: &dyn Fn(usize) -> bool, share: T| {
                for (key, weight) in self.weights(row, sees, &own, over).into_iter().enumerate() {
                    if weight != T::zero() {
                        let mut output = output.row_mut(query);
                        output.scaled_add(weight * share, &v.row(key));
                    }
                }
            };
            match self.who {
                Who::Sum | Who::Mean => {
                    let share = if self.who == Who::Sum { T::one() } else { of(0.5) };
                    add(&own, share);
                    add(&|key| !own(key), share);
                }
                _ => add(&|key| self.sees(query, key, split), T::one()),
            }
        }
        output
    }

    fn joint<T: NdFloat>(
        &self,
        text: Stream<'_>,
        image: Stream<'_>,
        heads: usize,
    ) -> (Array2<f32>, Array2<f32>) {
        let both = |which: usize| {
            let (a, b) = (
                self.normal::<T>(&text, &image, true, which, heads),
                self.normal::<T>(&image, &text, false, which, heads),
            );
            concatenate![Axis(0), a, b]
        };
        let (q, k, v) = (both(0), both(1), both(2));
        let (n, all) = (text.values.nrows(), v.ncols());
        let split = Split { first: n, all: v.nrows() };
        let m = split.all - n;
        let d = all / heads;
        let scale = match self.scale {
            Scale::Root => of::<T>(d as f64).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => of(d as f64),
            Scale::RootOfAllHeads => of::<T>(all as f64).sqrt(),
        };
        let mut output = Array2::<T>::zeros(v.raw_dim());
        match self.heads {
            Heads::One => {
                let root = if self.scale == Scale::Root { of::<T>(all as f64).sqrt() } else { scale };
                output = self.attend(&q, &k, &v, split, root);
            }
            Heads::Blocks | Heads::Interleaved | Heads::NotMovedBack => {
                let mut numbers = Vec::new();
                for h in 0..heads {
                    let (cut, turns) = (s![.., h * d..(h + 1) * d; 1], s![.., h..; heads]);
                    let interleaved = self.heads == Heads::Interleaved;
                    let of_head = |x: &Array2<T>| {
                        x.slice(if interleaved && self.way > 0 { turns } else { cut }).to_owned()
                    };
                    let out = self.attend(&of_head(&q), &of_head(&k), &of_head(&v), split, scale);
                    output.slice_mut(if interleaved { turns } else { cut }).assign(&out);
                    numbers.extend(out);
                }
                if self.heads == Heads::NotMovedBack {
                    output = Array2::from_shape_vec((split.all, all), numbers).expect("as many numbers");
                }
            }
            Heads::Reshaped => {
                // (n, heads · d) read as (heads, n, d): both streams at once, or (the second way) each by itself.
                let part = |x: &Array2<T>, from: usize, count: usize, h: usize| {
                    let numbers = x.iter().copied().skip(from * all + h * count * d).take(count * d);
                    Array2::from_shape_vec((count, d), numbers.collect()).expect("as many numbers")
                };
                let cut = |x: &Array2<T>, h: usize| match self.way {
                    1 => concatenate![Axis(0), part(x, 0, n, h), part(x, n, m, h)],
                    _ => part(x, 0, split.all, h),
                };
                let mut numbers = Vec::new();
                for h in 0..heads {
                    let out = self.attend(&cut(&q, h), &cut(&k, h), &cut(&v, h), split, scale);
                    // What comes out is put where it belongs, or goes back the way it came.
                    output.slice_mut(s![.., h * d..(h + 1) * d]).assign(&out);
                    numbers.extend(out);
                }
                if self.way == 0 {
                    output = Array2::from_shape_vec((split.all, all), numbers).expect("as many numbers");
                }
            }
        }
        let output = output.mapv(|x| x.to_f32().expect("a number"));
        let cut = |from: usize, count: usize| output.slice(s![from..from + count, ..]).to_owned();
        let (of_text, of_image) = (cut(0, n), cut(n, m));
        match (self.who, self.rows) {
            (Who::PictureReadsText, _) => match self.way {
                0 => (text.values.to_owned(), of_image),
                1 => (text.queries.to_owned(), of_image),
                _ => (of_text, of_image),
            },
            (_, Rows::Right) => (of_text, of_image),
            (_, Rows::Swapped) => (of_image, of_text),
            (_, Rows::AtM) => (cut(0, m), cut(m, n)),
            (_, Rows::PictureFirst) => (cut(m, n), cut(0, m)),
            (_, Rows::TextFirst) => {
                let other = concatenate![Axis(0), of_image, of_text];
                (other.slice(s![..n, ..]).to_owned(), other.slice(s![n.., ..]).to_owned())
            }
        }
    }
}

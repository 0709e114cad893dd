//! The solution of `stream` with its knobs.

use std::cell::RefCell;

use compression::{Projected, Stream};
use judge::slips;
use ndarray::{Array1, Array2, ArrayView2, NdFloat};

use super::Input;
use super::channels::Pool;
use super::knobs::{Bias, Emits, First, Keeps, Knobs, Seen, Taken};
use super::trace::{Functions, Trace};
use crate::roles::{Merge, Rows};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Trace {
        // What an answer with a static has there: tokens, and how many have come.
        let outside: RefCell<(Vec<Projected>, usize)> = RefCell::default();
        let functions = Functions {
            start: &|current, previous| {
                outside.take();
                self.start(current, previous)
            },
            push: &|stream, token, taken| {
                if !self.outside {
                    return self.push(stream, token, taken);
                }
                let (held, taken) = outside.take();
                stream.held = held;
                let entry = self.push(stream, token, taken);
                outside.replace((std::mem::take(&mut stream.held), taken + 1));
                entry
            },
        };
        Trace::run(&functions, input)
    }

    fn start(&self, current: ArrayView2<'_, f32>, previous: ArrayView2<'_, f32>) -> Stream {
        if self.contiguous {
            current.as_slice().unwrap();
            previous.as_slice().unwrap();
        }
        let read = |view: ArrayView2<'_, f32>| {
            if self.memory_order { slips::memory_of(view) } else { view.to_owned() }
        };
        Stream { current: read(current), previous: read(previous), held: Vec::new(), seen: 0 }
    }

    /// The token with this number, from 0.
    fn push(&self, stream: &mut Stream, token: Projected, number: usize) -> Option<Array1<f32>> {
        let m = stream.current.nrows();
        stream.held.push(token);
        let count = number + 1;
        let held = stream.held.len();
        let in_block = number % m + 1;
        // How many tokens have come since an entry, and whether there is one now.
        let (since, complete) = match self.emits {
            Emits::Complete | Emits::Always | Emits::NotTheFirst => (in_block, in_block == m),
            Emits::AtFirst if number == 0 => (1, true),
            Emits::AtFirst => ((number - 1) % m + 1, number.is_multiple_of(m)),
            Emits::OneEarly if count < m => (count, (count + 1).is_multiple_of(m)),
            Emits::OneEarly => ((count - m) % m + 1, (count + 1).is_multiple_of(m)),
            Emits::OneLate => (m, number > 0 && number.is_multiple_of(m)),
            Emits::Behind => (if number < m { m - 1 } else { m }, in_block == m),
        };
        let ended = stream.held.len() - usize::from(matches!(self.emits, Emits::OneLate | Emits::Behind));
        let before = ended.saturating_sub(since);
        let entry = (complete || self.emits == Emits::Always).then(|| {
            let from = count.saturating_sub(stream.held.len());
            self.entry(stream, [from, before, ended], count)
        });
        if complete {
            match self.keeps {
                Keeps::Block | Keeps::Once | Keeps::FromThird => drop(stream.held.drain(..before)),
                Keeps::LastToken => drop(stream.held.drain(..ended.saturating_sub(1))),
                Keeps::EverySecond if before > 0 => drop(stream.held.drain(..ended)),
                Keeps::Nothing => drop(stream.held.drain(..ended)),
                Keeps::First if before > 0 => drop(stream.held.drain(before..ended)),
                Keeps::Short => drop(stream.held.drain(..(before + 1).min(ended))),
                Keeps::First | Keeps::EverySecond | Keeps::Everything | Keeps::AllAsBefore => {}
            }
        }
        stream.seen = match self.seen {
            Seen::Counts => stream.seen + 1,
            Seen::Never => 0,
            Seen::StartsAgain => {
                if complete {
                    0
                } else {
                    stream.seen + 1
                }
            }
            Seen::Blocks => stream.seen + usize::from(complete),
            Seen::Held => held,
        };
        entry.filter(|_| self.emits != Emits::NotTheFirst || count > m)
    }

    /// The entry of what is held: the first of it has the number `from`, the block begins at `before` and ends at `ended`.
    fn entry(&self, stream: &Stream, [from, before, ended]: [usize; 3], count: usize) -> Array1<f32> {
        if self.merge.pool.double {
            let pool = Pool { double: false, ..self.merge.pool };
            let knobs = Knobs { merge: Merge { pool, ..self.merge }, ..*self };
            knobs.pooled::<f64>(stream, [from, before, ended], count).mapv(|x| x as f32)
        } else {
            self.pooled::<f32>(stream, [from, before, ended], count).mapv(|x| x)
        }
    }

    fn pooled<T: NdFloat>(
        &self,
        stream: &Stream,
        [from, before, ended]: [usize; 3],
        count: usize,
    ) -> Array1<T> {
        let (m, c) = stream.current.dim();
        let turned = self.taken == Taken::ByPlaceInRing && count > m && !(count / m).is_multiple_of(2);
        let mut block = self.rows(stream, from, before..ended, turned);
        if before == 0 && matches!(self.first, First::InPrevious | First::PreviousBias) {
            let taken = self.rows(stream, from, before..ended, true);
            block = if self.first == First::InPrevious { taken } else { Rows { bias: taken.bias, ..block } };
        }
        let other = match self.keeps {
            Keeps::Once if count > 2 * m => Rows::none(c),
            Keeps::FromThird if count <= 2 * m => Rows::none(c),
            Keeps::Everything => self.rows(stream, from, before.saturating_sub(m)..before, true),
            _ if before > 0 => self.rows(stream, from, 0..before, !turned),
            _ => {
                let bias = match self.first {
                    First::Zeros => Array2::zeros((m, c)),
                    First::ZerosWithBias => stream.previous.mapv(|x| T::from(x).expect("a number")),
                    First::Low => {
                        let biased = if self.pad_biased { 1.0 } else { 0.0 };
                        stream.previous.mapv(|x| T::from(self.pad + biased * x).expect("a number"))
                    }
                    _ => Array2::zeros((0, c)),
                };
                let none = || Array2::zeros(bias.dim());
                Rows { values: none(), gates: none(), bias }
            }
        };
        self.merge.joined(&block, &other, &Array1::zeros(c))
    }

    /// Some of what is held, as the block or as the block before.
    fn rows<T: NdFloat>(
        &self,
        stream: &Stream,
        from: usize,
        range: std::ops::Range<usize>,
        previous: bool,
    ) -> Rows<T> {
        let (m, c) = stream.current.dim();
        // Of values, gates and bias, whether they are those of the role `previous`.
        let roles = match self.taken {
            Taken::Right | Taken::ByPlaceInRing => [previous; 3],
            Taken::Swapped => [!previous; 3],
            Taken::BiasesSwapped => [previous, previous, !previous],
            Taken::Current => [false; 3],
            Taken::CurrentWithItsBias => [false, false, previous],
            Taken::ValuesOfCurrent => [false, previous, previous],
            Taken::GatesOfCurrent => [previous, false, previous],
        };
        let of_bias =
            if roles[2] && self.bias != Bias::OneForBoth { &stream.previous } else { &stream.current };
        let of_text = (self.by_token || self.keeps == Keeps::AllAsBefore) && self.keeps != Keeps::First;
        let shape = (range.len(), c);
        let bias = |r: usize, c: usize| {
            let number = from + range.start + r;
            let place = if of_text { number % m } else { r % m };
            match self.bias {
                Bias::Nothing => 0.0,
                Bias::OfCurrentOnly if previous => 0.0,
                // As a reader's code panics.
                Bias::OfToken if self.by_element => of_bias[[number, c]],
                Bias::OfToken => of_bias.row(number)[c],
                Bias::OneLate => of_bias[[(place + 1) % m, c]],
                Bias::FirstRow => of_bias[[0, c]],
                _ => of_bias[[place, c]],
            }
        };
        let held = &stream.held[range.clone()];
        let value = |r: usize| if roles[0] { &held[r].previous_value } else { &held[r].current_value };
        let gate = |r: usize| if roles[1] { &held[r].previous_gate } else { &held[r].current_gate };
        let on_values = self.bias == Bias::OnValues;
        let number = |x: f32| T::from(x).expect("a number");
        Rows {
            values: Array2::from_shape_fn(shape, |(r, c)| {
                number(value(r)[c] + if on_values { bias(r, c) } else { 0.0 })
            }),
            gates: Array2::from_shape_fn(shape, |(r, c)| number(gate(r)[c])),
            bias: Array2::from_shape_fn(
                shape,
                |(r, c)| if on_values { T::zero() } else { number(bias(r, c)) },
            ),
        }
    }
}

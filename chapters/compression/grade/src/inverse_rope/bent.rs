//! The bent solution of `inverse_rope`.

use judge::slips::in_memory_order;
use ndarray::{Array3, Axis, NdFloat, s};

use super::Input;
use super::knobs::{Knobs, Ladder, Pairs, Part, Place, Turn};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array3<f32> {
        if self.contiguous {
            let held = input.outputs.held();
            if self.row_slices {
                for lane in held.view().lanes(Axis(2)) {
                    lane.to_slice().unwrap();
                }
            } else {
                held.view().as_slice().unwrap();
            }
        }
        if self.memory_order {
            let read = Input { outputs: in_memory_order(&input.outputs), ..*input };
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        if self.double {
            self.turned(input, input.outputs.values.mapv(f64::from), f64::from(input.base)).mapv(|x| x as f32)
        } else {
            self.turned(input, input.outputs.values.clone(), input.base)
        }
    }

    /// The frequency of pair m of `rotary / 2`.
    fn frequency<T: NdFloat>(&self, base: T, m: usize, rotary: usize, width: usize) -> T {
        let whole = |x: usize| T::from(x).expect("sizes are small");
        let share = |over: usize, under: usize| whole(over) / whole(under);
        let pairs = rotary / 2;
        let frequency = base.powf(match self.ladder {
            Ladder::Rotary | Ladder::LaidForHalves | Ladder::Rounded => -share(2 * m, rotary),
            Ladder::HalfAsSteep | Ladder::EachChannel => -share(m, rotary),
            Ladder::TwiceAsSteep => -share(4 * m, rotary),
            Ladder::Width => -share(2 * m, width),
            Ladder::InHead => -share(width - rotary + 2 * m, width),
            Ladder::WholeNumbers => T::zero(),
            Ladder::FromOne => -share(2 * (m + 1), rotary),
            Ladder::Upwards => share(2 * m, rotary),
            Ladder::Reversed => -share(2 * (pairs - 1 - m), rotary),
            Ladder::ToTheEnd => -share(m, (pairs - 1).max(1)),
        });
        if self.ladder == Ladder::Rounded { rounded(frequency, 8, self.cut) } else { frequency }
    }

    fn turned<T: NdFloat>(&self, input: &Input, mut x: Array3<T>, base: T) -> Array3<T> {
        let real = |x: f64| T::from(x).expect("it is small");
        let base = if self.fixed_base { real(10_000.0) } else { base };
        let [n, heads, width] = input.sizes();
        let rotary = if self.part == Part::Everything { width / 2 * 2 } else { input.rotary };
        let apart = width - rotary;
        // Where the pairs begin, and how many there are.
        let (start, pairs) = match self.part {
            Part::First => (0, rotary / 2),
            Part::Everything => (0, width / 2),
            Part::FromRotary => (rotary, apart.min(rotary) / 2),
            _ => (apart, rotary / 2),
        };
        let unit = match self.place {
            Place::Degrees => real(std::f64::consts::PI / 180.0),
            Place::Turns => real(std::f64::consts::TAU),
            _ => T::one(),
        };
        for (i, h) in (0..n).flat_map(|i| (0..heads).map(move |h| (i, h))) {
            let position = match self.place {
                Place::Row => i,
                Place::OnlyFirst => input.first,
                Place::FromOne => input.first + i + 1,
                Place::Head => input.first + h,
                Place::Flat => input.first + i * heads + h,
                Place::FromTheEnd => input.first + n - 1 - i,
                Place::Rounded(bits) => rounded((input.first + i) as f64, bits, self.cut) as usize,
                _ => input.first + i,
            };
            let position = T::from(position).expect("positions are small");
            let mut row = x.slice_mut(s![i, h, ..]);
            for m in 0..pairs {
                let (first, second) = match self.pairs {
                    Pairs::Neighbours => (2 * m, 2 * m + 1),
                    Pairs::Halves => (m, m + pairs),
                };
                let [at_first, at_second] = match self.ladder {
                    Ladder::EachChannel => [first, second],
                    Ladder::LaidForHalves => [first % pairs, second % pairs],
                    _ => [m, m],
                };
                let turns = |m| (unit * (position * self.frequency(base, m, rotary, width))).sin_cos();
                let (first, second) = (start + first, start + second);
                let pair = self.turn.pair(
                    (row[first], row[second]),
                    [turns(at_first), turns(at_second)],
                    self.second_first,
                );
                (row[first], row[second]) = pair;
            }
            if self.regrouped {
                let turned = row.to_owned();
                for m in 0..pairs {
                    row[start + m] = turned[start + 2 * m];
                    row[start + pairs + m] = turned[start + 2 * m + 1];
                }
            }
            if self.part == Part::OthersZero {
                row.slice_mut(s![..apart]).fill(T::zero());
            }
        }
        match self.part {
            Part::OthersDropped => x.slice(s![.., .., apart..]).to_owned(),
            Part::TurnedFirst => {
                ndarray::concatenate![Axis(2), x.slice(s![.., .., apart..]), x.slice(s![.., .., ..apart])]
            }
            _ => x,
        }
    }
}

impl Turn {
    /// What becomes of a pair (x, y): by the sine and the cosine of its angle forward, for each of its channels. `second_first` says
    /// which channel is written first.
    fn pair<T: NdFloat>(
        self,
        (x, y): (T, T),
        [(sin, cos), (sin2, cos2)]: [(T, T); 2],
        second_first: bool,
    ) -> (T, T) {
        match self {
            Turn::Back => (x * cos + y * sin, y * cos2 - x * sin2),
            Turn::Forward => (x * cos - y * sin, y * cos2 + x * sin2),
            Turn::OnlyFirst => (x * cos + y * sin, y * cos2 + x * sin2),
            Turn::OnlySecond => (x * cos - y * sin, y * cos2 - x * sin2),
            Turn::ConjugatesValues => (x * cos + y * sin, x * sin2 - y * cos2),
            Turn::SinesExchanged => (-x * sin - y * cos, x * cos2 - y * sin2),
            Turn::Overwrites if second_first => {
                let second = y * cos2 - x * sin2;
                (x * cos + second * sin, second)
            }
            Turn::Overwrites => {
                let first = x * cos + y * sin;
                (first, y * cos2 - first * sin2)
            }
        }
    }
}

/// A number of so many significant bits: the next one, and of two the even one; or the next one towards 0.
fn rounded<T: NdFloat>(x: T, bits: i32, cut: bool) -> T {
    let x = x.to_f64().expect("a float");
    if x == 0.0 {
        return T::zero();
    }
    let unit = 2.0_f64.powi(x.log2().floor() as i32 + 1 - bits);
    let units = if cut { (x / unit).trunc() } else { (x / unit).round_ties_even() };
    T::from(units * unit).expect("a float")
}

//! The bent solution of `unet`.

use diffusion::{Stage, UnetLevel};
use judge::slips;
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, Axis, concatenate, s};

use super::knobs::{Angle, Joined, Kept, Knobs, Levels, Odd, Order, Pool, Time, Up};
use super::{Answered, Input};

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Answered {
        Answered::run(
            &|t, width, longest| self.embed(t, width, longest),
            &|x, embedding, levels, middle| self.forward(x, embedding, levels, middle),
            input,
        )
    }

    pub(super) fn embed(&self, t: f32, width: usize, longest: f32) -> Array1<f32> {
        let (t, longest) = (f64::from(t), f64::from(longest));
        let half = width / 2;
        // Fast angles show every rounding.
        let single = |x: f64| if self.single { f64::from(x as f32) } else { x };
        let turned = |t: f64, base: f64, exponent: f64| {
            if self.single {
                f64::from(t as f32 * (base as f32).powf(exponent as f32))
            } else {
                t * base.powf(exponent)
            }
        };
        let angle = |i: usize| {
            let (i, half) = (i as f64, half as f64);
            match self.angle {
                Angle::Right => turned(t, longest, -i / half),
                Angle::OneLess => turned(t, longest, -i / (half - 1.0)),
                Angle::OfWidth => turned(t, longest, -i / width as f64),
                Angle::Doubled => turned(t, longest, -2.0 * i / half),
                Angle::HalfNotFloored => turned(t, longest, -i / (width as f64 / 2.0)),
                Angle::Upwards => turned(t, longest, i / half),
                Angle::Turns => turned(single(single(std::f64::consts::TAU) * t), longest, -i / half),
                Angle::Thousand => turned(1000.0 * t, longest, -i / half),
                Angle::OfTenThousand => turned(t, 10_000.0, -i / half),
                Angle::Whole => turned(t.floor(), longest, -i / half),
                Angle::FromOne => turned(t, longest, -(i + 1.0) / half),
                Angle::Linear => t * (1.0 - i / half * (1.0 - 1.0 / longest)),
            }
        };
        let mut numbers: Vec<f64> = match self.order {
            Order::CosinesFirst => {
                (0..half).map(|i| angle(i).cos()).chain((0..half).map(|i| angle(i).sin())).collect()
            }
            Order::SinesFirst => {
                (0..half).map(|i| angle(i).sin()).chain((0..half).map(|i| angle(i).cos())).collect()
            }
            Order::InTurn => (0..half).flat_map(|i| [angle(i).cos(), angle(i).sin()]).collect(),
            Order::InTurnSinesFirst => (0..half).flat_map(|i| [angle(i).sin(), angle(i).cos()]).collect(),
        };
        if width % 2 == 1 {
            match self.odd {
                Odd::Zero => numbers.push(0.0),
                Odd::Missing => {}
                Odd::ZeroFirst => numbers.insert(0, 0.0),
                Odd::ZeroBetween => numbers.insert(half, 0.0),
                Odd::OneMore => numbers.push(angle(half).cos()),
            }
        }
        numbers.into_iter().map(|x| x as f32).collect()
    }

    fn forward(
        &self,
        x: ArrayView3<'_, f32>,
        embedding: ArrayView1<'_, f32>,
        levels: &[UnetLevel<'_>],
        middle: Stage<'_>,
    ) -> Array3<f32> {
        if self.contiguous {
            x.as_slice().unwrap();
        }
        let mut h = if self.memory_order { slips::memory_of(x) } else { x.to_owned() };
        let nothing = Array1::zeros(embedding.len());
        let said = |heard: bool| if heard { embedding } else { nothing.view() };
        let count = levels.len();
        let number = |at: usize| if self.levels == Levels::Reversed { count - 1 - at } else { at };
        let mut kept = Vec::new();
        for at in 0..count {
            let block = levels[number(at)].down;
            let output = block(h.view(), said(self.time != Time::Nowhere));
            let pooled = self.pool(output.view());
            kept.push(match self.kept {
                Kept::Output => output.clone(),
                Kept::Input => h.clone(),
                Kept::Pooled => pooled.clone(),
            });
            h = if self.again { self.pool(block(h.view(), embedding).view()) } else { pooled };
        }
        if !self.no_middle {
            h = middle(h.view(), said(matches!(self.time, Time::All | Time::NotUp)));
        }
        // Only halves of one size can be joined early.
        let early = self.joined_early && self.kept == Kept::Pooled;
        for at in (0..count).rev() {
            let skip =
                if self.first_in_first_out { kept.remove(0) } else { kept.pop().expect("one a level") };
            let up = match self.levels {
                Levels::UpsInOrder => count - 1 - at,
                _ => number(at),
            };
            if !early {
                h = self.up(h.view());
            }
            h = match self.joined {
                Joined::Behind => concatenate![Axis(0), h, skip],
                Joined::Before => concatenate![Axis(0), skip, h],
                Joined::Added => h + skip,
                Joined::Missing => h,
                Joined::InTurn => {
                    let (a, b) = (h.dim().0, skip.dim().0);
                    let (mut rows, mut i) = (Vec::new(), 0);
                    while rows.len() < a + b {
                        rows.extend((i < a).then_some(i));
                        rows.extend((i < b).then_some(a + i));
                        i += 1;
                    }
                    concatenate![Axis(0), h, skip].select(Axis(0), &rows)
                }
            };
            if early {
                h = self.up(h.view());
            }
            h = (levels[up].up)(h.view(), said(matches!(self.time, Time::All | Time::NotMiddle)));
        }
        h
    }

    fn pool(&self, x: ArrayView3<'_, f32>) -> Array3<f32> {
        let (c, h, w) = x.dim();
        Array3::from_shape_fn((c, h / 2, w / 2), |(c, i, j)| {
            let square = x.slice(s![c, 2 * i..2 * i + 2, 2 * j..2 * j + 2]);
            match self.pool {
                Pool::Mean => square.sum() / 4.0,
                Pool::Sum => square.sum(),
                Pool::HalfOfSum => square.sum() / 2.0,
                Pool::Largest => square.fold(f32::NEG_INFINITY, |a, &b| a.max(b)),
                Pool::Corner => square[[0, 0]],
                Pool::OtherCorner => square[[1, 1]],
                Pool::Apart => x.slice(s![c, i..;h / 2, j..;w / 2]).sum() / 4.0,
            }
        })
    }

    fn up(&self, x: ArrayView3<'_, f32>) -> Array3<f32> {
        let (c, h, w) = x.dim();
        // Where a pixel of the large picture lies in the small one, between which rows, and how far.
        let between = |at: usize, size: usize| {
            let place = (0.5 * (at as f32 + 0.5) - 0.5).max(0.0);
            let first = place.floor() as usize;
            (first, (first + 1).min(size - 1), place - place.floor())
        };
        Array3::from_shape_fn((c, 2 * h, 2 * w), |(c, i, j)| match self.up {
            Up::Tiled => x[[c, i % h, j % w]],
            Up::Zeros if i % 2 + j % 2 > 0 => 0.0,
            Up::Nearest | Up::Zeros => x[[c, i / 2, j / 2]],
            Up::Quarter => x[[c, i / 2, j / 2]] / 4.0,
            Up::Bilinear => {
                let ((a, b, u), (l, r, v)) = (between(i, h), between(j, w));
                let row = |i: usize| x[[c, i, l]] * (1.0 - v) + x[[c, i, r]] * v;
                row(a) * (1.0 - u) + row(b) * u
            }
        })
    }
}

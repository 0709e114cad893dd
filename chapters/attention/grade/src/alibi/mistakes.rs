//! The typical mistakes of `alibi`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, NdFloat};

use super::{Head, Input, Shown};

/// Which slopes the heads have.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slopes {
    #[default]
    Official,
    Direct,
    FromOne,
    Halves,
    OfMoreHeads,
    MissingInARow,
    MissingFromTheSecond,
    MissingFirst,
    Sorted,
    Negative,
}

/// What is subtracted from a score.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Penalty {
    #[default]
    Distance,
    Bonus,
    WithinScale,
    Nothing,
    AfterSoftmax,
    DividedBySlope,
    Squared,
    FromTheMiddle,
}

/// Which keys a query sees, and how far they are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    BottomRight,
    TopLeft,
    Saturated,
    PositionSaturates,
    Everything,
    EverythingByDistance,
    Strict,
    OneAhead,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    Uniform,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Underflow {
    #[default]
    Nothing,
    Offset,
    Distance,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) slopes: Slopes,
    pub(super) penalty: Penalty,
    pub(super) visible: Visible,
    pub(super) blind: Blind,
    pub(super) underflow: Underflow,
    pub(super) no_scale: bool,
    pub(super) no_max: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) sum_guarded: bool,
    pub(super) double: bool,
    pub(super) key_only: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "bonus",
            "`attend` rewards distance: slope · distance is added where it has to be subtracted, so the oldest key gains most.",
            |k| k.penalty = Penalty::Bonus,
        )
        .edit("*score -= slope", "*score += slope"),
        Mistake::new(
            "penalty_within_scale",
            "`attend` divides the penalty by √d as well. The scale belongs to the dot product; the penalty is subtracted after it.",
            |k| k.penalty = Penalty::WithinScale,
        ),
        Mistake::<Knobs>::new(
            "direct_slopes",
            "`slopes` uses 2^(−8h / heads) for every number of heads. Where that number is no power of two, the list is that of the \
             largest power of two below, and then every second slope of twice as many heads.",
            |k| k.slopes = Slopes::Direct,
        )
        .edit("let power = 1 << heads.ilog2();", "let power = heads;"),
        Mistake::<Knobs>::new(
            "slopes_from_one",
            "`slopes` counts heads from 0, so the first slope is 2^0 = 1. The exponent of the first head is −8/heads already.",
            |k| k.slopes = Slopes::FromOne,
        )
        .edit("-8.0 * h as f32", "-8.0 * (h - 1) as f32"),
        Mistake::<Knobs>::new(
            "no_penalty",
            "`attend` subtracts nothing, or the same from every key of a query, which a softmax does not notice.",
            |k| k.penalty = Penalty::Nothing,
        )
        .edit("*score -= slope * distance as f32;", ""),
        Mistake::<Knobs>::new(
            "slopes_of_more_heads",
            "`slopes` takes the first slopes of the next larger power of two. The list begins with all slopes of the next *smaller* \
             one.",
            |k| k.slopes = Slopes::OfMoreHeads,
        )
        .edit("1 << heads.ilog2()", "heads.next_power_of_two()"),
        Mistake::<Knobs>::new(
            "missing_in_a_row",
            "`slopes` takes the missing slopes in a row from the list of twice as many heads. It takes every second one: the first, \
             third, fifth …",
            |k| k.slopes = Slopes::MissingInARow,
        )
        .edit("(1..).step_by(2)", "(1..)"),
        Mistake::<Knobs>::new(
            "missing_from_the_second",
            "`slopes` takes the second, fourth, sixth … slope of twice as many heads. Those are there already: it is the first, \
             third, fifth … that are missing.",
            |k| k.slopes = Slopes::MissingFromTheSecond,
        )
        .edit("(1..).step_by(2)", "(2..).step_by(2)"),
        Mistake::new(
            "missing_first",
            "`slopes` puts the slopes of twice as many heads in front. They come after those of the power of two.",
            |k| k.slopes = Slopes::MissingFirst,
        ),
        Mistake::new(
            "sorted_slopes",
            "`slopes` is the right list in another order, sorted by size. The additional slopes come after the others.",
            |k| k.slopes = Slopes::Sorted,
        ),
        Mistake::<Knobs>::new(
            "halves",
            "`slopes` halves from head to head whatever their number: ½, ¼, ⅛ … That is the list of 8 heads; the last slope is \
             always to be 2^−8 for a power of two.",
            |k| k.slopes = Slopes::Halves,
        )
        .edit(
            "first.chain(rest).take(heads).collect()",
            "let _ = first.chain(rest);\n    (1..=heads).map(|h| 0.5_f32.powi(h as i32)).collect()",
        ),
        Mistake::<Knobs>::new(
            "negative_slopes",
            "`slopes` returns negative numbers. A slope is positive, and `attend` subtracts.",
            |k| k.slopes = Slopes::Negative,
        )
        .edit("2_f32.powf(-8.0 * h as f32 / n as f32)", "-2_f32.powf(-8.0 * h as f32 / n as f32)"),
        Mistake::<Knobs>::new(
            "top_left",
            "`attend` aligns the causal mask at the top left. The queries are the last positions: query i sees key j when \
             j ≤ i + (keys − queries).",
            |k| k.visible = Visible::TopLeft,
        )
        .edit("j + n > i + m", "j > i"),
        Mistake::new(
            "offset_saturates",
            "the offset keys − queries is cut at 0 where it is negative. With more queries than keys the first queries come before all \
             keys and see nothing. Write j + queries <= i + keys.",
            |k| k.visible = Visible::Saturated,
        ),
        Mistake::new(
            "no_mask",
            "`attend` sees the future, and with a signed distance even rewards it: i + (m − n) − j is negative there. Hide those keys.",
            |k| k.visible = Visible::Everything,
        ),
        Mistake::new(
            "both_directions",
            "`attend` sees the future, at a penalty on the absolute distance. That is for encoders; here later keys are hidden.",
            |k| k.visible = Visible::EverythingByDistance,
        ),
        Mistake::<Knobs>::new(
            "strict_mask",
            "`attend` hides the query's own position. It sees keys up to there.",
            |k| {
                k.visible = Visible::Strict;
            },
        )
        .edit("j + n > i + m", "j + n >= i + m"),
        Mistake::<Knobs>::new(
            "one_ahead",
            "`attend` shows one key of the future: the last visible key is at the query's own position.",
            |k| k.visible = Visible::OneAhead,
        )
        .edit(
            "if j + n > i + m {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) - (j + n);",
            "if j + n > i + m + 1 {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) as f32 - (j + n) as f32;",
        ),
        Mistake::<Knobs>::new(
            "distance_underflows",
            "the distance is computed in unsigned integers for hidden keys too, and passes below zero. Look whether the key is \
             visible first, or subtract signed or floating-point numbers.",
            |k| k.underflow = Underflow::Distance,
        )
        .edit("if j + n > i + m {", "if false {"),
        Mistake::<Knobs>::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + queries <= i + keys.",
            |k| k.underflow = Underflow::Offset,
        )
        .edit("j + n > i + m", "j > i + (m - n)"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        Mistake::<Knobs>::new("no_scale", "`attend` does not divide the dot products by √d.", |k| k.no_scale = true)
        .edit(" / (queries.ncols() as f32).sqrt()", ""),
        Mistake::new(
            "penalty_after_softmax",
            "`attend` subtracts the penalty from the weights, after the softmax. It belongs to the scores.",
            |k| k.penalty = Penalty::AfterSoftmax,
        ),
        Mistake::<Knobs>::new(
            "divided_by_slope",
            "`attend` divides the distance by the slope instead of multiplying.",
            |k| {
                k.penalty = Penalty::DividedBySlope;
            },
        )
        .edit("slope * distance as f32", "distance as f32 / slope"),
        Mistake::<Knobs>::new("squared_distance", "`attend` squares the distance. The penalty is linear.", |k| {
            k.penalty = Penalty::Squared;
        })
        .edit("slope * distance as f32", "slope * (distance * distance) as f32"),
        Mistake::new(
            "from_the_first_query",
            "`attend` counts a query's position from the first query, |i − j|, though the queries are the last positions: keys \
             between i and i + (m − n) are punished for being near.",
            |k| k.penalty = Penalty::FromTheMiddle,
        ),
        Mistake::new(
            "blind_nan",
            "a query that sees no key becomes NaN. There are such queries when there are more queries than keys; their output is 0.",
            |k| k.blind = Blind::NotANumber,
        ),
        Mistake::<Knobs>::new(
            "blind_mean",
            "a query that sees no key gets a mean of values, as happens when masked scores are a large negative number rather than \
             −∞. Its output is 0.",
            |k| k.blind = Blind::Uniform,
        )
        .edit("f32::NEG_INFINITY", "f32::MIN"),
        Mistake::<Knobs>::new(
            "position_saturates",
            "a query before all keys is moved to the first key, as saturating_sub does. With more queries than keys the first ones \
             see nothing, and their output is 0.",
            |k| k.visible = Visible::PositionSaturates,
        )
        .edit(
            "if j + n > i + m {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) - (j + n);",
            "let last = (i + m).saturating_sub(n);\n        if j > last {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = last - j;",
        ),
        Mistake::new(
            "no_max",
            "exp is taken of the scores themselves. Scores near 900 overflow, scores near −900 underflow to 0/0: subtract the \
             largest visible score first, or call your `softmax`.",
            |k| k.no_max = true,
        ),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Shown {
        match input {
            Input::Slopes(heads) => Shown::Slopes(self.slopes(*heads).mapv(|slope| slope as f32)),
            Input::Attend(head) => Shown::Attended(self.head(head)),
        }
    }

    fn slopes(&self, heads: usize) -> Array1<f64> {
        let slope = |h: usize, n: usize| (-8.0 * h as f64 / n as f64).exp2();
        let of = |n: usize| (1..=n).map(move |h| slope(h, n));
        let power = 1_usize << heads.ilog2();
        let missing = heads - power;
        let first: Vec<f64> = of(power).collect();
        let rest: Vec<f64> = of(2 * power).step_by(2).take(missing).collect();
        let official = || first.iter().chain(&rest).copied();
        match self.slopes {
            Slopes::Official => official().collect(),
            Slopes::Direct => of(heads).collect(),
            // One before each: the ratio of a list of n is 2^(8/n).
            Slopes::FromOne => {
                let ratio = |h: usize| if h < power { power } else { 2 * power };
                official().enumerate().map(|(h, slope)| slope * (8.0 / ratio(h) as f64).exp2()).collect()
            }
            Slopes::Halves => (1..=heads).map(|h| slope(h, 8)).collect(),
            Slopes::OfMoreHeads => of(heads.next_power_of_two()).take(heads).collect(),
            Slopes::MissingInARow => of(power).chain(of(2 * power).take(missing)).collect(),
            Slopes::MissingFromTheSecond => {
                of(power).chain(of(2 * power).skip(1).step_by(2).take(missing)).collect()
            }
            Slopes::MissingFirst => rest.iter().chain(&first).copied().collect(),
            Slopes::Sorted => {
                let mut sorted: Vec<f64> = official().collect();
                sorted.sort_by(|a, b| b.total_cmp(a));
                sorted.into()
            }
            Slopes::Negative => official().map(|slope| -slope).collect(),
        }
    }

    fn head(&self, head: &Head) -> Array2<f32> {
        let [queries, keys, values] = [&head.queries, &head.keys, &head.values];
        if self.contiguous {
            for matrix in [queries, keys, values] {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        let (n, m) = (queries.values.nrows(), keys.values.nrows());
        // In debug and in release builds alike.
        match self.underflow {
            Underflow::Nothing => {}
            Underflow::Offset => assert!(m >= n, "attempt to subtract with overflow"),
            Underflow::Distance => {
                assert!(n == 1, "attempt to subtract with overflow");
            }
        }
        let [q, k, v] = [queries, keys, values].map(|matrix| &matrix.values);
        if self.double {
            let [q, k, v] = [q, k, v].map(|matrix| matrix.mapv(f64::from));
            self.attend(&q, &k, &v, f64::from(head.slope)).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, head.slope)
        }
    }

    fn attend<T: NdFloat>(&self, q: &Array2<T>, k: &Array2<T>, v: &Array2<T>, slope: T) -> Array2<T> {
        let whole = |x: i64| T::from(x).expect("sizes are small");
        let (n, m, width) = (q.nrows() as i64, k.nrows() as i64, q.ncols() as i64);
        let root = whole(width).sqrt();
        let mut scores = q.dot(&k.t());
        if !self.no_scale {
            scores.mapv_inplace(|score| score / root);
        }
        let sees = |i: i64, j: i64| match self.visible {
            Visible::BottomRight => j <= i + m - n,
            Visible::TopLeft => j <= i,
            Visible::Saturated => j <= i + (m - n).max(0),
            Visible::PositionSaturates => j <= (i + m - n).max(0),
            Visible::Everything | Visible::EverythingByDistance => true,
            Visible::Strict => j < i + m - n,
            Visible::OneAhead => j <= i + m - n + 1,
        };
        let penalty = |i: i64, j: i64| {
            let distance = i + m - n - j;
            let distance =
                if self.visible == Visible::EverythingByDistance { distance.abs() } else { distance };
            let distance = match self.penalty {
                Penalty::Squared => distance * distance,
                Penalty::FromTheMiddle => (i - j).abs(),
                _ if self.key_only && self.visible != Visible::EverythingByDistance => -j,
                _ => distance,
            };
            match self.penalty {
                Penalty::Bonus => -(slope * whole(distance)),
                Penalty::WithinScale => slope * whole(distance) / root,
                Penalty::Nothing => T::zero(),
                Penalty::DividedBySlope => whole(distance) / slope,
                _ => slope * whole(distance),
            }
        };
        let late = self.penalty == Penalty::AfterSoftmax;
        for ((i, j), score) in scores.indexed_iter_mut() {
            let (i, j) = (i as i64, j as i64);
            if !sees(i, j) {
                *score = T::neg_infinity();
            } else if !late {
                *score -= penalty(i, j);
            }
        }
        for (i, mut row) in scores.rows_mut().into_iter().enumerate() {
            let largest = slips::largest(&row);
            if largest == T::neg_infinity() {
                row.fill(match self.blind {
                    Blind::Zero => T::zero(),
                    Blind::NotANumber => T::nan(),
                    Blind::Uniform => whole(m).recip(),
                });
                continue;
            }
            let shift = if self.no_max { T::zero() } else { largest };
            row.mapv_inplace(|score| (score - shift).exp());
            let sum = row.sum();
            let sum = if self.sum_guarded && sum == T::zero() { T::one() } else { sum };
            for (j, weight) in row.iter_mut().enumerate() {
                *weight /= sum;
                if late && sees(i as i64, j as i64) {
                    *weight -= penalty(i as i64, j as i64);
                }
            }
        }
        scores.dot(v)
    }
}

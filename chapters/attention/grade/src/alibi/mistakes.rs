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
    StrictlyBelow,
    WholeNumbers,
    BaseE,
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
    FromTheFirstQuery,
    NotInDecoding,
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

/// What is subtracted from a row of scores before exp.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Max,
    Nothing,
    MaxFromZero,
    MaxOfHidden,
    MaxOfAll,
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
    pub(super) scale_by_width: bool,
    pub(super) shift: Shift,
    pub(super) masked_as_thousand: bool,
    pub(super) blind_first: bool,
    pub(super) whole_ratio: bool,
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
        Mistake::<Knobs>::new(
            "penalty_within_scale",
            "`attend` divides the penalty by √d as well. The scale belongs to the dot product; the penalty is subtracted after it.",
            |k| k.penalty = Penalty::WithinScale,
        )
        .edit("slope * distance as f32", "slope * distance as f32 / (queries.ncols() as f32).sqrt()"),
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
        Mistake::<Knobs>::new(
            "missing_first",
            "`slopes` puts the slopes of twice as many heads in front. They come after those of the power of two.",
            |k| k.slopes = Slopes::MissingFirst,
        )
        .edit("first.chain(rest).take(heads).collect()", "rest.take(heads - power).chain(first).collect()"),
        Mistake::<Knobs>::new(
            "sorted_slopes",
            "`slopes` is the right list in another order, sorted by size. The additional slopes come after the others.",
            |k| k.slopes = Slopes::Sorted,
        )
        .edit(
            "first.chain(rest).take(heads).collect()",
            "let mut all: Vec<f32> = first.chain(rest).take(heads).collect();\n    all.sort_by(|a, b| b.total_cmp(a));\n    all.into()",
        ),
        Mistake::<Knobs>::new(
            "strictly_below",
            "`slopes` begins with the list of half as many heads where their number is a power of two: 8 is taken for 4 and 4 \
             more. A power of two has its own list, 2^(−8h / heads).",
            |k| k.slopes = Slopes::StrictlyBelow,
        )
        .edit("1 << heads.ilog2()", "(heads.next_power_of_two() / 2).max(1)"),
        Mistake::<Knobs>::new(
            "whole_number_exponent",
            "`slopes` divides in whole numbers, so that exponents are rounded: 8h/n is no whole number where n is above 8. \
             Convert to floating-point numbers before dividing.",
            |k| k.slopes = Slopes::WholeNumbers,
        )
        .edit("-8.0 * h as f32 / n as f32", "-((8 * h / n) as f32)"),
        Mistake::<Knobs>::new(
            "powers_of_e",
            "`slopes` takes powers of e, as exp does. They are powers of 2: exp2, or powf of 2.",
            |k| k.slopes = Slopes::BaseE,
        )
        .edit("2_f32.powf(-8.0 * h as f32 / n as f32)", "(-8.0 * h as f32 / n as f32).exp()"),
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
        Mistake::<Knobs>::new(
            "offset_saturates",
            "the offset keys − queries is cut at 0 where it is negative. With more queries than keys the first queries come before all \
             keys and see nothing. Write j + queries <= i + keys.",
            |k| k.visible = Visible::Saturated,
        )
        .edit(
            "if j + n > i + m {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) - (j + n);",
            "if j > i + m.saturating_sub(n) {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) as f32 - (j + n) as f32;",
        ),
        Mistake::<Knobs>::new(
            "no_mask",
            "`attend` sees the future, and with a signed distance even rewards it: i + (m − n) − j is negative there. Hide those keys.",
            |k| k.visible = Visible::Everything,
        )
        .edit(
            "if j + n > i + m {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) - (j + n);",
            "{\n            let distance = (i + m) as f32 - (j + n) as f32;",
        ),
        Mistake::<Knobs>::new(
            "both_directions",
            "`attend` sees the future, at a penalty on the absolute distance. That is for encoders; here later keys are hidden.",
            |k| k.visible = Visible::EverythingByDistance,
        )
        .edit(
            "if j + n > i + m {\n            *score = f32::NEG_INFINITY;\n        } else {\n            let distance = (i + m) - (j + n);",
            "{\n            let distance = (i + m).abs_diff(j + n);",
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
        Mistake::<Knobs>::new(
            "scale_by_width",
            "`attend` divides the dot products by d, not by √d, or by √d twice.",
            |k| k.scale_by_width = true,
        )
        .edit(".sqrt()", ""),
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
        Mistake::<Knobs>::new(
            "from_the_first_query",
            "`attend` counts a query's position from the first query, |i − j|, though the queries are the last positions: keys \
             between i and i + (m − n) are punished for being near.",
            |k| k.penalty = Penalty::FromTheMiddle,
        )
        .edit("(i + m) - (j + n)", "i.abs_diff(j)"),
        Mistake::<Knobs>::new(
            "cut_from_the_first_query",
            "`attend` counts a query's position from the first query and cuts distances at 0, as saturating_sub does: keys between i \
             and i + (m − n) are not punished, in decoding none is. Query i stands at i + (m − n).",
            |k| k.penalty = Penalty::FromTheFirstQuery,
        )
        .edit("(i + m) - (j + n)", "i.saturating_sub(j)"),
        Mistake::<Knobs>::new(
            "not_in_decoding",
            "`attend` subtracts no penalty where there is a single query, as in decoding. One query too is far from its keys.",
            |k| k.penalty = Penalty::NotInDecoding,
        )
        .edit("*score -= slope", "*score -= f32::from(n > 1) * slope"),
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
        Mistake::<Knobs>::new(
            "masked_as_thousand",
            "masked scores become −1,000 or so, which a visible score can reach, and fall below with its penalty. Only −∞ weighs \
             nothing beside every score.",
            |k| k.masked_as_thousand = true,
        )
        .edit("f32::NEG_INFINITY", "-1_000.0"),
        Mistake::new(
            "no_max",
            "exp is taken of scores from which the largest visible one of their row was not subtracted, everywhere or in the sum. \
             Scores near 1000 overflow, scores near −1000 underflow to 0/0. If you call your `softmax`, look there.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "max_from_zero",
            "where all scores of a row are far below 0, something larger is subtracted, and exp underflows to 0/0. As a rule the \
             search for the largest starts at 0, or takes the largest absolute value. If you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxFromZero,
        ),
        Mistake::new(
            "hidden_max",
            "the largest score is taken over hidden keys too. Where one of them is far above all that are visible, these underflow to \
             0/0: hide first, then look for the largest.",
            |k| k.shift = Shift::MaxOfHidden,
        ),
        Mistake::new(
            "one_max",
            "the largest score of all queries is subtracted from every row. A row whose scores are far lower underflows to 0/0: each \
             row has its own largest score. If you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxOfAll,
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
            Slopes::StrictlyBelow => {
                let power = (heads.next_power_of_two() / 2).max(1);
                of(power).chain(of(2 * power).step_by(2)).take(heads).collect()
            }
            Slopes::WholeNumbers => {
                let exponent = |h: usize, n: usize| if self.whole_ratio { 8 / n * h } else { 8 * h / n };
                let of = |n: usize| (1..=n).map(move |h| (-(exponent(h, n) as f64)).exp2());
                of(power).chain(of(2 * power).step_by(2)).take(heads).collect()
            }
            Slopes::BaseE => official().map(|slope| slope.log2().exp()).collect(),
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
        let divisor = match (self.no_scale, self.scale_by_width) {
            (true, _) => T::one(),
            (_, true) => whole(width),
            _ => root,
        };
        scores.mapv_inplace(|score| score / divisor);
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
                Penalty::FromTheFirstQuery => (i - j).max(0),
                _ if self.key_only && self.visible != Visible::EverythingByDistance => -j,
                _ => distance,
            };
            match self.penalty {
                Penalty::Bonus => -(slope * whole(distance)),
                Penalty::WithinScale => slope * whole(distance) / root,
                Penalty::Nothing => T::zero(),
                Penalty::NotInDecoding if n == 1 => T::zero(),
                Penalty::DividedBySlope => whole(distance) / slope,
                _ => slope * whole(distance),
            }
        };
        let late = self.penalty == Penalty::AfterSoftmax;
        let before: Vec<T> = scores.rows().into_iter().map(|row| slips::largest(&row)).collect();
        for ((i, j), score) in scores.indexed_iter_mut() {
            let (i, j) = (i as i64, j as i64);
            let blind = self.blind_first && i + m < n;
            if !sees(i, j) && self.masked_as_thousand && !blind {
                *score = whole(-1000);
            } else if !sees(i, j) {
                *score = T::neg_infinity();
            } else if !late {
                *score -= penalty(i, j);
            }
        }
        let of_all = slips::largest(&scores);
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
            let shift = match self.shift {
                Shift::Max => largest,
                Shift::Nothing => T::zero(),
                Shift::MaxFromZero => largest.max(T::zero()),
                Shift::MaxOfHidden => before[i].max(largest),
                Shift::MaxOfAll => of_all,
            };
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

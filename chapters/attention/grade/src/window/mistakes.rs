//! The typical mistakes of `window`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, ArrayView1, Axis, NdFloat, concatenate, s};

use attention::Ring;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    Window,
    OneMore,
    OneLess,
    BeforeItself,
    WithoutItself,
    NotCausal,
    TwoSided,
    Centred,
    Causal,
    Chunks,
    Hidden,
    OutsideWindow,
    Transposed,
    SaturatingWindow,
    UnsignedWindow,
}

/// The position of query i.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Own {
    #[default]
    BottomRight,
    TopLeft,
    OffsetSubtracted,
    OffsetSaturating,
    Saturating,
    Unsigned,
}

/// Where a token goes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slot {
    #[default]
    Modulo,
    MovesUp,
    AfterIncrement,
    ModuloOneLess,
    OnlyWhileRoom,
    LastStays,
    Grows,
    GrowsFromNothing,
}

/// Which rows are attended to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rows {
    #[default]
    Filled,
    All,
    Lap,
    Remainder,
    WithoutOldest,
    WithoutNewest,
    NotZero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    #[default]
    Counts,
    Capped,
    Wraps,
    Never,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    RootWindow,
    RootValueWidth,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) visible: Visible,
    pub(super) own: Own,
    pub(super) slot: Slot,
    pub(super) rows: Rows,
    pub(super) seen: Seen,
    pub(super) scale: Scale,
    pub(super) values_elsewhere: bool,
    pub(super) keys_alone: bool,
    pub(super) keys_as_values: bool,
    pub(super) no_max: bool,
    pub(super) max_from_zero: bool,
    pub(super) max_of_absolutes: bool,
    pub(super) contiguous: bool,
    pub(super) plus_one_first: bool,
    /// A ring whose last row is never used: attend does not look at it either.
    pub(super) keeps_to_used: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_key_more",
            "the mask shows W + 1 keys: i' − W ≤ j ≤ i'. The query's own key is one of the W, so the oldest is i' − W + 1.",
            |k| k.visible = Visible::OneMore,
        )
        .edit("i + m < j + n + window", "i + m <= j + n + window"),
        Mistake::<Knobs>::new(
            "one_key_less",
            "the mask shows W − 1 keys: the query's own key and W − 2 before it. The window holds W keys, its own included.",
            |k| k.visible = Visible::OneLess,
        )
        .edit("i + m < j + n + window", "i + m + 1 < j + n + window"),
        Mistake::<Knobs>::new(
            "top_left",
            "the mask takes i for the query's position. The queries are the last n positions: query i sits at i + (m − n).",
            |k| k.own = Own::TopLeft,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "j <= i && i < j + window"),
        Mistake::<Knobs>::new(
            "two_sided",
            "the mask looks to both sides: W − 1 keys back and W − 1 ahead. A window is causal too.",
            |k| k.visible = Visible::TwoSided,
        )
        .edit(
            "j + n <= i + m && i + m < j + n + window",
            "j + n < i + m + window && i + m < j + n + window",
        ),
        Mistake::<Knobs>::new(
            "future_visible",
            "the mask cuts off what is too old, and not what is later than the query.",
            |k| k.visible = Visible::NotCausal,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "i + m < j + n + window"),
        Mistake::<Knobs>::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Bring what is subtracted to the other side.",
            |k| k.own = Own::Unsigned,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "j <= i + (m - n) && i + (m - n) < j + window"),
        Mistake::<Knobs>::new(
            "window_underflows",
            "the first key of the window is computed in unsigned integers, and passes below zero near the start. Bring what \
             is subtracted to the other side: i' < j + W.",
            |k| k.visible = Visible::UnsignedWindow,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "{ let last = i + m - n; j <= last && j > last - window }"),
        Mistake::<Knobs>::new(
            "first_key_hidden",
            "near the start the window hides key 0: j > i' − W with a subtraction that stops at 0 asks for j > 0. Write \
             j + W > i'.",
            |k| k.visible = Visible::SaturatingWindow,
        )
        .edit("i + m < j + n + window", "j > (i + m).saturating_sub(n + window)"),
        Mistake::<Knobs>::new(
            "blind_sees_first",
            "a query before the first key sees key 0: its position is computed with a subtraction that stops at 0. Write \
             j + n ≤ i + m.",
            |k| k.own = Own::Saturating,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "{ let last = (i + m).saturating_sub(n); j <= last && last < j + window }"),
        Mistake::<Knobs>::new(
            "offset_saturates",
            "keys − queries is computed with a subtraction that stops at 0. With more queries than keys the first n − m queries \
             see nothing; write j + n ≤ i + m.",
            |k| k.own = Own::OffsetSaturating,
        )
        .edit(
            "j + n <= i + m && i + m < j + n + window",
            "j <= i + m.saturating_sub(n) && i + m.saturating_sub(n) < j + window",
        ),
        Mistake::<Knobs>::new(
            "without_itself",
            "a query does not see its own key: the mask shows the W − 1 keys before it. Its own is the last of the W.",
            |k| k.visible = Visible::WithoutItself,
        )
        .edit("j + n <= i + m &&", "j + n < i + m &&"),
        Mistake::<Knobs>::new(
            "before_itself",
            "the mask shows the W keys before the query's own, and not its own.",
            |k| k.visible = Visible::BeforeItself,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "j + n < i + m && i + m <= j + n + window"),
        Mistake::<Knobs>::new(
            "centred",
            "the mask puts the query in the middle of its window, half of it in the future.",
            |k| k.visible = Visible::Centred,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "(i + m).abs_diff(j + n) <= window / 2"),
        Mistake::<Knobs>::new("no_window", "the mask is the causal mask: W has no effect.", |k| {
            k.visible = Visible::Causal
        })
        .edit("j + n <= i + m && i + m < j + n + window", "j + n <= i + m"),
        Mistake::<Knobs>::new(
            "chunks",
            "the mask cuts the positions into chunks of W and shows the keys of the query's own chunk. A window slides: every \
             query sees W keys, once there are as many.",
            |k| k.visible = Visible::Chunks,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "j + n <= i + m && (i + m - n) / window == j / window"),
        Mistake::<Knobs>::new(
            "offset_subtracted",
            "the offset between queries and keys has the wrong sign: query i sits at i + (m − n), not at i − (m − n).",
            |k| k.own = Own::OffsetSubtracted,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "j + m <= i + n && i + n < j + m + window"),
        Mistake::<Knobs>::new(
            "true_is_hidden",
            "the mask is true where a key is hidden, as some libraries have it. Here true means that the query sees the key.",
            |k| k.visible = Visible::Hidden,
        )
        .edit("j + n <= i + m && i + m < j + n + window", "!(j + n <= i + m && i + m < j + n + window)"),
        Mistake::<Knobs>::new(
            "outside_window",
            "the mask shows the past that lies outside the window, and hides the window.",
            |k| k.visible = Visible::OutsideWindow,
        )
        .edit("i + m < j + n + window", "i + m >= j + n + window"),
        Mistake::<Knobs>::new(
            "mask_transposed",
            "the mask has a row for each key. Rows are queries, columns keys: (n, m).",
            |k| k.visible = Visible::Transposed,
        )
        .edit("from_shape_fn((n, m), |(i, j)| {", "from_shape_fn((m, n), |(j, i)| {"),
        Mistake::<Knobs>::new(
            "empty_slots",
            "attend also looks at the rows that are still empty. A key of zeros has score 0, not −∞: it takes weight from the \
             others. Only min(seen, W) rows are filled.",
            |k| k.rows = Rows::All,
        )
        .edit("ring.seen.min(ring.keys.nrows())", "ring.keys.nrows()"),
        Mistake::<Knobs>::new(
            "increment_first",
            "push counts before it takes the row: the first token goes to row 1, and before the ring is full attend finds an \
             empty row where it expects a token.",
            |k| k.slot = Slot::AfterIncrement,
        )
        .edit(
            "let slot = ring.seen % ring.keys.nrows();",
            "ring.seen += 1;\n    let slot = ring.seen % ring.keys.nrows();\n    ring.seen -= 1;",
        ),
        Mistake::new(
            "array_grows",
            "push appends to the arrays. What attend sees is right, and memory grows with the text, as without a window: the \
             arrays keep the shapes (W, d) and (W, d_v).",
            |k| k.slot = Slot::Grows,
        ),
        Mistake::new(
            "whole_cache",
            "push appends to the arrays, and attend looks at all of it: that is a growing cache without a window.",
            |k| k.slot = Slot::GrowsFromNothing,
        ),
        Mistake::<Knobs>::new(
            "stops_when_full",
            "once the ring is full, push writes nothing: the ring keeps the first W tokens. The new token takes the place of \
             the oldest.",
            |k| k.slot = Slot::OnlyWhileRoom,
        )
        .edit(
            "let slot = ring.seen % ring.keys.nrows();",
            "let slot = ring.seen;\n    ring.seen += 1;\n    if slot >= ring.keys.nrows() {\n        return;\n    }\n    ring.seen -= 1;",
        ),
        Mistake::<Knobs>::new(
            "overwrites_newest",
            "once the ring is full, every token goes to the last row: the newest is replaced, and the oldest stays forever.",
            |k| k.slot = Slot::LastStays,
        )
        .edit("ring.seen % ring.keys.nrows()", "ring.seen.min(ring.keys.nrows() - 1)"),
        Mistake::<Knobs>::new(
            "wraps_early",
            "the row is seen mod (W − 1): the last row is never used, and the window is one token short.",
            |k| k.slot = Slot::ModuloOneLess,
        )
        .edit("ring.seen % ring.keys.nrows()", "ring.seen % (ring.keys.nrows() - 1).max(1)"),
        Mistake::<Knobs>::new(
            "forgets_at_wrap",
            "attend looks at the rows up to the newest one only. After the ring has wrapped, the rows behind it hold older \
             tokens of the window, and belong to it.",
            |k| k.rows = Rows::Lap,
        )
        .edit("ring.seen.min(ring.keys.nrows())", "(ring.seen - 1) % ring.keys.nrows() + 1"),
        Mistake::<Knobs>::new(
            "remainder_of_seen",
            "attend takes seen mod W for the number of filled rows. Once the ring is full, all W are: min(seen, W).",
            |k| k.rows = Rows::Remainder,
        )
        .edit("ring.seen.min(ring.keys.nrows())", "ring.seen % ring.keys.nrows()"),
        Mistake::new(
            "evicts_early",
            "attend leaves out the row that the next push will take, so a full ring shows W − 1 tokens. The oldest token leaves \
             when the next one comes, not before.",
            |k| k.rows = Rows::WithoutOldest,
        ),
        Mistake::new(
            "misses_itself",
            "attend leaves out the token that was pushed last. The query sits at that token, and sees it.",
            |k| k.rows = Rows::WithoutNewest,
        ),
        Mistake::new(
            "zero_is_empty",
            "attend takes a row whose key is zero for an empty one. A token may have such a key, and it has score 0: which rows \
             are filled, seen tells.",
            |k| k.rows = Rows::NotZero,
        ),
        Mistake::<Knobs>::new(
            "seen_capped",
            "seen stops counting at W, so seen mod W stays 0, and every token from then on goes to row 0.",
            |k| k.seen = Seen::Capped,
        )
        .edit("ring.seen += 1;", "ring.seen = (ring.seen + 1).min(ring.keys.nrows());"),
        Mistake::<Knobs>::new(
            "seen_wraps",
            "seen starts over at 0 when the ring is full, and attend takes it for the number of filled rows. seen counts all \
             tokens; the row is seen mod W.",
            |k| k.seen = Seen::Wraps,
        )
        .edit("ring.seen += 1;", "ring.seen = (ring.seen + 1) % ring.keys.nrows();"),
        Mistake::<Knobs>::new(
            "seen_not_counted",
            "push does not count: seen stays 0, every token goes to row 0, and attend finds nothing.",
            |k| k.seen = Seen::Never,
        )
        .edit("ring.seen += 1;", ""),
        Mistake::<Knobs>::new(
            "values_elsewhere",
            "a token's value goes to the row after that of its key, as when the count is raised between the two. attend pairs \
             row with row.",
            |k| k.values_elsewhere = true,
        )
        .edit("    ring.values.row_mut(slot).assign(&value);\n    ring.seen += 1;", "    ring.seen += 1;\n    ring.values.row_mut(ring.seen % ring.keys.nrows()).assign(&value);"),
        Mistake::<Knobs>::new(
            "values_not_stored",
            "push stores the key and not the value: the values stay zero, and so does the output.",
            |k| k.keys_alone = true,
        )
        .edit("ring.values.row_mut(slot).assign(&value);", ""),
        Mistake::<Knobs>::new("no_scale", "attend does not divide the scores by √d.", |k| k.scale = Scale::Nothing)
        .edit("let query = query.insert_axis(Axis(0));", "let query = &query * (query.len() as f32).sqrt();\n    let query = query.view().insert_axis(Axis(0));"),
        Mistake::<Knobs>::new("scale_by_width", "attend divides the scores by d instead of √d.", |k| {
            k.scale = Scale::Width;
        })
        .edit("let query = query.insert_axis(Axis(0));", "let query = &query / (query.len() as f32).sqrt();\n    let query = query.view().insert_axis(Axis(0));"),
        Mistake::<Knobs>::new(
            "scale_by_window",
            "attend divides the scores by √W. What grows is the sum over the width d.",
            |k| k.scale = Scale::RootWindow,
        )
        .edit("let query = query.insert_axis(Axis(0));", "let query = &query * (query.len() as f32 / ring.keys.nrows() as f32).sqrt();\n    let query = query.view().insert_axis(Axis(0));"),
        Mistake::<Knobs>::new(
            "scale_by_value_width",
            "attend divides the scores by the root of the values' width. The sum runs over the width of queries and keys.",
            |k| k.scale = Scale::RootValueWidth,
        )
        .edit("let query = query.insert_axis(Axis(0));", "let query = &query * (query.len() as f32 / values.ncols() as f32).sqrt();\n    let query = query.view().insert_axis(Axis(0));"),
        Mistake::<Knobs>::new("keys_as_values", "attend weighs the keys instead of the values.", |k| {
            k.keys_as_values = true;
        })
        .edit("let values = ring.values.slice", "let values = ring.keys.slice"),
        Mistake::new(
            "no_max",
            "attend takes exp of the scores themselves. Scores near 1000 overflow, scores near −1000 underflow to 0/0: \
             subtract the largest first.",
            |k| k.no_max = true,
        ),
        Mistake::new(
            "max_of_absolutes",
            "what attend subtracts is the largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.max_of_absolutes = true,
        ),
        Mistake::new(
            "max_from_zero",
            "what attend subtracts is never below 0, as when the search for the maximum starts at 0 or at f32::MIN_POSITIVE: near −1000 every exponential underflows. Start at f32::NEG_INFINITY.",
            |k| k.max_from_zero = true,
        ),
        Mistake::<Knobs>::new(
            "assumes_contiguous",
            "as_slice() is None for a strided view, and unwrap panics. A key is a row of a matrix of any layout: use assign, \
             its iterator or indices.",
            |k| k.contiguous = true,
        )
        .edit("ring.keys.row_mut(slot).assign(&key);", "ring.keys.row_mut(slot).as_slice_mut().unwrap().copy_from_slice(key.as_slice().unwrap());"),
    ]
}

impl Knobs {
    pub(super) fn visible(&self, n: usize, m: usize, window: usize) -> Array2<bool> {
        let [signed_n, signed_m, w] = [n, m, window].map(|x| x as i64);
        let offset = signed_m - signed_n;
        // In debug and in release builds alike.
        let underflow = || panic!("attempt to subtract with overflow");
        if self.own == Own::Unsigned && offset < 0 {
            underflow();
        }
        let first = if self.own == Own::TopLeft { 0 } else { offset };
        if self.visible == Visible::UnsignedWindow
            && (first < 0 || first + i64::from(self.plus_one_first) < w)
        {
            underflow();
        }
        if self.visible == Visible::Transposed {
            return Knobs::default().visible(n, m, window).reversed_axes().as_standard_layout().into_owned();
        }
        Array2::from_shape_fn((n, m), |(i, j)| {
            let (i, j) = (i as i64, j as i64);
            let own = match self.own {
                Own::BottomRight | Own::Unsigned => i + offset,
                Own::TopLeft => i,
                Own::OffsetSubtracted => i - offset,
                Own::OffsetSaturating => i + offset.max(0),
                Own::Saturating => (i + offset).max(0),
            };
            let age = own - j;
            match self.visible {
                Visible::Window | Visible::Transposed | Visible::UnsignedWindow => (0..w).contains(&age),
                Visible::OneMore => (0..=w).contains(&age),
                Visible::OneLess => (0..w - 1).contains(&age),
                Visible::BeforeItself => (1..=w).contains(&age),
                Visible::WithoutItself => (1..w).contains(&age),
                Visible::NotCausal => age < w,
                Visible::TwoSided => age.abs() < w,
                Visible::Centred => age.abs() <= w / 2,
                Visible::Causal => age >= 0,
                Visible::Chunks => age >= 0 && own.div_euclid(w) == j / w,
                Visible::Hidden => !(0..w).contains(&age),
                Visible::OutsideWindow => age >= w,
                Visible::SaturatingWindow => age >= 0 && j > (own - w).max(0),
            }
        })
    }

    pub(super) fn start(&self, window: usize, width: usize, value_width: usize) -> Ring {
        let rows = if self.slot == Slot::GrowsFromNothing { 0 } else { window };
        Ring { keys: Array2::zeros((rows, width)), values: Array2::zeros((rows, value_width)), seen: 0 }
    }

    pub(super) fn push(&self, ring: &mut Ring, key: ArrayView1<'_, f32>, value: ArrayView1<'_, f32>) {
        if self.contiguous {
            key.as_slice().unwrap();
            value.as_slice().unwrap();
        }
        let rows = ring.keys.nrows();
        let slot = match self.slot {
            Slot::Modulo => Some(ring.seen % rows),
            Slot::AfterIncrement => Some((ring.seen + 1) % rows),
            Slot::ModuloOneLess if self.keeps_to_used => Some(ring.seen % (rows - 1).max(1)),
            Slot::ModuloOneLess => Some(ring.seen % (rows - 1)),
            Slot::OnlyWhileRoom => (ring.seen < rows).then_some(ring.seen),
            Slot::LastStays => Some(ring.seen.min(rows - 1)),
            Slot::MovesUp => {
                for array in [&mut ring.keys, &mut ring.values] {
                    let moved = array.slice(s![1.., ..]).to_owned();
                    array.slice_mut(s![..rows - 1, ..]).assign(&moved);
                }
                Some(rows - 1)
            }
            Slot::Grows | Slot::GrowsFromNothing => {
                for (array, row) in [(&mut ring.keys, key), (&mut ring.values, value)] {
                    *array =
                        concatenate(Axis(0), &[array.view(), row.insert_axis(Axis(0))]).expect("one width");
                }
                None
            }
        };
        if let Some(slot) = slot {
            let of_value = (slot + usize::from(self.values_elsewhere)) % rows;
            ring.keys.row_mut(slot).assign(&key);
            if !self.keys_alone {
                ring.values.row_mut(of_value).assign(&value);
            }
        }
        ring.seen = match self.seen {
            Seen::Counts => ring.seen + 1,
            Seen::Capped => (ring.seen + 1).min(rows),
            Seen::Wraps => (ring.seen + 1) % rows,
            Seen::Never => 0,
        };
    }

    pub(super) fn attend(&self, ring: &Ring, query: ArrayView1<'_, f32>) -> Array1<f32> {
        let [keys, values] = [&ring.keys, if self.keys_as_values { &ring.keys } else { &ring.values }];
        if self.double {
            let (keys, values) = (keys.mapv(f64::from), values.mapv(f64::from));
            self.look(ring, &keys, &values, &query.mapv(f64::from)).mapv(|x| x as f32)
        } else {
            self.look(ring, keys, values, &query.to_owned())
        }
    }

    /// The rows that are attended to.
    fn rows(&self, ring: &Ring) -> Vec<usize> {
        let rows = ring.keys.nrows();
        let short = self.slot == Slot::ModuloOneLess && self.keeps_to_used;
        let filled = ring.seen.min(if short { (rows - 1).max(1) } else { rows });
        if self.slot == Slot::Grows {
            let window = rows - ring.seen;
            return (rows - ring.seen.min(window)..rows).collect();
        }
        if self.slot == Slot::MovesUp {
            // The oldest token is the first filled row, the newest the last.
            let first = rows - filled;
            return match self.rows {
                Rows::All => (0..rows).collect(),
                Rows::WithoutOldest if filled == rows => (first + 1..rows).collect(),
                Rows::WithoutNewest => (first..rows - 1).collect(),
                Rows::NotZero => {
                    (first..rows).filter(|&row| ring.keys.row(row).iter().any(|&x| x != 0.0)).collect()
                }
                _ => (first..rows).collect(),
            };
        }
        match self.rows {
            Rows::Filled => (0..filled).collect(),
            Rows::All => (0..rows).collect(),
            Rows::Lap => (0..=(ring.seen - 1) % rows).collect(),
            Rows::Remainder => (0..ring.seen % rows).collect(),
            Rows::NotZero => {
                (0..filled).filter(|&row| ring.keys.row(row).iter().any(|&x| x != 0.0)).collect()
            }
            Rows::WithoutOldest => {
                (0..filled).filter(|&row| ring.seen < rows || row != ring.seen % rows).collect()
            }
            Rows::WithoutNewest => (0..filled).filter(|&row| row != (ring.seen - 1) % rows).collect(),
        }
    }

    fn look<T: NdFloat>(
        &self,
        ring: &Ring,
        keys: &Array2<T>,
        values: &Array2<T>,
        query: &Array1<T>,
    ) -> Array1<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let rows = self.rows(ring);
        let (keys, values) = (keys.select(Axis(0), &rows), values.select(Axis(0), &rows));
        if rows.is_empty() {
            return Array1::zeros(values.ncols());
        }
        let divisor = match self.scale {
            Scale::RootWidth => number(query.len()).sqrt(),
            Scale::Nothing => T::one(),
            Scale::Width => number(query.len()),
            Scale::RootWindow => number(ring.keys.nrows()).sqrt(),
            Scale::RootValueWidth => number(values.ncols()).sqrt(),
        };
        let scores = keys.dot(query) / divisor;
        let largest = slips::largest(&scores);
        let shift = match largest {
            _ if self.no_max => T::zero(),
            _ if self.max_of_absolutes => slips::largest(&scores.mapv(T::abs)),
            largest if self.max_from_zero => largest.max(T::zero()),
            largest => largest,
        };
        let weights = scores.mapv(|score| (score - shift).exp());
        weights.dot(&values) / weights.sum()
    }
}

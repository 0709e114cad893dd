//! The bent solution of `loop_order`: its knobs, and what it computes.

use fast::{CountedMatrix, InMemory, LineCache, Place};

use super::{Input, Multiplied};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    ByStrides,
    Always([usize; 3]),
    CheapestOutside,
    StridesSwapped,
    OuterTwoExchanged,
    /// By the strides of one of the three alone.
    Of(usize),
    /// Of A and B, as if C were not there.
    WithoutC,
    NotCapped,
    LongestInside,
    LongestOutside,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Zero {
    #[default]
    ShorterStride,
    LongerStride,
    RowByRow,
    ColumnByColumn,
    Never,
    TimesNothing,
    WithTheFirst,
    ForEachStepOutside,
    ForEachProduct,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Index {
    #[default]
    Right,
    ATransposed,
    BTransposed,
    CTransposed,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ends {
    #[default]
    All,
    LastLeftOut,
    FirstLeftOut,
    ColumnsOfA,
    RowsOfA,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) order: Order,
    pub(super) zero: Zero,
    pub(super) index: Index,
    pub(super) ends: Ends,
    pub(super) copies: bool,
    pub(super) sum_apart: bool,
    pub(super) get_and_set: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Multiplied {
        input.multiplied(|a, b, c, cache| self.multiply(a, b, c, cache))
    }

    fn order(&self, [a, b, c]: [Place; 3], sizes: [usize; 3], line: usize) -> [usize; 3] {
        let swapped = self.order == Order::StridesSwapped;
        let line = if self.order == Order::NotCapped { usize::MAX } else { line };
        let [rows, columns]: [[usize; 3]; 2] = [
            [a, b, c].map(|place| if swapped { place.column_stride } else { place.row_stride }.min(line)),
            [a, b, c].map(|place| if swapped { place.row_stride } else { place.column_stride }.min(line)),
        ];
        let seen = |matrix: usize| match self.order {
            Order::Of(only) => usize::from(only == matrix),
            Order::WithoutC => usize::from(matrix < 2),
            _ => 1,
        };
        let mut costs = [
            seen(0) * rows[0] + seen(2) * rows[2],
            seen(0) * columns[0] + seen(1) * rows[1],
            seen(1) * columns[1] + seen(2) * columns[2],
        ];
        match self.order {
            Order::Always(order) => return order,
            Order::LongestInside => costs = sizes.map(|size| usize::MAX - size),
            Order::LongestOutside => costs = sizes,
            // What does not move at all is as good as what moves least.
            Order::CheapestOutside => costs = costs.map(|cost| usize::MAX - cost),
            _ => {}
        }
        let mut order = [0, 1, 2];
        order.sort_by_key(|&letter| std::cmp::Reverse(costs[letter]));
        if self.order == Order::OuterTwoExchanged {
            order.swap(0, 1);
        }
        order
    }

    fn multiply(&self, a: &CountedMatrix, b: &CountedMatrix, c: &mut CountedMatrix, cache: LineCache) {
        let places = [a.place(), b.place(), c.place()];
        let mut sizes = [places[2].rows, places[0].columns, places[2].columns];
        let order = self.order(places, sizes, cache.line);
        match self.ends {
            Ends::All | Ends::FirstLeftOut => {}
            Ends::LastLeftOut => sizes[1] = sizes[1].saturating_sub(1),
            Ends::ColumnsOfA => sizes[2] = places[0].columns,
            Ends::RowsOfA => sizes[1] = places[0].rows,
        }
        let copied: Vec<f32> = if self.copies {
            (0..places[1].rows).flat_map(|k| (0..places[1].columns).map(move |j| b.get(k, j))).collect()
        } else {
            Vec::new()
        };
        let first = |letter: usize| usize::from(letter == 1 && self.ends == Ends::FirstLeftOut);
        let apart = self.sum_apart && order[2] == 1;
        if !apart {
            self.clear(c, places[2]);
        }
        let mut at = [0; 3];
        for x in first(order[0])..sizes[order[0]] {
            at[order[0]] = x;
            if self.zero == Zero::ForEachStepOutside {
                self.clear(c, places[2]);
            }
            for y in first(order[1])..sizes[order[1]] {
                at[order[1]] = y;
                let mut sum = 0.0;
                for z in first(order[2])..sizes[order[2]] {
                    at[order[2]] = z;
                    let [i, k, j] = at;
                    let of_a = if self.index == Index::ATransposed { a.get(k, i) } else { a.get(i, k) };
                    let of_b = match self.index {
                        _ if self.copies => copied[k * places[1].columns + j],
                        Index::BTransposed => b.get(j, k),
                        _ => b.get(k, j),
                    };
                    if apart {
                        sum = if self.zero == Zero::ForEachProduct { of_a * of_b } else { sum + of_a * of_b };
                    } else {
                        self.add(c, [i, k, j], of_a * of_b);
                    }
                }
                if apart {
                    let (i, j) = (at[0], at[2]);
                    let before =
                        if matches!(self.zero, Zero::Never | Zero::TimesNothing) { c.get(i, j) } else { 0.0 };
                    let before = if self.zero == Zero::TimesNothing { before * 0.0 } else { before };
                    match self.index {
                        _ if sizes[1] == 0 && self.zero == Zero::WithTheFirst => {}
                        Index::CTransposed => c.set(j, i, before + sum),
                        _ => c.set(i, j, before + sum),
                    }
                }
            }
        }
    }

    fn add(&self, c: &mut CountedMatrix, [i, k, j]: [usize; 3], product: f32) {
        let (i, j) = if self.index == Index::CTransposed { (j, i) } else { (i, j) };
        let set = self.zero == Zero::ForEachProduct || (self.zero == Zero::WithTheFirst && k == 0);
        match (set, self.get_and_set) {
            (true, _) => c.set(i, j, product),
            (false, true) => {
                let sum = c.get(i, j) + product;
                c.set(i, j, sum);
            }
            (false, false) => c.add(i, j, product),
        }
    }

    fn clear(&self, c: &mut CountedMatrix, place: Place) {
        let by_rows = match self.zero {
            Zero::Never | Zero::WithTheFirst => return,
            Zero::RowByRow => true,
            Zero::ColumnByColumn => false,
            Zero::LongerStride => place.column_stride > place.row_stride,
            _ => place.column_stride <= place.row_stride,
        };
        let (outer, inner) = if by_rows { (place.rows, place.columns) } else { (place.columns, place.rows) };
        for (x, y) in (0..outer).flat_map(|x| (0..inner).map(move |y| (x, y))) {
            let (i, j) = if by_rows { (x, y) } else { (y, x) };
            let zero = if self.zero == Zero::TimesNothing { 0.0 * c.get(i, j) } else { 0.0 };
            c.set(i, j, zero);
        }
    }
}

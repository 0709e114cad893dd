//! Right answers to `loop_order` by another route.

use fast::{InMemory, LineCache, LoopOrder};
use judge::Alternative;

macro_rules! both {
    ($answer:ident) => {
        LoopOrder { counted: $answer, plain: $answer }
    };
}

pub(super) fn alternatives() -> Vec<Alternative<LoopOrder>> {
    vec![
        Alternative {
            name: "many sums at a time, in tiles of eight, or of few where each is another line",
            answer: both!(registers),
        },
        Alternative {
            name: "the first of six loops that the strides allow, with a sum beside the memory",
            answer: both!(branches),
        },
        Alternative {
            name: "goes through all six orders with a cache of its own first",
            answer: both!(simulated),
        },
    ]
}

fn registers<M: InMemory>(a: &M, b: &M, c: &mut M, cache: LineCache) {
    let (m, k, n) = (a.place().rows, a.place().columns, b.place().columns);
    // Where the next row is another line, or nearly, there is room for a few of them. A single row, or column, shares nothing with another.
    let size = |stride: usize, along: usize, across: usize| match 4 * stride <= cache.line {
        true if across == 1 => along.max(1),
        true => 8,
        false if across == 1 => 1,
        false => (cache.lines - 2) / 2,
    };
    let (high, wide) = (size(a.place().row_stride, m, n), size(b.place().column_stride, n, m));
    let tile = |i0: usize, j0: usize, c: &mut M| {
        let (rows, columns) = ((m - i0).min(high), (n - j0).min(wide));
        let mut sums = vec![vec![0.0; columns]; rows];
        for k in 0..k {
            for (i, sums) in sums.iter_mut().enumerate() {
                let of_a = a.get(i0 + i, k);
                for (j, sum) in sums.iter_mut().enumerate() {
                    *sum += of_a * b.get(k, j0 + j);
                }
            }
        }
        let by_rows = c.place().column_stride <= c.place().row_stride;
        for at in 0..rows * columns {
            let (i, j) = if by_rows { (at / columns, at % columns) } else { (at % rows, at / rows) };
            c.set(i0 + i, j0 + j, sums[i][j]);
        }
    };
    // The next tile is the one along C's lines.
    if c.place().column_stride <= c.place().row_stride {
        for i0 in (0..m).step_by(high) {
            for j0 in (0..n).step_by(wide) {
                tile(i0, j0, c);
            }
        }
    } else {
        for j0 in (0..n).step_by(wide) {
            for i0 in (0..m).step_by(high) {
                tile(i0, j0, c);
            }
        }
    }
}

fn branches<M: InMemory>(a: &M, b: &M, c: &mut M, cache: LineCache) {
    let [m, k, n] = [a.place().rows, a.place().columns, b.place().columns];
    let share = |stride: usize| stride.min(cache.line) as f64 / cache.line as f64;
    let i_costs = share(a.place().row_stride) + share(c.place().row_stride);
    let k_costs = share(a.place().column_stride) + share(b.place().row_stride);
    let j_costs = share(b.place().column_stride) + share(c.place().column_stride);
    if k_costs <= i_costs && k_costs <= j_costs {
        let mut sum = |i, j| {
            let sum: f64 = (0..k).map(|k| f64::from(a.get(i, k)) * f64::from(b.get(k, j))).sum();
            c.set(i, j, sum as f32);
        };
        if i_costs > j_costs {
            (0..m).for_each(|i| (0..n).for_each(|j| sum(i, j)));
        } else {
            (0..n).for_each(|j| (0..m).for_each(|i| sum(i, j)));
        }
        return;
    }
    if c.place().row_stride < c.place().column_stride {
        (0..n).for_each(|j| (0..m).for_each(|i| c.set(i, j, 0.0)));
    } else {
        (0..m).for_each(|i| (0..n).for_each(|j| c.set(i, j, 0.0)));
    }
    let row = |i, k, c: &mut M| {
        let of_a = a.get(i, k);
        (0..n).for_each(|j| c.add(i, j, of_a * b.get(k, j)));
    };
    if j_costs <= i_costs {
        if i_costs > k_costs {
            (0..m).for_each(|i| (0..k).for_each(|k| row(i, k, c)));
        } else {
            (0..k).for_each(|k| (0..m).for_each(|i| row(i, k, c)));
        }
        return;
    }
    let mut column = |k, j| {
        let of_b = b.get(k, j);
        for i in 0..m {
            let sum = c.get(i, j) + a.get(i, k) * of_b;
            c.set(i, j, sum);
        }
    };
    if j_costs > k_costs {
        (0..n).for_each(|j| (0..k).for_each(|k| column(k, j)));
    } else {
        (0..k).for_each(|k| (0..n).for_each(|j| column(k, j)));
    }
}

fn simulated<M: InMemory>(a: &M, b: &M, c: &mut M, cache: LineCache) {
    let (of_a, of_b, of_c) = (a.place(), b.place(), c.place());
    let sizes = [of_a.rows, of_a.columns, of_b.columns];
    let visit = |order: [usize; 3], body: &mut dyn FnMut(usize, usize, usize)| {
        let mut at = [0; 3];
        for step in 0..sizes.iter().product() {
            let (inner, middle) = (sizes[order[2]], sizes[order[1]]);
            at[order[2]] = step % inner;
            at[order[1]] = step / inner % middle;
            at[order[0]] = step / inner / middle;
            body(at[0], at[1], at[2]);
        }
    };
    let brought = |order: &[usize; 3]| {
        let mut held = std::collections::VecDeque::new();
        let mut count = 0;
        visit(*order, &mut |i, k, j| {
            for address in [of_a.address(i, k), of_b.address(k, j), of_c.address(i, j)] {
                let line = address / cache.line;
                if let Some(at) = held.iter().position(|&held| held == line) {
                    held.remove(at);
                } else {
                    count += 1;
                }
                held.push_front(line);
                held.truncate(cache.lines);
            }
        });
        count
    };
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let best = orders.into_iter().min_by_key(brought).unwrap();
    let tall = of_c.row_stride < of_c.column_stride;
    for step in 0..of_c.rows * of_c.columns {
        let (i, j) = if tall {
            (step % of_c.rows, step / of_c.rows)
        } else {
            (step / of_c.columns, step % of_c.columns)
        };
        c.set(i, j, 0.0);
    }
    visit(best, &mut |i, k, j| c.add(i, j, a.get(i, k) * b.get(k, j)));
}

//! What the page `fast/count` shows: loops of the book, counted, and put under the roof of the machine that was measured.

mod play;
mod runs;

pub use play::play;
pub use runs::runs;

use super::ATTENTION;
use crate::{Counts, Kernel, Level, Limit, Machine, Nest, Operand, Roof, Roofline, Traffic, Used};

/// Loops with operands of their own; see [`Nest`].
#[derive(Clone, Debug)]
pub struct Loops {
    /// How many steps each takes.
    pub extents: Vec<u64>,
    /// Operations of one innermost step.
    pub step_operations: u64,
    /// Bytes of an element, the loops that index it, and what is done to it.
    pub operands: Vec<(u64, Vec<usize>, Used)>,
    /// Whether a cache reads before it is written.
    pub write_allocate: bool,
}

impl Loops {
    fn new(extents: &[u64], step_operations: u64, operands: &[(u64, &[usize], Used)]) -> Loops {
        let operands = operands.iter().map(|&(bytes, loops, used)| (bytes, loops.to_vec(), used));
        Loops {
            extents: extents.to_vec(),
            step_operations,
            operands: operands.collect(),
            write_allocate: true,
        }
    }

    /// What an answer counts of them.
    pub fn counts(&self, traffic: Traffic) -> Counts {
        let operands: Vec<Operand<'_>> = self
            .operands
            .iter()
            .map(|(element_bytes, loops, used)| Operand { element_bytes: *element_bytes, loops, used: *used })
            .collect();
        traffic(&Nest {
            extents: &self.extents,
            step_operations: self.step_operations,
            operands: &operands,
            write_allocate: self.write_allocate,
        })
    }

    /// How many bytes a run of the loops from `level` inwards touches: what a cache has to hold.
    pub fn held(&self, level: usize) -> u64 {
        let inner = |loops: &[usize]| -> u64 {
            loops.iter().filter(|&&at| at >= level).map(|&at| self.extents[at]).product()
        };
        self.operands.iter().map(|(bytes, loops, _)| bytes * inner(loops)).sum()
    }
}

/// c = a + b, for arrays of so many numbers.
pub fn sum(count: u64) -> Loops {
    Loops::new(&[count], 1, &[(4, &[0], Used::Written), (4, &[0], Used::Read), (4, &[0], Used::Read)])
}

/// The product of two matrices of n rows and columns as in a book: with the loops i, j and k, c[i, j] += a[i, k] · b[k, j].
pub fn product(n: u64) -> Loops {
    product_of([n, n, n])
}

fn product_of(extents: [u64; 3]) -> Loops {
    let operands: [(u64, &[usize], Used); 3] =
        [(4, &[0, 2], Used::Read), (4, &[2, 1], Used::Read), (4, &[0, 1], Used::Updated)];
    Loops::new(&extents, 2, &operands)
}

/// The same in tiles: three loops over tiles of so many rows and columns, and inside of them three over the numbers of a tile.
pub fn tiles(n: u64, side: u64) -> Loops {
    let (all, side) = (n / side.min(n), side.min(n));
    let operands: [(u64, &[usize], Used); 3] =
        [(4, &[0, 3, 2, 5], Used::Read), (4, &[2, 5, 1, 4], Used::Read), (4, &[0, 3, 1, 4], Used::Updated)];
    Loops::new(&[all, all, all, side, side, side], 2, &operands)
}

/// Attention of all tokens to all, without its softmax: blocks of queries, keys, queries of a block, channels. A step multiplies and adds once for the score
/// and once for the output. The output stays where it is while its block does, so it is only written.
pub fn attention(tokens: u64, width: u64, block: u64) -> Loops {
    let operands: [(u64, &[usize], Used); 4] = [
        (4, &[0, 2, 3], Used::Read),
        (4, &[1, 3], Used::Read),
        (4, &[1, 3], Used::Read),
        (4, &[0, 2, 3], Used::Written),
    ];
    Loops { write_allocate: false, ..Loops::new(&[tokens / block, tokens, block, width], 4, &operands) }
}

/// One of the loops of STREAM: a result and so many arrays that are read, of doubles.
pub fn stream(count: u64, read: usize, step_operations: u64, write_allocate: bool) -> Loops {
    let mut operands: Vec<(u64, &[usize], Used)> = vec![(8, &[0], Used::Written)];
    operands.extend(vec![(8, &[0_usize] as &[usize], Used::Read); read]);
    Loops { write_allocate, ..Loops::new(&[count], step_operations, &operands) }
}

/// For a cell: what STREAM says of its loops, what a cache moves that reads before it is written, and by how much the bandwidth is larger then.
pub fn streams(traffic: Traffic) -> String {
    let mut text =
        format!("{:<18}  {:>13}  {:>15}  {:>6}", "bytes a number", "STREAM counts", "a cache moves", "times");
    for (name, read, operations) in
        [("a = b", 1, 0), ("a = q · b", 1, 1), ("a = b + c", 2, 1), ("a = b + q · c", 2, 2)]
    {
        let count = 10_000_000;
        let [said, moved] = [false, true]
            .map(|allocate| stream(count, read, operations, allocate).counts(traffic).compulsory / count);
        text += &format!("\n{name:<18}  {said:>13}  {moved:>15}  {:>6.2}", moved as f64 / said as f64);
    }
    text
}

/// A number of bytes in the unit that suits it.
pub(crate) fn bytes(count: u64) -> String {
    let count = count as f64;
    match count {
        ..1e3 => format!("{count:.0} B"),
        ..1e6 => format!("{:.1} KB", count / 1e3),
        ..1e9 => format!("{:.1} MB", count / 1e6),
        ..1e12 => format!("{:.1} GB", count / 1e9),
        _ => format!("{:.1} TB", count / 1e12),
    }
}

/// For a cell: a product, level by level: what a cache has to hold, and what then moves.
pub fn levels(traffic: Traffic, loops: &Loops) -> String {
    let counts = loops.counts(traffic);
    let mut text = format!("{:>1}  {:>12}  {:>9}  {:>13}\n", "L", "a run touches", "moved", "times at least");
    for (level, &moved) in counts.cached.iter().enumerate() {
        let times = moved as f64 / counts.compulsory as f64;
        text +=
            &format!("{level:>1}  {:>13}  {:>9}  {times:>14.1}\n", bytes(loops.held(level)), bytes(moved));
    }
    text += &format!(
        "-  {:>13}  {:>9}  {:>14.1}",
        "no cache",
        bytes(counts.uncached),
        counts.uncached as f64 / counts.compulsory as f64
    );
    text
}

/// The roof of one thread of the machine that was measured, over operations and bytes from memory.
pub(crate) fn roof(roofline: Roofline, operations: u64, moved: u64) -> Roof {
    let machine = &ATTENTION.machine;
    let levels = [Level { bandwidth: machine.copy[0], shared: true }];
    let bytes = [moved as f64];
    let kernel = Kernel { operations: operations as f64, bytes: &bytes, threads: 1, measured: None };
    roofline(&Machine { operations: machine.rate[0], levels: &levels }, &kernel)
}

pub(crate) fn limit(limit: Limit) -> &'static str {
    match limit {
        Limit::Arithmetic => "arithmetic",
        Limit::Level(_) => "memory",
    }
}

/// What the page puts under the roof: its name, its loops, and the level whose runs the cache holds.
pub fn under() -> Vec<(&'static str, Loops, usize)> {
    vec![
        ("two arrays of 2²⁴ added", sum(1 << 24), 1),
        ("product, a row", product(4096), 2),
        ("product, tiles of 64", tiles(4096, 64), 3),
        ("product, tiles of 128", tiles(4096, 128), 3),
        ("attention, a query", attention(8192, 64, 1), 2),
        ("attention, 64 queries", attention(8192, 64, 64), 2),
    ]
}

/// For a cell: what is [`under`] the roof.
pub fn roofs(traffic: Traffic, roofline: Roofline) -> String {
    let mut text = format!(
        "{:<26}  {:>8}  {:>14}  {:>8}  {:>7}  {:>8}  {:<10}",
        "loops", "held", "operations, G", "moved", "op/byte", "floor ms", "limit"
    );
    for (name, loops, level) in under() {
        let counts = loops.counts(traffic);
        let over = roof(roofline, counts.operations, counts.cached[level]);
        text += &format!(
            "\n{name:<26}  {:>8}  {:>14.2}  {:>8}  {:>7.2}  {:>8.1}  {:<10}",
            bytes(loops.held(level)),
            counts.operations as f64 / 1e9,
            bytes(counts.cached[level]),
            over.intensity,
            1e3 * over.floor,
            limit(over.limit)
        );
    }
    text
}

/// For a cell: what a product at its floor reaches, with a multiplication and an addition as two operations and as one.
pub fn as_one(traffic: Traffic, roofline: Roofline) -> String {
    let loops = tiles(4096, 256);
    let counts = loops.counts(traffic);
    let once = Loops { step_operations: 1, ..loops }.counts(traffic);
    let took = roof(roofline, counts.operations, counts.cached[3]).floor;
    let share = |operations: u64| 100.0 * roof(roofline, operations, 0).floor / took;
    format!(
        "{:<22}  {:>13}  {:>10}\n{:<22}  {:>13.1}  {:>10.0}\n{:<22}  {:>13.1}  {:>10.0}",
        "a multiply-add is",
        "operations, G",
        "of peak, %",
        "two operations",
        counts.operations as f64 / 1e9,
        share(counts.operations),
        "one operation",
        once.operations as f64 / 1e9,
        share(once.operations)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{ROOFLINE, TRAFFIC};

    #[test]
    fn a_product_of_4096_moves_a_thousand_times_more_with_a_row_held_than_at_least() {
        let counts = product(4096).counts(TRAFFIC);
        let times = counts.cached[2] as f64 / counts.compulsory as f64;
        assert!((times - 1024.75).abs() < 1e-9, "{times}");
        assert_eq!(counts.cached[0], counts.cached[1]);
    }

    #[test]
    fn blocks_bring_a_loop_from_under_the_slope_to_under_the_flat_roof() {
        let limits: Vec<&str> = under()
            .iter()
            .map(|(_, loops, level)| {
                let counts = loops.counts(TRAFFIC);
                limit(roof(ROOFLINE, counts.operations, counts.cached[*level]).limit)
            })
            .collect();
        assert_eq!(limits, ["memory", "memory", "memory", "arithmetic", "memory", "arithmetic"]);
    }

    #[test]
    fn every_array_of_attention_crosses_once_at_least() {
        // As the page before says it: 16 n d bytes.
        let counts = attention(8192, 64, 64).counts(TRAFFIC);
        assert_eq!(counts.compulsory, 16 * 8192 * 64);
    }

    #[test]
    fn tables_have_a_line_for_each() {
        assert_eq!(streams(TRAFFIC).lines().count(), 5);
        assert_eq!(levels(TRAFFIC, &product(64)).lines().count(), 6);
        assert_eq!(roofs(TRAFFIC, ROOFLINE).lines().count(), 1 + under().len());
        assert!(as_one(TRAFFIC, ROOFLINE).ends_with("50"), "{}", as_one(TRAFFIC, ROOFLINE));
        assert_eq!([bytes(7), bytes(49_152), bytes(1 << 40)], ["7 B", "49.2 KB", "1.1 TB"]);
    }
}

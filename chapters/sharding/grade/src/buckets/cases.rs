//! The cases of `buckets`.

use judge::{Case, Random};

use super::{Asked, Input};

pub(super) const MIB: u64 = 1 << 20;

/// Gradients of one dtype, in the order in which they become ready.
pub(super) fn ready(bytes: &[u64], order: &[usize], limits: &[u64]) -> Input {
    Input {
        asked: Asked::Rebuilt,
        bytes: bytes.to_vec(),
        dtypes: vec![2; bytes.len()],
        order: order.to_vec(),
        limits: limits.to_vec(),
    }
}

/// The same before the order is known.
pub(super) fn defined(bytes: &[u64], limits: &[u64]) -> Input {
    let order: Vec<usize> = (0..bytes.len()).collect();
    Input { asked: Asked::Initial, ..ready(bytes, &order, limits) }
}

fn mixed(input: Input, dtypes: &[u8]) -> Input {
    Input { dtypes: dtypes.to_vec(), ..input }
}

fn backwards(count: usize) -> Vec<usize> {
    (0..count).rev().collect()
}

fn sizes(random: &mut Random, count: usize) -> Vec<u64> {
    (0..count).map(|_| random.whole(1..=9) as u64).collect()
}

fn shuffled(random: &mut Random, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    random.shuffle(&mut order);
    order
}

/// No two lists of a dtype's gradients are alike, whichever way they are read.
const SEVEN: [u64; 7] = [20, 4, 4, 10, 8, 12, 2];

fn seven() -> Vec<u64> {
    SEVEN.iter().map(|size| size * MIB).collect()
}

fn named(name: &'static str, make: fn(&mut Random) -> Input) -> Case<Input> {
    Case { name, make }
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        named("six gradients, backwards", |random| {
            let mut sizes = sizes(random, 6);
            sizes[5] = 3;
            ready(&sizes, &backwards(6), &[2, 9])
        }),
        named("seven, of 1 and 25 MiB", |_| ready(&seven(), &backwards(7), &[MIB, 25 * MIB])),
        named("seven, initial", |_| defined(&seven(), &[MIB, 25 * MIB])),
        named("a limit for all", |random| {
            let sizes = sizes(random, 8);
            ready(&sizes, &backwards(8), &[10])
        }),
        named("as much as the limit", |_| ready(&[4, 3, 4, 6, 3, 7, 5], &backwards(7), &[5, 10])),
        named("three limits", |random| {
            let tail = random.whole(1..=3) as u64;
            ready(&[2, 3, tail, 4, 4, 3, 2, 3, 2, 1, 1], &backwards(11), &[2, 4, 7])
        }),
        named("three limits and two dtypes", |_| {
            let input = ready(&[3, 5, 2, 4, 6, 3, 7, 4, 5, 2, 6, 3, 4, 2], &backwards(14), &[2, 6, 10]);
            mixed(input, &[0, 2, 0, 2, 2, 0, 0, 2, 0, 2, 0, 2, 2, 0])
        }),
        named("not quite backwards", |_| {
            ready(&[3, 5, 2, 7, 4, 6, 1, 2], &[7, 4, 6, 5, 1, 3, 2, 0], &[2, 8])
        }),
        named("any order", |random| {
            let (sizes, order) = (sizes(random, 12), shuffled(random, 12));
            ready(&sizes, &order, &[3, 11])
        }),
        named("two dtypes by turns", |_| {
            let input = ready(&[3, 2, 4, 5, 2, 6, 3, 4, 1, 2], &backwards(10), &[2, 7]);
            mixed(input, &[0, 2, 0, 2, 0, 2, 0, 2, 0, 2])
        }),
        named("three dtypes, and some of each left", |random| {
            let (sizes, order) = (sizes(random, 11), shuffled(random, 11));
            mixed(ready(&sizes, &order, &[4, 13]), &[0, 2, 1, 1, 0, 2, 2, 0, 1, 0, 2])
        }),
        named("what is begun first is left of another dtype", |_| {
            // The open bucket of dtype 2 was begun before that of dtype 0, and dtype 0 has come first.
            mixed(ready(&[5, 1, 1, 9, 2], &[0, 1, 2, 3, 4], &[4, 20]), &[0, 2, 0, 1, 2])
        }),
        named("two dtypes, initial", |_| {
            let input = defined(&[3, 2, 4, 5, 2, 6, 3, 4, 1, 2], &[2, 7]);
            mixed(input, &[0, 2, 0, 2, 0, 2, 0, 2, 0, 2])
        }),
        named("a bucket that is closed late, initial", |_| {
            mixed(defined(&[1, 6, 6, 2, 7, 9, 1], &[5, 8]), &[2, 0, 0, 2, 0, 2, 2])
        }),
        named("everything fits into one", |_| ready(&[1, 2, 3], &[2, 0, 1], &[100, 200])),
        named("larger than any limit, each", |random| {
            let sizes: Vec<u64> = sizes(random, 5).iter().map(|size| 100 + size).collect();
            ready(&sizes, &backwards(5), &[1, 25])
        }),
        named("nothing is left", |_| ready(&[5, 5, 5, 5, 5], &backwards(5), &[5, 10])),
        named("nothing is left, initial", |_| defined(&[3, 2, 1, 9, 6, 4], &[5, 10])),
        named("gradients without bytes", |_| ready(&[0, 3, 0, 4, 0, 0, 2, 0], &backwards(8), &[2, 6])),
        named("nothing but gradients without bytes", |_| ready(&[0, 0, 0], &[1, 2, 0], &[1, 4])),
        named("one gradient", |random| ready(&[random.whole(1..=9) as u64], &[0], &[1, 3])),
        named("no gradient", |_| ready(&[], &[], &[1, 2])),
        named("no gradient, initial", |_| defined(&[], &[1, 2])),
        named("terabytes", |random| {
            let mut sizes: Vec<u64> = (0..9).map(|_| (random.whole(1..=8) as u64) << 37).collect();
            sizes[4] = 1 << 40;
            ready(&sizes, &backwards(9), &[1 << 38, 3 << 39])
        }),
        named("300 gradients, initial", |random| {
            let sizes = sizes(random, 300);
            let dtypes: Vec<u8> = (0..300).map(|_| 2 * u8::from(random.chance(0.5))).collect();
            mixed(defined(&sizes, &[7, 40]), &dtypes)
        }),
        named("a byte more than an f32 sees", |_| ready(&[1 << 24, 1, 5], &[0, 1, 2], &[(1 << 24) + 1, 9])),
        named("no limit", |_| ready(&[1, 2, 3], &[2, 0, 1], &[u64::MAX])),
        named("300 gradients, any order", |random| {
            let (sizes, order) = (sizes(random, 300), shuffled(random, 300));
            let dtypes: Vec<u8> = (0..300).map(|_| random.whole(0..=2) as u8).collect();
            mixed(ready(&sizes, &order, &[7, 40, 90]), &dtypes)
        }),
        named("three dtypes and three limits, some without bytes, initial", |_| {
            let input = defined(&[0, 3, 2, 0, 4, 5, 0, 2, 6, 3, 1, 0, 4, 9, 8, 7], &[2, 5, 9]);
            mixed(input, &[0, 1, 2, 1, 0, 2, 1, 0, 1, 2, 0, 1, 2, 0, 1, 0])
        }),
        named("one limit, initial", |_| defined(&[3, 2, 4, 1, 7, 2], &[4])),
        named("limits that descend", |_| ready(&[3, 4, 5, 2, 6, 1, 4], &backwards(7), &[9, 2])),
        named("begun without bytes", |_| mixed(ready(&[0, 1, 1], &[0, 1, 2], &[100]), &[0, 2, 0])),
        named("f16 alone, three limits", |_| {
            mixed(ready(&[2, 3, 1, 4, 4, 3, 2, 3, 2, 1, 1], &backwards(11), &[2, 4, 7]), &[1; 11])
        }),
        named("600 buckets", |_| ready(&[3; 600], &backwards(600), &[5, 3])),
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let count = random.whole(4..=14);
    let (sizes, order) = (sizes(random, count), shuffled(random, count));
    let limits = [random.whole(1..=6) as u64, random.whole(5..=20) as u64];
    let dtypes: Vec<u8> = (0..count).map(|_| 2 * u8::from(random.chance(0.4))).collect();
    let input = if random.chance(0.5) { ready(&sizes, &order, &limits) } else { defined(&sizes, &limits) };
    mixed(input, &dtypes)
}

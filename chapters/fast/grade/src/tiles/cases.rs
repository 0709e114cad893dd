//! The cases of `tiles`, the plainest first, each edge after what is special about it.

use judge::{Case, Random};

use super::Input;

fn at(sizes: [u64; 3], numbers: u64) -> Input {
    Input { sizes, numbers }
}

fn whole(random: &mut Random, from: u64, to: u64) -> u64 {
    random.whole(from as usize..=to as usize) as u64
}

/// The numbers that the whole of C and a column and a row take.
fn all(m: u64, n: u64) -> u64 {
    m * n + m + n
}

pub(super) fn cases() -> Vec<Case<Input>> {
    vec![
        Case { name: "a small product", make: |_| at([10, 6, 12], 40) },
        Case { name: "square matrices", make: |random| at([100, 100, 100], whole(random, 400, 440)) },
        Case {
            name: "three sizes",
            make: |random| at([whole(random, 80, 120), whole(random, 40, 70), whole(random, 150, 220)], 500),
        },
        Case { name: "tall", make: |random| at([whole(random, 900, 1000), 50, whole(random, 30, 40)], 1500) },
        Case { name: "flat", make: |random| at([whole(random, 30, 40), 50, whole(random, 900, 1000)], 1500) },
        Case { name: "long sums", make: |random| at([90, whole(random, 5000, 9000), 130], 700) },
        Case { name: "a cache as for a square tile of 20", make: |_| at([230, 50, 190], 20 * 22) },
        Case { name: "one number less", make: |_| at([230, 50, 190], 20 * 22 - 1) },
        Case {
            name: "a tile that is lower than a square",
            make: |random| at([13, 20, whole(random, 300, 400)], 600),
        },
        Case {
            name: "a tile that is narrower than a square",
            make: |random| at([whole(random, 300, 400), 20, 13], 600),
        },
        Case { name: "sizes that are prime", make: |_| at([101, 53, 211], 1000) },
        Case { name: "one more than a multiple", make: |_| at([65, 64, 129], 65 * 33) },
        Case { name: "sums of one product", make: |random| at([whole(random, 60, 90), 1, 140], 300) },
        Case { name: "one row", make: |random| at([1, 70, whole(random, 200, 300)], 61) },
        Case { name: "one column", make: |random| at([whole(random, 200, 300), 70, 1], 61) },
        Case { name: "one number", make: |_| at([1, 1, 1], 3) },
        Case { name: "one number, and much room", make: |_| at([1, 9, 1], 1000) },
        Case { name: "a cache of 3", make: |random| at([whole(random, 5, 9), 4, 11], 3) },
        Case { name: "a cache of 4", make: |random| at([whole(random, 5, 9), 4, 11], 4) },
        Case { name: "a cache of 5", make: |_| at([7, 4, 11], 5) },
        Case { name: "a cache of 8", make: |_| at([7, 4, 11], 8) },
        Case { name: "C just fits", make: |_| at([17, 30, 23], all(17, 23)) },
        Case { name: "C just does not fit", make: |_| at([17, 30, 23], all(17, 23) - 1) },
        Case {
            name: "C just fits, with 4096 rows",
            make: |random| at([4096, whole(random, 5, 9), 3], all(4096, 3)),
        },
        Case {
            name: "C just fits, with 4096 columns",
            make: |random| at([3, whole(random, 5, 9), 4096], all(3, 4096)),
        },
        Case { name: "everything fits", make: |random| at([40, 50, 60], whole(random, 7400, 9000)) },
        Case { name: "a cache of 2⁴⁰", make: |random| at([whole(random, 300, 400), 200, 500], 1 << 40) },
        Case { name: "512 by 512 in 8192 numbers", make: |_| at([512, 512, 512], 8192) },
        Case {
            name: "4096 by 4096, and 2²⁰ between",
            make: |random| at([4096, 1 << 20, 4096], whole(random, 9000, 9999)),
        },
        Case {
            name: "two tiles that differ by two numbers in 2²⁴",
            make: |_| at([3994, 1_000_003, 3991], 7),
        },
        Case {
            name: "4096 rows, a small cache",
            make: |random| at([4096, 1 << 20, whole(random, 900, 999)], 100),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let sizes = [whole(random, 20, 300), whole(random, 1, 200), whole(random, 20, 300)];
    let numbers = whole(random, 10, 2000);
    at(sizes, numbers)
}

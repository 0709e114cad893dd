//! fast/lanes: a sum whose additions need not wait for each other.

use fast::Number;

/// The sum of n numbers, as a processor with vectors can compute it: no addition waits for a long chain of others.
///
/// A chain is a row of operations of which each needs the result of the one before. The longest may have at most ⌊n / 8⌋ + 64 operations; one sum to
/// which all numbers are added has a chain of n. How you get there is your choice. A chain of k additions costs at most k roundings, so the
/// result is to differ from the exact sum by at most (⌊n / 8⌋ + 64) · 2⁻²⁴ times the sum of the sizes of the numbers, and is 0 if there are none.
///
/// n may be from 0 to 4,096, and need not be a multiple of anything. The numbers lie within ±10³⁰; some may be 0, or −0.0.
pub fn lanes<T: Number>(numbers: &[T]) -> T {
    // Eight sums, to each of which every eighth number is added.
    let mut sums = [T::of(0.0); 8];
    let chunks = numbers.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, sum) in sums.iter_mut().enumerate() {
            *sum += chunk[lane];
        }
    }
    sums.iter().chain(rest).copied().sum()
}

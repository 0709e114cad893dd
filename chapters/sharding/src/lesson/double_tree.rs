//! The two trees along which NCCL sums short messages.

use std::fmt::Write as _;

/// The rank above a rank in the first of NCCL's two trees; none for the root, rank 0.
// ANCHOR: above
pub fn above(rank: usize, size: usize) -> Option<usize> {
    if rank == 0 {
        return None;
    }
    let lowest = rank & rank.wrapping_neg();
    let up = (rank ^ lowest) | (lowest << 1);
    Some(if up < size { up } else { rank ^ lowest })
}

/// The same in the second tree: the first one seen in a mirror, or, if
/// the number of ranks is odd, moved on by one rank.
pub fn above_in_second(rank: usize, size: usize) -> Option<usize> {
    if size.is_multiple_of(2) {
        above(size - 1 - rank, size).map(|up| size - 1 - up)
    } else {
        above((rank + size - 1) % size, size).map(|up| (up + 1) % size)
    }
}
// ANCHOR_END: above

/// Who is above each rank in both trees, and in how many it has somebody below.
pub fn trees(size: usize) -> String {
    let mut out = String::from("rank  above in tree 1, in tree 2   has ranks below in\n");
    for rank in 0..size {
        let name = |up: Option<usize>| up.map_or("root".to_owned(), |up| up.to_string());
        let inner: Vec<&str> = [("tree 1", above as fn(usize, usize) -> _), ("tree 2", above_in_second)]
            .into_iter()
            .filter(|(_, above)| (0..size).any(|other| above(other, size) == Some(rank)))
            .map(|(name, _)| name)
            .collect();
        let (first, second) = (name(above(rank, size)), name(above_in_second(rank, size)));
        let _ = writeln!(out, "{rank:4}  {first:>15}  {second:>9}   {}", inner.join(" and "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::rings::levels;

    /// `ncclGetDtree` of NVIDIA/nccl, src/graph/trees.cc, compiled and enumerated for 2 to 64 ranks: if their number is even, every rank has ranks
    /// below it in exactly one of both trees; if it is odd, rank 0 has in both, and all others in one. Depth ⌈log₂ N⌉, at most two below.
    #[test]
    fn the_trees_of_nccl() {
        for size in 2..=64_usize {
            for (tree, root) in [
                (above as fn(usize, usize) -> Option<usize>, 0),
                (above_in_second, if size.is_multiple_of(2) { size - 1 } else { 1 }),
            ] {
                assert_eq!(tree(root, size), None);
                let depth = |rank: usize| {
                    std::iter::successors(tree(rank, size), |&up| tree(up, size)).take(size).count()
                };
                let deepest = (0..size).map(depth).max();
                assert_eq!(deepest, Some(levels(size as u32) as usize), "{size} ranks");
                let below = |rank: usize| (0..size).filter(|&other| tree(other, size) == Some(rank)).count();
                assert!((0..size).all(|rank| below(rank) <= 2));
            }
            for rank in 0..size {
                let inner = [above as fn(usize, usize) -> Option<usize>, above_in_second]
                    .into_iter()
                    .filter(|tree| (0..size).any(|other| tree(other, size) == Some(rank)))
                    .count();
                let expected = if size % 2 == 1 && rank == 0 { 2 } else { 1 };
                assert_eq!(inner, expected, "rank {rank} of {size}");
            }
        }
    }
}

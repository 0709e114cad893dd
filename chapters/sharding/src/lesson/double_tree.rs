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
    let mut out = String::from("rank   above in tree 1   above in tree 2   has ranks below in\n");
    for rank in 0..size {
        let name = |up: Option<usize>| up.map_or("root".to_owned(), |up| up.to_string());
        let inner: Vec<&str> = [("tree 1", above as fn(usize, usize) -> _), ("tree 2", above_in_second)]
            .into_iter()
            .filter(|(_, above)| (0..size).any(|other| above(other, size) == Some(rank)))
            .map(|(name, _)| name)
            .collect();
        let (first, second) = (name(above(rank, size)), name(above_in_second(rank, size)));
        let _ = writeln!(out, "{rank:4}   {first:>15}   {second:>15}   {}", inner.join(" and "));
    }
    out
}

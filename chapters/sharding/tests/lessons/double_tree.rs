use sharding::lesson::double_tree::*;
use sharding::lesson::rings::levels;

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

//! The typical mistakes of `grouped_output`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::bent::{Between, Knobs, Members, Together, Which};

const MEMBERS: &str = "let members = heads.slice(s![.., group * size..(group + 1) * size, ..]);";
const PLACE: &str = "s![.., group * rank..(group + 1) * rank]";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_members(), of_matrices(), of_results()].into_iter().flatten().collect()
}

fn of_members() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "heads_dealt_out",
            "group i is the heads i, i + g, i + 2g and so on. A group is h/g heads that stand next to each other.",
            |k| k.members = Members::Dealt,
        )
        .edit(MEMBERS, "let members = heads.slice(s![.., group..;groups, ..]);"),
        Mistake::<Knobs>::new(
            "channels_first",
            "of the channels of a group, the first of each head come first, then the second of each. They stand head after head: all c \
             channels of the first head, then all of the second.",
            |k| k.channels_first = true,
        )
        .edit(MEMBERS, "let members = heads.slice(s![.., group * size..(group + 1) * size, ..]).permuted_axes([0, 2, 1]);"),
        Mistake::<Knobs>::new("heads_reversed", "the heads of a group come from the last to the first.", |k| {
            k.members = Members::Backwards;
        })
        .edit(MEMBERS, "let members = heads.slice(s![.., group * size..(group + 1) * size;-1, ..]);"),
        Mistake::new(
            "tokens_mixed",
            "the heads of all tokens are cut into g equal parts, as by a reshape to (g, n, h/g · c). That takes for a group what belongs to \
             several tokens. Reshape to (n, g, h/g · c), and bring the groups to the front after that.",
            |k| k.members = Members::OfAllTokens,
        ),
    ]
}

fn of_matrices() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_matrix_for_all",
            "every group is multiplied by the matrix of group 0. Each has its own, `down[i]`.",
            |k| k.which = Which::First,
        )
        .edit("for (group, down) in down.outer_iter().enumerate()", "for (group, down) in down.outer_iter().map(|_| down.index_axis(ndarray::Axis(0), 0)).enumerate()"),
        Mistake::<Knobs>::new(
            "last_matrix_for_all",
            "every group is multiplied by the matrix of the last group. Each has its own, `down[i]`.",
            |k| k.which = Which::Last,
        )
        .edit("for (group, down) in down.outer_iter().enumerate()", "for (group, down) in down.outer_iter().map(|_| down.index_axis(ndarray::Axis(0), groups - 1)).enumerate()"),
        Mistake::new(
            "mean_matrix",
            "every group is multiplied by the mean of all matrices. Each has its own, `down[i]`.",
            |k| k.which = Which::Mean,
        ),
        Mistake::<Knobs>::new(
            "matrices_reversed",
            "the groups meet the matrices in reverse: the first group that of the last.",
            |k| k.which = Which::Reversed,
        )
        .edit("down.outer_iter().enumerate()", "down.outer_iter().rev().enumerate()"),
        Mistake::new(
            "down_read_transposed",
            "the numbers of `down[i]` are read as if it were (r, h/g · c), as weights of a linear layer are kept elsewhere. Here it is \
             (h/g · c, r): the channels come first.",
            |k| k.down_transposed = true,
        ),
        Mistake::<Knobs>::new(
            "up_read_transposed",
            "the numbers of `up` are read as if it were (d, g · r), as weights of a linear layer are kept elsewhere. Here it is (g · r, d).",
            |k| k.up_transposed = true,
        )
        .edit(
            "    low.dot(&up)\n",
            "    let (rows, columns) = up.dim();\n    low.dot(&up.to_shape((columns, rows)).unwrap().t())\n",
        ),
        Mistake::<Knobs>::new(
            "relu_between",
            "what is negative between the two steps becomes 0. There is nothing between them: both are projections, and so is the whole.",
            |k| k.between = Between::Relu,
        )
        .edit("assign(&members.dot(&down))", "assign(&members.dot(&down).mapv(|x| x.max(0.0)))"),
        Mistake::<Knobs>::new(
            "silu_between",
            "a SiLU stands between the two steps. There is nothing between them: both are projections, and so is the whole.",
            |k| k.between = Between::Silu,
        )
        .edit("assign(&members.dot(&down))", "assign(&members.dot(&down).mapv(|x| x / (1.0 + (-x).exp())))"),
    ]
}

fn of_results() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "summed_groups",
            "the numbers of all groups are added, and the sum goes through the first r rows of `up`. They stand side by side, and each \
             group has r rows of `up` for itself.",
            |k| k.together = Together::SumToFirst,
        ),
        Mistake::new(
            "mean_of_groups",
            "the mean of the groups' numbers goes through the first r rows of `up`. They stand side by side, and each group has r rows of \
             `up` for itself.",
            |k| k.together = Together::MeanToFirst,
        ),
        Mistake::<Knobs>::new(
            "mean_of_outputs",
            "the output is divided by the number of groups: their mean is taken. What groups give is added.",
            |k| k.together = Together::MeanOfOutputs,
        )
        .edit("    low.dot(&up)\n", "    low.dot(&up) / groups as f32\n"),
        Mistake::<Knobs>::new(
            "ranks_first",
            "of the numbers between the two steps, the first of each group come first, then the second of each. They stand group after \
             group.",
            |k| k.together = Together::Ranks,
        )
        .edit(PLACE, "s![.., group..;groups]"),
        Mistake::new(
            "results_mixed",
            "the groups' results, (g, n, r) together, are cut into n rows as they lie in memory. That mixes tokens: bring the axes into the \
             order (n, g, r) first.",
            |k| k.together = Together::OfAllTokens,
        ),
        Mistake::<Knobs>::new(
            "last_group_only",
            "the last group alone reaches the output, as when each group's result takes the place of the one before. What groups give is \
             added.",
            |k| k.together = Together::LastOnly,
        )
        .edit(
            "low.slice_mut(s![.., group * rank..(group + 1) * rank]).assign",
            "low.fill(0.0);\n        low.slice_mut(s![.., group * rank..(group + 1) * rank]).assign",
        ),
        Mistake::<Knobs>::new(
            "first_group_only",
            "the first group alone reaches the output. All groups do.",
            |k| k.together = Together::FirstOnly,
        )
        .edit("down.outer_iter().enumerate()", "down.outer_iter().enumerate().take(1)"),
        Mistake::<Knobs>::new("last_group_missing", "the last group does not reach the output. All groups do.", |k| {
            k.together = Together::WithoutLast;
        })
        .edit("down.outer_iter().enumerate()", "down.outer_iter().enumerate().take(groups - 1)"),
        Mistake::<Knobs>::new("first_group_missing", "group 0 does not reach the output. All groups do.", |k| {
            k.together = Together::WithoutFirst;
        })
        .edit("down.outer_iter().enumerate()", "down.outer_iter().enumerate().skip(1)"),
        Mistake::new(
            "running_sums",
            "a group's numbers begin with what the groups before it have left there: sums are not set back to 0 between groups.",
            |k| k.together = Together::Running,
        ),
        Mistake::<Knobs>::new(
            "output_transposed",
            "the output is (d, n). It has a row for each token: (n, d).",
            |k| k.output_transposed = true,
        )
        .edit("    low.dot(&up)\n", "    low.dot(&up).reversed_axes()\n"),
        Mistake::new(
            "reshapes_view",
            "into_shape_with_order fails on a view that does not lie row by row, and unwrap panics: a transposed or strided one. \
             `to_shape` copies where it has to; or make it contiguous with as_standard_layout() first.",
            |k| k.reshapes = true,
        ),
        Mistake::<Knobs>::new(
            "reshapes_slice",
            "into_shape_with_order fails on a slice of some heads of several tokens, which has gaps in memory, and unwrap panics. `to_shape` \
             copies where it has to.",
            |k| k.reshapes_slice = true,
        )
        .edit(
            "members.to_shape((n, size * c)).expect(\"as many channels\")",
            "members.into_shape_with_order((n, size * c)).unwrap()",
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

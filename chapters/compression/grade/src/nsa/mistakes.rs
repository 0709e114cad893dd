//! The typical mistakes of `nsa`: the solution with knobs, of which each mistake turns one. Here those of gates and of the choice; those
//! of the branches in `branches`.

use judge::Mistake;

use super::branches;
use super::knobs::{Gate, Group, Join, Knobs, Own, Score, Takes};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [
        of_gates(),
        of_joins(),
        of_scores(),
        of_choice(),
        branches::of_compressed(),
        branches::of_selected(),
        branches::of_the_window(),
        branches::of_products(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_gates() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "gates_softmax",
            "a softmax is taken of the three gates. They are gates, each from 0 to 1 by itself, and multiply as they are.",
            |k| k.gate = Gate::Softmax,
        ),
        Mistake::new(
            "gates_divided",
            "the gates are divided by their sum, so that the output is a mean of the branches. They multiply as they are, and may sum to 3, or \
             to 0.",
            |k| k.gate = Gate::Divided,
        ),
        Mistake::<Knobs>::new("gates_ignored", "the branches are added without their gates.", |k| {
            k.gate = Gate::Ones
        })
        .edit("scaled_add(gates[[t, h, branch]], &of_branch)", "scaled_add(1.0, &of_branch)"),
        Mistake::<Knobs>::new(
            "gates_by_three",
            "the mean of the three gated branches is taken. They are added.",
            |k| k.gate = Gate::Thirds,
        )
        .edit(
            "scaled_add(gates[[t, h, branch]], &of_branch)",
            "scaled_add(gates[[t, h, branch]] / 3.0, &of_branch)",
        ),
        Mistake::new(
            "gates_sigmoid",
            "a sigmoid is taken of the gates. It has been taken already: they are from 0 to 1.",
            |k| k.gate = Gate::Sigmoid,
        ),
        Mistake::<Knobs>::new(
            "gates_of_first_head",
            "every head uses the gates of head 0. Each has its own.",
            |k| {
                k.gate = Gate::OfFirstHead;
            },
        )
        .edit(
            "scaled_add(gates[[t, h, branch]], &of_branch)",
            "scaled_add(gates[[t, 0, branch]], &of_branch)",
        ),
        Mistake::new(
            "gates_of_first_two_exchanged",
            "the gates of compressed and of selected blocks are exchanged. Their order is compressed, selected, window.",
            |k| k.gate = Gate::Order([1, 0, 2]),
        ),
        Mistake::new(
            "gates_of_last_two_exchanged",
            "the gates of selected blocks and of the window are exchanged. Their order is compressed, selected, window.",
            |k| k.gate = Gate::Order([0, 2, 1]),
        ),
        Mistake::new(
            "gates_of_first_and_last_exchanged",
            "the gates of compressed blocks and of the window are exchanged. Their order is compressed, selected, window.",
            |k| k.gate = Gate::Order([2, 1, 0]),
        ),
        Mistake::new(
            "gates_divided_where_nothing_is_complete",
            "where no block is complete, the other two gates are divided by their sum. The branch of compressed blocks gives zeros there, and the \
             others stay as they are.",
            |k| k.gate = Gate::DividedIfEmpty,
        ),
    ]
}

fn of_joins() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "one_softmax",
            "one softmax runs over the entries of all three branches. Each branch has a softmax of its own here, and the gates mix the results.",
            |k| k.join = Join::OneSoftmax,
        ),
        Mistake::new(
            "no_compressed",
            "the compressed blocks only choose, and their branch is missing from the output. It is one of the three that are added.",
            |k| k.join = Join::WithoutCompressed,
        ),
        Mistake::new("no_selected", "the branch of selected blocks is missing from the output.", |k| {
            k.join = Join::WithoutSelected;
        }),
        Mistake::new("no_window", "the branch of the window is missing from the output.", |k| {
            k.join = Join::WithoutWindow;
        }),
        Mistake::<Knobs>::new(
            "heads_first",
            "the output is (heads, n, e). It is (n, heads, e), with the queries first.",
            |k| k.heads_first = true,
        )
        .edit("    output\n}", "    output.permuted_axes([1, 0, 2])\n}"),
        Mistake::new(
            "groups_in_turn",
            "heads are dealt to the groups in turn: head h reads the keys of group h mod groups. Groups are runs of heads: h / (heads / groups).",
            |k| k.group = Group::Strided,
        ),
        Mistake::<Knobs>::new(
            "first_group",
            "every head reads the keys and values of group 0. Each group has its own.",
            |k| k.group = Group::First,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        judge::slips::memory_order(|k| k.memory_order = true),
    ]
}

fn of_scores() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "choice_of_each_head",
            "every head chooses blocks by its own weights. The heads of a group read the same keys, and choose together: their weights are added.",
            |k| k.score = Score::OwnHead,
        ),
        Mistake::new(
            "choice_of_all_heads",
            "the weights of all heads are added, and all groups read the same blocks. Each group chooses by the weights of its own heads.",
            |k| k.score = Score::AllHeads,
        ),
        Mistake::new(
            "choice_of_first_head",
            "a group chooses by the weights of its first head alone. Those of all its heads are added.",
            |k| k.score = Score::FirstOfGroup,
        ),
        Mistake::new(
            "largest_of_heads",
            "a block's score is the largest weight that a head of the group gives it. The weights are added.",
            |k| k.score = Score::Largest,
        ),
        Mistake::new(
            "choice_by_products",
            "products query · key are added over the heads instead of weights. A head whose products are large then decides alone: take each head's softmax \
             first.",
            |k| k.score = Score::Products,
        ),
        Mistake::new(
            "weights_of_block_before",
            "a block is chosen by the weight of the block before it. Compressed block j and block j hold the same tokens.",
            |k| k.takes = Takes::OfBefore,
        ),
    ]
}

fn of_choice() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_competes",
            "the own block is not forced: it has the weight that it has, and none at all before it is complete. It is always chosen.",
            |k| k.own = Own::Competes,
        )
        .edit("scores[t / block] = f32::INFINITY;", ""),
        Mistake::<Knobs>::new(
            "one_more",
            "`chosen` + 1 blocks are read where there are so many, as when the own block comes on top of `chosen` others. It counts as \
             one of them.",
            |k| k.own = Own::Added,
        )
        .edit("blocks.truncate(chosen)", "blocks.truncate(chosen + 1)"),
        Mistake::<Knobs>::new(
            "own_scored_one",
            "the own block gets the score 1, which others exceed where the weights of several heads are added: each head can give a block up to 1. \
             It is always chosen: give it a score above all sums.",
            |k| k.own = Own::One,
        )
        .edit("scores[t / block] = f32::INFINITY;", "scores[t / block] = 1.0;"),
        Mistake::<Knobs>::new(
            "own_left_out",
            "the own block is never chosen. It always is, and of its tokens those up to the query are read.",
            |k| k.own = Own::Left,
        ),
        Mistake::new(
            "own_twice",
            "where the own block is complete and among the best, it takes two places of `chosen`: it is forced, and chosen as well. It is in the list \
             once.",
            |k| k.own = Own::Twice,
        ),
        Mistake::new(
            "first_forced",
            "block 0 is always chosen, too, as in the paper's settings. Here only the own block is forced.",
            |k| k.own = Own::WithFirst,
        ),
        Mistake::new(
            "before_forced",
            "the block before the own one is always chosen, too, as in the paper's settings. Here only the own block is forced.",
            |k| k.own = Own::WithBefore,
        ),
        Mistake::<Knobs>::new("one_fewer", "`chosen` − 1 blocks are chosen. The own block counts as one.", |k| {
            k.takes = Takes::OneFewer;
        })
        .edit("blocks.truncate(chosen)", "blocks.truncate(chosen - 1)"),
        Mistake::<Knobs>::new(
            "not_clamped",
            "`chosen` blocks are cut out of a list that can be shorter, and that stops. Where there are fewer, all are chosen.",
            |k| k.takes = Takes::NotClamped,
        )
        .edit("blocks.truncate(chosen)", "blocks = blocks[..chosen].to_vec()"),
        Mistake::new("smallest", "the blocks with the smallest weights are chosen. The largest are meant.", |k| {
            k.takes = Takes::Smallest;
        }),
        Mistake::new(
            "first_blocks",
            "beside the own block the first ones are chosen, whatever their weights.",
            |k| k.takes = Takes::First,
        ),
        Mistake::new(
            "most_recent",
            "the last blocks are chosen, whatever their weights.",
            |k| k.takes = Takes::MostRecent,
        ),
        Mistake::<Knobs>::new("all_blocks", "all blocks are read: nothing is chosen.", |k| k.takes = Takes::All)
            .edit("blocks.truncate(chosen)", "blocks.truncate(chosen.max(usize::MAX))"),
    ]
}

//! The typical mistakes of `all_to_all`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Back, Counted, Else, Knobs, Owner, Weight};

const COMBINED: &str = "out.row_mut(token).scaled_add(weight, &ArrayView1::from(made));";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_way(), of_weights(), of_experts(), of_counts()].into_iter().flatten().collect()
}

fn of_the_way() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "permuted_again",
            "results are put back by the permutation of the way there, once more, instead of its inverse: the row at place i came from choice order[i], and belongs \
             there.",
            |k| k.back = Back::Forward,
        ),
        Mistake::<Knobs>::new(
            "not_put_back",
            "results are taken as they come, in the order of ranks, for those of the tokens in their own order. Rows were sorted by destination before they were \
             sent: undo that.",
            |k| k.back = Back::AsItComes,
        ),
        Mistake::<Knobs>::new(
            "empty_not_sent",
            "nothing is sent to a rank for which there are no rows, and it waits. A message may be empty.",
            |k| k.wrong = Else::EmptyNotSent,
        ),
        Mistake::<Knobs>::new(
            "empty_not_returned",
            "a rank that has got no rows from another sends it no results, and the other waits for them. A message may be empty.",
            |k| k.wrong = Else::EmptyNotReturned,
        ),
        Mistake::<Knobs>::new(
            "receives_first",
            "every rank receives before it sends, so that all wait for all. Send first: a send does not wait.",
            |k| k.wrong = Else::ReceivesFirst,
        ),
        Mistake::<Knobs>::new(
            "own_left_out",
            "experts on the own rank are left out: nothing is sent there, and nothing computed either.",
            |k| k.wrong = Else::OwnLeftOut,
        ),
        Mistake::<Knobs>::new(
            "capacity",
            "a rank takes only so many rows from each, and drops the others without a word. Here all of them are computed, however uneven the load.",
            |k| k.wrong = Else::Capacity,
        ),
        Mistake::<Knobs>::new(
            "to_all",
            "a rank sends more than the rows that have to travel, as when all tokens go to all ranks. A row goes to the rank of its expert, its result \
             comes back, and what is for the own rank stays.",
            |k| k.wrong = Else::ToAll,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "computes_all",
            "an expert computes rows that are for others, as when each expert of a rank is given all that came. Select those that chose it.",
            |k| k.wrong = Else::ComputesAll,
        )
        .by_law(),
    ]
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "weight_twice",
            "results are multiplied by their weight twice: once there and once here, or so. It counts once.",
            |k| k.weight = Weight::Twice,
        )
        .edit(COMBINED, "out.row_mut(token).scaled_add(weight * weight, &ArrayView1::from(made));"),
        Mistake::<Knobs>::new("weights_forgotten", "results are added without their weights.", |k| {
            k.weight = Weight::Forgotten;
        })
        .edit(COMBINED, "out.row_mut(token).scaled_add(1.0 + 0.0 * weight, &ArrayView1::from(made));"),
        Mistake::<Knobs>::new(
            "weight_before",
            "tokens are multiplied by the weight before the expert and not its result after it. That is the same only for experts that are linear.",
            |k| k.weight = Weight::Before,
        ),
        Mistake::<Knobs>::new(
            "mean",
            "the results of a token are averaged. Each has a weight of its own.",
            |k| {
                k.weight = Weight::Mean;
            },
        ),
        Mistake::<Knobs>::new(
            "weights_normalised",
            "the weights of a token are divided by their sum. They are taken as they are.",
            |k| k.weight = Weight::Normalised,
        ),
        Mistake::<Knobs>::new(
            "weights_as_sent",
            "a result gets the weight that stands at its place after rows were sorted, in the list before. The weight belongs to the choice: it moves with the row.",
            |k| k.weight = Weight::SentOrder,
        ),
        Mistake::<Knobs>::new(
            "overwrites",
            "of the experts of a token only one counts, the one whose result is put in last. Add them.",
            |k| k.wrong = Else::Overwrites,
        )
        .edit(COMBINED, "out.row_mut(token).assign(&(weight * &ArrayView1::from(made)));"),
        Mistake::<Knobs>::new("first_expert_alone", "a token goes to the first of its experts alone.", |k| {
            k.wrong = Else::FirstExpertAlone;
        }),
    ]
}

fn of_experts() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "local_expert",
            "each rank computes with an expert of its own, e modulo `each`, and sends nothing. Expert e is on rank e / each, and there is only this one of it.",
            |k| k.owner = Owner::Local,
        ),
        Mistake::<Knobs>::new(
            "modulo_rank",
            "expert e is looked for on rank e modulo N. The first `each` experts are on rank 0, the next on rank 1: it is on rank e / each.",
            |k| k.owner = Owner::Modulo,
        ),
        Mistake::<Knobs>::new(
            "local_number",
            "an expert is called by its place on the rank, from 0 on. `expert` knows it by its number among all: rank · each + place.",
            |k| k.wrong = Else::LocalNumber,
        ),
        Mistake::<Knobs>::new(
            "one_k",
            "all tokens are taken to have as many experts as the first one. Tokens have lists of their own, of different lengths.",
            |k| k.wrong = Else::OneK,
        ),
    ]
}

fn of_counts() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "token_once_for_each_rank",
            "`counts` has a token once for each rank that it goes to, also where it has two experts there. It counts a row for each token and expert.",
            |k| k.counted = Counted::TokensOnce,
        ),
        Mistake::<Knobs>::new("counts_of_experts", "`counts` has a number for each expert. It has one for each rank.", |k| {
            k.counted = Counted::PerExpert;
        }),
        Mistake::<Knobs>::new(
            "counts_in_turn",
            "`counts` deals experts out in turn, expert e to rank e % N. A rank has `each` experts one after the other: e / each.",
            |k| k.counted = Counted::Modulo,
        )
        .edit("counts[expert / each] += 1;", "counts[expert % size] += 1;"),
        Mistake::<Knobs>::new(
            "offsets",
            "`counts` says where the rows for each rank begin: the sum of those before. It says how many there are.",
            |k| k.counted = Counted::Offsets,
        ),
    ]
    .into_iter()
    .map(|mistake: Mistake<Knobs>| match mistake.id {
        "counts_of_experts" => mistake.edit("vec![0; size];", "vec![0; each * size];\n    let each = 1;"),
        _ => mistake,
    })
    .collect()
}

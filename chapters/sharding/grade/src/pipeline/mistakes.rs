//! The typical mistakes of `pipeline`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Bubble, Knobs, Run, Then, WarmUp};

const WARM_UP: &str = "(stages - 1 - stage).min(micros)";
const LEFT: &str = ".chain((micros - warm_up..micros).map(Op::Backward))";
const RESULT: &str = "(free.into_iter().fold(0.0, f64::max) - work) / work";
const LOSS: &str = "(&y - &targets[i]) / micros as f64";
const SLOPE: &str = "of_y * y.mapv(|y| 1.0 - y * y)";
const ADDED: &str = "sum += &x.t().dot(&before);";
const BACK: &str = "&before.dot(&weights.t())";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_order(), of_bubble(), of_run()].into_iter().flatten().collect()
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_clamped",
            "a stage warms up with more micro-batches than there are, where these are few. The warm-up is min(p − 1 − s, m).",
            |k| k.warm_up = WarmUp::NotClamped,
        )
        .edit(WARM_UP, "stages - 1 - stage"),
        Mistake::<Knobs>::new(
            "one_more",
            "the warm-up has one forward more than there are stages behind. A stage then holds one micro-batch more than it needs to: the forward of the first \
             pair is still to come.",
            |k| k.warm_up = WarmUp::OneMore,
        )
        .edit(WARM_UP, "(stages - stage).min(micros)"),
        Mistake::<Knobs>::new(
            "same_on_all",
            "all stages warm up with p − 1 forwards. The later a stage is, the sooner backwards come to it: stage s warms up with p − 1 − s.",
            |k| k.warm_up = WarmUp::Same,
        )
        .edit(WARM_UP, "(stages - 1 + 0 * stage).min(micros)"),
        Mistake::<Knobs>::new(
            "of_stage",
            "stage s warms up with s forwards, so that the last one waits for forwards that the first does not do before a backward has come. It is the other way \
             round: p − 1 − s.",
            |k| k.warm_up = WarmUp::OfStage,
        )
        .edit(WARM_UP, "(stage + 0 * stages).min(micros)"),
        Mistake::<Knobs>::new(
            "no_warm_up",
            "each stage does one forward and one backward in turn from the start, so that only one micro-batch is under way. The stages before the last begin with \
             some forwards.",
            |k| k.warm_up = WarmUp::None,
        )
        .edit(WARM_UP, "0 * (stages + stage)"),
        Mistake::<Knobs>::new(
            "all_forward_first",
            "all forwards come first, then all backwards. That is GPipe: just as long, but it holds the activations of all micro-batches.",
            |k| k.warm_up = WarmUp::All,
        )
        .edit(WARM_UP, "micros + 0 * (stages + stage)"),
        Mistake::<Knobs>::new(
            "backward_first",
            "after the warm-up a pair begins with its backward, which cannot be done yet: it is the forward of that pair that makes the number of forwards \
             right.",
            |k| k.then = Then::BackwardFirst,
        ),
        Mistake::<Knobs>::new(
            "not_flushed",
            "the backwards of the last micro-batches are missing: as many as there were forwards in the warm-up.",
            |k| k.then = Then::NotFlushed,
        )
        .edit(LEFT, ""),
        Mistake::<Knobs>::new(
            "flushed_in_reverse",
            "the backwards at the end come in reverse. Micro-batches go back in the order in which they came.",
            |k| k.then = Then::Reversed,
        )
        .edit("(micros - warm_up..micros).map(Op::Backward)", "(micros - warm_up..micros).rev().map(Op::Backward)"),
    ]
}

fn of_bubble() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "of_whole",
            "the idle time is divided by the whole time. Here it is divided by the work: (p − 1) / m for 1F1B, and not (p − 1) / (m + p − 1).",
            |k| k.bubble = Bubble::OfWhole,
        )
        .edit(RESULT, "{\n        let whole = free.into_iter().fold(0.0, f64::max);\n        (whole - work) / whole\n    }"),
        Mistake::<Knobs>::new(
            "by_formula",
            "the bubble is (p − 1) / m, whatever the orders are. That is right for 1F1B and GPipe, and for most others it is not: carry out the orders.",
            |k| k.bubble = Bubble::Formula,
        ),
        Mistake::<Knobs>::new("by_formula_of_all", "the bubble is p / m, whatever the orders are.", |k| k.bubble = Bubble::FormulaOfAll),
        Mistake::<Knobs>::new(
            "backward_like_forward",
            "a backward is taken to be as long as a forward. It takes `backward` units of time.",
            |k| k.bubble = Bubble::Alike,
        ),
        Mistake::<Knobs>::new(
            "backward_twice",
            "a backward is taken to be twice as long as a forward. That is usual, but here it takes `backward` units of time.",
            |k| k.bubble = Bubble::Twice,
        ),
        Mistake::<Knobs>::new(
            "forward_waits_for_none",
            "a forward does not wait for that of the stage before.",
            |k| k.bubble = Bubble::ForwardFree,
        ),
        Mistake::<Knobs>::new(
            "backward_waits_for_own",
            "a backward waits for its own forward alone. It needs the gradient from the stage behind.",
            |k| k.bubble = Bubble::BackwardFree,
        ),
        Mistake::<Knobs>::new(
            "until_last_stage",
            "the time is taken when the last stage ends. The first one is still waiting for its backwards.",
            |k| k.bubble = Bubble::LastStage,
        )
        .edit(RESULT, "(free[stages - 1] - work) / work"),
        Mistake::<Knobs>::new(
            "of_all_stages",
            "the idle time of all stages is added, and divided by the work of one of them.",
            |k| k.bubble = Bubble::Summed,
        ),
        Mistake::<Knobs>::new("not_divided", "the idle time is not divided by the work.", |k| k.bubble = Bubble::Absolute)
            .edit(RESULT, "free.into_iter().fold(0.0, f64::max) - work"),
        Mistake::<Knobs>::new(
            "by_one_micro_batch",
            "the idle time is divided by the work of one micro-batch. A stage works on all of them.",
            |k| k.bubble = Bubble::OfOne,
        )
        .edit(RESULT, "(free.into_iter().fold(0.0, f64::max) - work) / (forward + backward)"),
    ]
}

fn of_run() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "loss_not_divided",
            "the losses of micro-batches are added. The loss is their mean: divide by m, where it is computed.",
            |k| k.run = Run::NotDivided,
        )
        .edit(LOSS, "&y - &targets[i]"),
        Mistake::<Knobs>::new(
            "loss_divided_twice",
            "gradients are divided by m twice, as when the loss is divided and the sum of gradients again.",
            |k| k.run = Run::DividedTwice,
        ),
        Mistake::<Knobs>::new(
            "divided_on_each_rank",
            "what comes back is divided by m on each rank that it passes. It has been divided where the loss was computed.",
            |k| k.run = Run::OnEachRank,
        ),
        Mistake::<Knobs>::new(
            "divided_by_ranks",
            "the loss is divided by the number of ranks. It is a mean over micro-batches.",
            |k| k.run = Run::ByRanks,
        )
        .edit(LOSS, "(&y - &targets[i]) / size as f64"),
        Mistake::<Knobs>::new(
            "mean_over_rows",
            "the loss of a micro-batch is a mean over its rows. It is half the sum of squares, over all rows and channels.",
            |k| k.run = Run::ByRows,
        )
        .edit(LOSS, "(&y - &targets[i]) / (micros * y.nrows()) as f64"),
        Mistake::<Knobs>::new(
            "last_micro_batch_alone",
            "the gradient is that of the last micro-batch: each one replaces what was there. Add them.",
            |k| k.run = Run::LastAlone,
        )
        .edit(ADDED, "sum = x.t().dot(&before);"),
        Mistake::<Knobs>::new(
            "latest_activations",
            "backward uses the activations of the latest forward. Between the two others have gone through: keep those of each micro-batch until its backward.",
            |k| k.run = Run::Latest,
        ),
        Mistake::<Knobs>::new("no_derivative", "backward goes past the tanh as if it were not there: 1 − y² is missing.", |k| {
            k.run = Run::NoSlope;
        })
        .edit(SLOPE, "of_y + 0.0 * &y"),
        Mistake::<Knobs>::new(
            "not_through_weights",
            "what is sent back is the gradient before the tanh, and has not gone through the weights. The rank before needs that of its own outputs.",
            |k| k.run = Run::NotThroughWeights,
        )
        .edit(BACK, "&before"),
        Mistake::<Knobs>::new(
            "back_past_tanh",
            "the own gradient is right, but what is sent back goes past the tanh as if it were not there: it is Wᵀ times the gradient *before* the tanh.",
            |k| k.run = Run::BackPastTanh,
        ),
        Mistake::<Knobs>::new(
            "weights_not_transposed",
            "what is sent back has gone through the weights as they are. Backward it goes through their transpose.",
            |k| k.run = Run::NotTransposed,
        )
        .edit(BACK, "&before.dot(weights)"),
        Mistake::<Knobs>::new("sign", "the gradient has the other sign: targets less outputs.", |k| k.run = Run::Negated)
            .edit(LOSS, "(&targets[i] - &y) / micros as f64"),
        Mistake::<Knobs>::new(
            "nothing_sent_back",
            "no rank sends a gradient back, and the ranks before wait for one.",
            |k| k.run = Run::NothingBack,
        )
        .edit("if rank > 0 {", "if false {"),
        Mistake::<Knobs>::new(
            "sent_to_all",
            "activations go to ranks that have no use for them, or more often than once. A stage needs what comes from the one before, and nothing else.",
            |k| k.run = Run::ToAll,
        )
        .by_law(),
    ]
}

//! The typical mistakes of `ddp`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Knobs, Mean, Micro, Order, Road, When};

const DIVIDED: &str = "/ count[0].max(1.0)";
const WEIGHTED: &str = "batch.tokens as f64 * value";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_mean(), of_micro_batches(), of_talk()].into_iter().flatten().collect()
}

fn of_the_mean() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "mean_of_means",
            "each rank's mean counts as much as any other's: they are added and divided by the number of ranks. A token of a rank with few tokens then weighs \
             more. Add sums, and divide by all tokens.",
            |k| k.mean = Mean::OfMeans,
        ),
        Mistake::new("sum_of_means", "the means of all ranks are added and not divided, so that the step grows with the number of ranks.", |k: &mut Knobs| {
            k.mean = Mean::SumOfMeans;
        }),
        Mistake::<Knobs>::new("sum_of_tokens", "the gradients of all tokens are added and not divided by their number. The loss is a mean over all tokens.", |k| {
            k.mean = Mean::SumOfTokens;
        })
        .edit(DIVIDED, ""),
        Mistake::<Knobs>::new(
            "divided_twice",
            "the sum is divided by all tokens, and by the number of ranks as well. The tokens of all ranks are counted already.",
            |k| k.mean = Mean::Twice,
        )
        .edit(DIVIDED, "/ count[0].max(1.0) / comm.size() as f64"),
        Mistake::<Knobs>::new(
            "multiplied_by_ranks",
            "the mean over all tokens is multiplied by the number of ranks. That undoes a division that DDP makes by itself; here nobody has made it.",
            |k| k.mean = Mean::TimesRanks,
        )
        .edit(DIVIDED, "* comm.size() as f64 / count[0].max(1.0)"),
        Mistake::<Knobs>::new("divided_by_ranks", "the sum over all tokens is divided by the number of ranks. It is one over tokens: divide by their number.", |k| {
            k.mean = Mean::ByRanks;
        })
        .edit(DIVIDED, "/ comm.size() as f64"),
        Mistake::<Knobs>::new(
            "divided_by_own_tokens",
            "the sum of all ranks is divided by the tokens of the own one. It takes those of all ranks: they have to be added up as the gradients are.",
            |k| k.mean = Mean::ByOwn,
        ),
        Mistake::<Knobs>::new(
            "as_many_tokens_everywhere",
            "the sum of all ranks is divided by the own tokens times the number of ranks, as if every rank had as many. Add up the tokens of all ranks.",
            |k| k.mean = Mean::ByOwnTimesRanks,
        ),
        Mistake::<Knobs>::new(
            "mean_of_busy_ranks",
            "the means of the ranks that have tokens are added and divided by the number of these ranks. That is still a mean of means: add sums, and divide by all tokens.",
            |k| k.mean = Mean::OfBusyRanks,
        ),
        Mistake::<Knobs>::new("nothing_exchanged", "each rank has the mean of its own tokens, and knows nothing of the others.", |k| k.mean = Mean::Own),
        Mistake::<Knobs>::new(
            "nan_without_tokens",
            "where no rank has a token, 0 is divided by 0, and NaN would go into the weights. The gradients are zeros then.",
            |k| k.nan_without_tokens = true,
        )
        .edit(DIVIDED, "/ count[0]"),
    ]
}

fn of_micro_batches() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "mean_of_micro_batches",
            "on a rank the micro-batches' means are averaged, as if all had as many tokens. A mean times its tokens is a sum; sums can be added.",
            |k| k.micro = Micro::Mean,
        ),
        Mistake::<Knobs>::new(
            "sum_of_micro_batches",
            "on a rank the micro-batches' means are added as if that were their mean: the gradient grows with their number.",
            |k| k.micro = Micro::Sum,
        ),
        Mistake::<Knobs>::new("last_micro_batch", "only the last micro-batch of a rank counts; those before it are overwritten. Add them up.", |k| {
            k.micro = Micro::Last;
        }),
        Mistake::<Knobs>::new("first_micro_batch", "only the first micro-batch of a rank counts. Add up all of them.", |k| k.micro = Micro::First),
        Mistake::<Knobs>::new(
            "tokens_of_the_last",
            "all micro-batches are added, and only the last one's tokens are counted. All of them have tokens.",
            |k| k.micro = Micro::CountOfLast,
        )
        .edit("batches.iter().map(|batch| batch.tokens as f64).sum::<f64>()", "batches[batches.len() - 1].tokens as f64"),
        Mistake::<Knobs>::new(
            "not_weighted",
            "the gradients of micro-batches are added as they are and divided by all tokens. They are means: each has to be multiplied by its tokens first.",
            |k| k.micro = Micro::NotWeighted,
        )
        .edit(WEIGHTED, "value"),
    ]
}

fn of_talk() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "rank_without_tokens_leaves",
            "a rank without tokens does not take part, and the others wait for it. It has to: with zeros.",
            |k| k.when = When::Busy,
        ),
        Mistake::<Knobs>::new(
            "count_without_the_idle",
            "a rank without tokens does not take part where tokens are counted, so that its next message meets that of others. It has to take part in every all-reduce: with 0.",
            |k| k.when = When::CountIfAny,
        )
        .edit("    all_reduce(comm, &mut count);\n", "    if count[0] > 0.0 {\n        all_reduce(comm, &mut count);\n    }\n"),
        Mistake::<Knobs>::new(
            "order_by_rank",
            "not all ranks launch the buckets in one order, so that one rank's first bucket meets another's last. All have to launch them in the order in which they are listed.",
            |k| k.when = When::OrderByRank,
        ),
        Mistake::<Knobs>::new("last_bucket_never", "the last bucket is not exchanged: its gradients are those of the own tokens alone, and replicas drift apart.", |k| {
            k.when = When::LastBucketNever;
        }),
        Mistake::<Knobs>::new(
            "in_the_order_of_buckets",
            "what comes out is in the order of the buckets. Put each tensor back into its own place.",
            |k| k.order = Order::OfBuckets,
        ),
        Mistake::<Knobs>::new(
            "cut_in_another_order",
            "a bucket is put together in its own order and cut apart in that of the tensors' numbers. Both have to be the same.",
            |k| k.order = Order::SortedInside,
        ),
        Mistake::<Knobs>::new(
            "all_reduce_for_each_micro_batch",
            "ranks talk for each micro-batch. Add up what a rank has, and talk once: the gradients of a step are exchanged one time, however many micro-batches it has.",
            |k| k.when = When::EachMicro,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "count_for_each_micro_batch",
            "tokens are counted over all ranks for each micro-batch. Add up a rank's own first, and ask the others once.",
            |k| k.when = When::CountEachMicro,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "all_reduce_for_each_tensor",
            "each tensor is exchanged by itself, and every exchange has a cost of its own, however small it is. Exchange a bucket at a time.",
            |k| k.when = When::EachTensor,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_to_each",
            "each rank sends all it has to every other rank. That grows with the number of ranks; an all-reduce sends less than twice the gradients.",
            |k| k.road = Road::Direct,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_adds_in_its_own_order",
            "each rank adds up what the others have sent beginning with itself. Sums in another order are rounded in another way, and replicas drift apart. All have \
             to add in one order, or get the sum from one place, as an all-reduce does.",
            |k| k.road = Road::OwnOrder,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "through_the_root",
            "all gradients go to rank 0, and their sum from there to all: rank 0 sends N − 1 times as much as there is. An all-reduce shares that among all.",
            |k| k.road = Road::Root,
        )
        .by_law(),
    ]
}

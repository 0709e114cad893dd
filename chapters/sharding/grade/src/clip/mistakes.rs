//! The typical mistakes of `clip`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Given, Knobs, Norm, Replicated, Road, Scaled};

const REDUCE: &str = "all_reduce(comm, &mut sum);";
const NORM: &str = "(sum[0] + squares(replicated)).sqrt()";
const COEFFICIENT: &str = "(most / (norm + 1e-6)).min(1.0)";
const ALL: &str = "sharded.iter_mut().chain(replicated)";
const END: &str = "    norm\n}";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_norm(), of_what_is_replicated(), of_scaling(), of_what_is_given(), of_the_road()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_the_norm() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "norm_of_the_shard",
            "each rank takes the norm of its own shard, and scales by that. The norm is that of all gradients: all-reduce the sum of squares.",
            |k| k.norm = Norm::Local,
        )
        .edit(REDUCE, "all_reduce(comm, &mut [0.0_f64]);"),
        Mistake::new(
            "sum_of_norms",
            "the norms of the ranks are added. Add the squares, and take the root in the end.",
            |k| k.norm = Norm::SumOfNorms,
        ),
        Mistake::<Knobs>::new(
            "mean_of_squares",
            "the squares are averaged over the ranks, as gradients are. Each entry is on one rank only: the sum it is.",
            |k| k.norm = Norm::MeanOfSquares,
        )
        .edit(NORM, "(sum[0] / comm.size() as f64 + squares(replicated)).sqrt()"),
        Mistake::new(
            "largest_norm",
            "of the sums of the ranks the largest is taken. Add them.",
            |k| k.norm = Norm::Largest,
        ),
        Mistake::<Knobs>::new("no_root", "the sum of squares is taken for the norm. It is the root of that.", |k| {
            k.norm = Norm::NoRoot;
        })
        .edit(NORM, "(sum[0] + squares(replicated))"),
        Mistake::<Knobs>::new(
            "sum_of_sizes",
            "absolute values are added. It is the root of the sum of squares.",
            |k| k.norm = Norm::RootOfSumOfAll,
        ),
        Mistake::new(
            "at_the_root_alone",
            "only rank 0 knows the norm of all gradients; the others scale by their own. All need the same: an all-reduce, not a reduce.",
            |k| k.norm = Norm::AtTheRoot,
        ),
    ]
}

fn of_what_is_replicated() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "replicated_on_each_rank",
            "replicated gradients go into the all-reduce on each rank, and count N times. All ranks have the same ones: they count once.",
            |k| k.replicated = Replicated::OnEachRank,
        )
        .edit(
            "let mut sum = [squares(sharded)];\n    all_reduce(comm, &mut sum);\n    let norm = (sum[0] + squares(replicated)).sqrt();",
            "let mut sum = [squares(sharded) + squares(replicated)];\n    all_reduce(comm, &mut sum);\n    let norm = sum[0].sqrt();",
        ),
        Mistake::<Knobs>::new(
            "replicated_not_counted",
            "replicated gradients do not count in the norm. They are gradients like all others, and count once.",
            |k| k.replicated = Replicated::Never,
        )
        .edit(NORM, "sum[0].sqrt()"),
        Mistake::new(
            "replicated_by_themselves",
            "replicated gradients have a norm of their own, by which they are scaled, and the others another one. There is one norm for all.",
            |k| k.replicated = Replicated::Apart,
        ),
    ]
}

fn of_scaling() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "scaled_up",
            "gradients whose norm is small are made larger. The coefficient is 1 at the most.",
            |k| k.scaled = Scaled::Up,
        )
        .edit(COEFFICIENT, "(most / (norm + 1e-6))"),
        Mistake::<Knobs>::new(
            "without_the_millionth",
            "the coefficient is most / norm. Of small gradients it is seen that 10⁻⁶ is added to the norm.",
            |k| k.scaled = Scaled::NoEpsilon,
        )
        .edit(COEFFICIENT, "(most / norm).min(1.0)"),
        Mistake::<Knobs>::new(
            "upside_down",
            "gradients are multiplied by norm / most. It is the other way round.",
            |k| k.scaled = Scaled::Inverse,
        )
        .edit(COEFFICIENT, "((norm + 1e-6) / most).min(1.0)"),
        Mistake::new(
            "entry_by_entry",
            "each entry is cut off at ±`most`. That is clipping by value, and turns the gradient; by norm, all entries are scaled alike.",
            |k| k.scaled = Scaled::ByEntry,
        ),
        Mistake::<Knobs>::new(
            "only_the_shard_scaled",
            "replicated gradients are not scaled. All are, by the same number.",
            |k| {
                k.scaled = Scaled::ShardAlone;
            },
        )
        .edit(ALL, "sharded.iter_mut()"),
        Mistake::<Knobs>::new(
            "only_replicated_scaled",
            "the shard is not scaled. All gradients are, by the same number.",
            |k| {
                k.scaled = Scaled::ReplicatedAlone;
            },
        )
        .edit(ALL, "replicated.iter_mut()"),
        Mistake::<Knobs>::new(
            "nothing_scaled",
            "no gradient is changed, also where the norm is too large.",
            |k| {
                k.scaled = Scaled::Nothing;
            },
        )
        .edit(COEFFICIENT, "(most / (norm + 1e-6)).min(1.0).max(1.0)"),
    ]
}

fn of_what_is_given() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "norm_after",
            "the norm after scaling is given. Asked is the one before.",
            |k| {
                k.given = Given::After;
            },
        )
        .edit(END, "    norm * coefficient\n}"),
        Mistake::<Knobs>::new("coefficient_given", "the coefficient is given. Asked is the norm.", |k| {
            k.given = Given::Coefficient;
        })
        .edit(END, "    coefficient\n}"),
        Mistake::<Knobs>::new(
            "square_given",
            "the square of the norm is given. Gradients are scaled well.",
            |k| {
                k.given = Given::Squared;
            },
        )
        .edit(END, "    norm * norm\n}"),
    ]
}

fn of_the_road() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_order",
            "each rank adds the sums of the ranks in an order of its own, beginning with its own: in the last digits the norms differ, and what is replicated drifts apart. \
             Add in the same order on all.",
            |k| k.road = Road::OwnFirst,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "all_gradients_gathered",
            "the gradients of all ranks are gathered to take their norm. One number from each rank is enough: the sum of its squares.",
            |k| k.road = Road::AllGradients,
        )
        .by_law()
        .edit(
            "let mut sum = [squares(sharded)];\n    all_reduce(comm, &mut sum);",
            "let sum = [squares(&sharding::collectives::all_gather(comm, sharded))];",
        ),
    ]
}

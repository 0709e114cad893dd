//! The typical mistakes of `fsdp_backward`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Chain, Divided, Knobs, Reduce};
use crate::fsdp_forward::gather::Gather;

const GATHER: &str = "all_gather(comm, &shards[unit])";
const SCATTER: &str = "reduce_scatter(comm, &of.weights)";
const MEAN: &str = "sum / comm.size() as f32";
const NEXT: &str = "gradient = of.input;";
const END: &str = "    means\n}";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_mean(), of_the_shard(), of_units(), of_weights()].into_iter().flatten().collect()
}

fn of_the_mean() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sum_not_mean",
            "gradients are summed over the ranks, and not divided: as if the learning rate were N times as large. It is the mean.",
            |k| k.divided = Divided::Never,
        )
        .edit(MEAN, "*sum"),
        Mistake::<Knobs>::new(
            "divided_twice",
            "the sum is divided by the number of ranks twice. A reduce-scatter that averages, and an average after it, are one too many.",
            |k| k.divided = Divided::Twice,
        )
        .edit(MEAN, "sum / (comm.size() * comm.size()) as f32"),
        Mistake::<Knobs>::new(
            "divided_by_units_too",
            "the sum is divided by the number of units as well. The mean is one over the ranks.",
            |k| k.divided = Divided::ByUnits,
        )
        .edit(MEAN, "sum / (comm.size() * units.count()) as f32"),
        Mistake::<Knobs>::new(
            "own_gradient_alone",
            "a rank's shard of the gradient comes from that rank alone. All ranks have a part in it: reduce-scatter.",
            |k| k.reduce = Reduce::OwnAlone,
        )
        .edit(SCATTER, "of.weights[sharding::shard(of.weights.len(), comm.size(), comm.rank())].to_vec()"),
        Mistake::<Knobs>::new(
            "digits_lost",
            "gradients are rounded to bf16 before they are summed. Here they travel as f32: with many ranks a sum in bf16 hardly grows any more.",
            |k| k.reduce = Reduce::HalfDigits,
        )
        .edit(
            SCATTER,
            "reduce_scatter(comm, &of.weights.iter().map(|g| f32::from_bits((g.to_bits() + 0x7fff + (g.to_bits() >> 16 & 1)) & 0xffff_0000)).collect::<Vec<_>>())",
        ),
    ]
}

fn of_the_shard() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "all_reduced",
            "gradients are all-reduced, and each rank takes its shard out of the whole. That sends twice as much as a reduce-scatter, for places that \
             the rank throws away.",
            |k| k.reduce = Reduce::AllReduce,
        )
        .by_law()
        .edit(
            SCATTER,
            "{\n            let mut whole = of.weights.clone();\n            sharding::collectives::all_reduce(comm, &mut whole);\n            \
             whole[sharding::shard(whole.len(), comm.size(), comm.rank())].to_vec()\n        }",
        ),
        Mistake::<Knobs>::new(
            "whole_gradient",
            "every rank gives the whole gradient of a unit. It keeps its shard only: the optimizer has states for no more.",
            |k| k.reduce = Reduce::Whole,
        )
        .edit(
            SCATTER,
            "{\n            let mut whole = of.weights.clone();\n            sharding::collectives::all_reduce(comm, &mut whole);\n            whole\n        }",
        ),
        Mistake::new(
            "shard_of_the_next",
            "a rank gives the shard of the rank after it. In many rings a rank ends with that one: one step more, or another start, makes it the \
             own.",
            |k| k.reduce = Reduce::Neighbour,
        ),
        Mistake::new(
            "shard_of_rank_0",
            "every rank gives the places that are rank 0's. `shard(length, size, rank)` are the own ones.",
            |k| k.reduce = Reduce::First,
        ),
        Mistake::new(
            "equal_pieces",
            "the gradient is cut into pieces of one length, rounded up, so that the last ranks get less, or nothing. `shard` shares out more evenly: the \
             gradient lies where the weights do.",
            |k| k.reduce = Reduce::EqualPieces,
        ),
        Mistake::<Knobs>::new(
            "last_unit_first",
            "the shards stand in the order in which backward has made them. Place u is the shard of unit u.",
            |k| k.backwards = true,
        )
        .edit(END, "    means.reverse();\n    means\n}"),
    ]
}

fn of_units() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_to_last",
            "units run from the first to the last. The gradient comes from the output: begin with the last.",
            |k| k.chain = Chain::FirstToLast,
        )
        .edit("(0..units.count()).rev()", "0..units.count()"),
        Mistake::<Knobs>::new(
            "output_for_input",
            "a unit's backward is given its output in place of its input. `activations[u]` is the input of unit u.",
            |k| k.chain = Chain::OutputForInput,
        )
        .edit("&activations[unit]", "&activations[unit + 1]"),
        Mistake::<Knobs>::new(
            "input_of_the_network",
            "each unit's backward is given the input of the network. It wants the unit's own input.",
            |k| k.chain = Chain::InputOfNetwork,
        )
        .edit("&activations[unit]", "&activations[0]"),
        Mistake::<Knobs>::new(
            "gradient_not_handed_on",
            "each unit's backward is given the gradient of the network's output. It wants that of the unit's own: what the unit after it has given \
             for its input.",
            |k| k.chain = Chain::SameGradient,
        )
        .edit(NEXT, "gradient = gradient.clone();"),
        Mistake::<Knobs>::new(
            "input_gradient_averaged",
            "the gradient that goes from unit to unit is averaged over the ranks. It belongs to the inputs of one rank; only those of weights are shared.",
            |k| k.chain = Chain::GradientReduced,
        )
        .edit(
            NEXT,
            "gradient = of.input;\n        sharding::collectives::all_reduce(comm, &mut gradient);\n        gradient.iter_mut().for_each(|g| *g /= comm.size() as f32);",
        ),
    ]
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_shard_alone",
            "a unit's backward is given the own shard of its weights. It wants all of them: gather them once more.",
            |k| k.gather = Gather::OwnAlone,
        )
        .edit(GATHER, "shards[unit].clone()"),
        Mistake::new(
            "own_shard_and_zeros",
            "a unit's backward runs with zeros where other ranks have weights. Gather what they have.",
            |k| k.gather = Gather::OwnAndZeros,
        ),
        Mistake::<Knobs>::new(
            "all_units_at_once",
            "at some time the weights, or the gradients, of all units are there at once. Then sharing them out has saved nothing: drop the weights of a unit \
             when its backward has run, and reduce its gradient before the next.",
            |k| k.kept = true,
        )
        .by_law()
        .edit("drop(weights);", "std::mem::forget(weights);"),
        Mistake::<Knobs>::new(
            "passes_over_what_it_lacks",
            "a rank whose shard of a unit is empty does not take part in it, and the others wait. Its inputs have a part in the gradient all the same.",
            |k| k.passes_over = true,
        )
        .edit(
            "let weights = all_gather(comm, &shards[unit]);",
            "if shards[unit].is_empty() {\n            continue;\n        }\n        let weights = all_gather(comm, &shards[unit]);",
        ),
    ]
}

//! The typical mistakes of `quorum`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{By, Failed, Gives, Heals, Knobs, Old, Vote};
use super::roads::Road;
use super::turns::{From, of_sources};

const STEPS: &str = "replica.steps = comm.receive(source, 1)[0];";
const MOMENTUM: &str = "replica.momentum.copy_from_slice(momentum);";
const WEIGHTS: &str = "replica.weights.copy_from_slice(weights);";
const ADDS: &str = "all_reduce(&group, &mut sum);";
const COUNT: &str = "sources.iter().filter(|source| source.is_none()).count() as f64";
const VOTE: &str = "let commits = sum.pop() == Some(0.0);";
const OWN: &str = "Some(gradient) if own.is_none() =>";
const END: &str = "    }\n    commits\n}";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_sources(), of_healing(), of_the_mean(), of_the_vote(), of_talk()].into_iter().flatten().collect()
}

fn of_healing() -> Vec<Mistake<Knobs>> {
    let heals = Mistake::<Knobs>::new;
    vec![
        heals(
            "not_healed",
            "who was away goes on with what it had when it left. It has missed steps: it needs what a current member has.",
            |k| k.heals = Heals::Nothing,
        ),
        heals(
            "momentum_not_healed",
            "who was away gets the weights, and keeps a momentum of its own. That shows only after the next update: the momentum decides where it goes, and is a part of the state.",
            |k| k.heals = Heals::NoMomentum,
        )
        .edit(MOMENTUM, "let _ = momentum;"),
        heals(
            "momentum_begins_again",
            "who was away begins with a momentum of zeros, and all others go on with theirs: the next update takes it elsewhere. Send the momentum too.",
            |k| k.heals = Heals::MomentumZero,
        )
        .edit(MOMENTUM, "replica.momentum.fill(0.0 * momentum.len() as f64);"),
        heals(
            "weights_not_healed",
            "who was away gets the momentum, and keeps its old weights.",
            |k| k.heals = Heals::NoWeights,
        )
        .edit(WEIGHTS, "let _ = weights;"),
        heals(
            "steps_not_healed",
            "who was away keeps its own number of steps. The learning rate depends on it, and so does who is current in the next quorum.",
            |k| k.heals = Heals::NoSteps,
        )
        .edit(STEPS, "let _ = comm.receive::<u64>(source, 1);"),
        heals(
            "weights_averaged",
            "who was away takes the mean of its old weights and the current ones. Its old weights are worth nothing any more: replace them.",
            |k| k.heals = Heals::Averaged,
        )
        .edit(WEIGHTS, "for (own, other) in replica.weights.iter_mut().zip(weights) { *own = (*own + other) / 2.0; }"),
        heals(
            "healed_only_if_committed",
            "who is behind is healed only if the step is committed. Otherwise it stays behind, and the next quorum takes it for current.",
            |k| k.heals = Heals::IfCommitted,
        ),
        heals(
            "healed_and_sits_out",
            "who was healed does not commit the step with the others, and is behind again. All members have the same mean: all of them update.",
            |k| k.heals = Heals::SitsOut,
        )
        .edit("        replica.update(&mean);", "        if own.is_none() {\n            replica.update(&mean);\n        }"),
        heals(
            "healed_and_leaves",
            "who was healed returns, and the others wait for what it would add. It takes part in the sum like all members, with zeros.",
            |k| k.heals = Heals::Leaves,
        ),
        heals(
            "stepped_twice",
            "who is behind gets the state as it is after the step, and commits the step once more: it is one step ahead. Send the state before the update, or do not update again.",
            |k| k.heals = Heals::Twice,
        ),
        heals(
            "everyone_healed",
            "when one is behind, all members get the state of the first that is current, also those who have it. Send it to those who are behind, from all who are current in turn.",
            |k| k.heals = Heals::Everyone,
        )
        .by_law(),
        heals(
            "one_serves_all_in_step",
            "in `step` all who are behind heal from the first that is current, which sends its whole state to each of them. `sources` says whose turn it is.",
            |k| k.from_in_step = From::OneServesAll,
        )
        .by_law(),
        heals(
            "first_member_heals_in_step",
            "in `step` all who are behind heal from the first member, also where that is behind itself. It has to be one that is current.",
            |k| k.from_in_step = From::FirstMember,
        ),
        heals(
            "rank_0_heals_in_step",
            "in `step` all who are behind heal from rank 0, also where that is behind itself, or away. It has to be one that is current.",
            |k| k.from_in_step = From::RankZero,
        ),
    ]
}

fn of_the_mean() -> Vec<Mistake<Knobs>> {
    let mean = Mistake::<Knobs>::new;
    vec![
        mean(
            "divided_by_ranks",
            "the sum is divided by the number of all ranks, those who are away too: the more are away, the smaller the step. Divide by those whose gradients count.",
            |k| k.by = By::World,
        )
        .edit(COUNT, "comm.size() as f64"),
        mean(
            "divided_by_members",
            "the sum is divided by the number of members, also by those who were behind and added nothing. Divide by those whose gradients count.",
            |k| k.by = By::Members,
        )
        .edit(COUNT, "group.size() as f64"),
        mean("not_divided", "the gradients are added and not divided. The step is one with their mean.", |k| {
            k.by = By::Nothing;
        })
        .edit(COUNT, "1.0"),
        mean(
            "old_gradient_counted",
            "the gradient of one that is behind counts like all others. It belongs to weights that nobody has any more.",
            |k| k.old = Old::Counted,
        ),
        mean(
            "old_gradient_added",
            "the gradient of one that is behind is added, and the sum divided by those who are current. It belongs to weights that nobody has any more: it adds zeros.",
            |k| k.old = Old::Added,
        )
        .edit(OWN, "Some(gradient) =>"),
        mean(
            "old_gradient_times_0",
            "the gradient of one that is behind is multiplied by 0, and 0 times NaN is NaN: then all members have it. Leave it away, and add zeros.",
            |k| k.old = Old::TimesZero,
        )
        .edit(
            "Some(gradient) if own.is_none() => sum[..gradient.len()].copy_from_slice(gradient),",
            "Some(gradient) => sum.iter_mut().zip(gradient).for_each(|(s, g)| *s = g * f64::from(u8::from(own.is_none()))),",
        ),
        mean("nothing_exchanged", "each member goes on with its own gradient alone, and knows nothing of the others'.", |k| {
            k.road = Road::Nothing;
        }),
    ]
}

fn of_the_vote() -> Vec<Mistake<Knobs>> {
    let vote = Mistake::<Knobs>::new;
    vec![
        vote(
            "committed_in_any_case",
            "the step is committed also where a gradient that counts is missing, as if it were zeros. Add up how many are missing, and let all leave the step out.",
            |k| k.vote = Vote::Never,
        )
        .edit(VOTE, "let commits = sum.pop().is_some();"),
        vote(
            "mean_of_those_there_are",
            "where a gradient is missing, the step is committed with the mean of the others. That may be a good idea, but it is not what is asked: no member commits the step then.",
            |k| k.vote = Vote::MeanOfOthers,
        ),
        vote(
            "each_decides_for_itself",
            "who has no gradient leaves the step out, and the others commit it: from then on they have not the same weights. All have to decide alike.",
            |k| k.vote = Vote::Own,
        )
        .edit(VOTE, "sum.pop();\n    let commits = gradient.is_some() || own.is_some();"),
        vote(
            "behind_has_a_vote",
            "where one that is behind has no gradient, the step is not committed. Its gradient would not count: only those of current members may be missed.",
            |k| k.vote = Vote::BehindToo,
        )
        .edit("None if own.is_none() =>", "None =>"),
        vote(
            "leaves_the_others_waiting",
            "who has no gradient returns at once, and the others wait for it. Take part with zeros, and say that it is missing.",
            |k| k.vote = Vote::Leaves,
        ),
        vote(
            "leaves_after_healing",
            "who has no gradient returns before the sum, and the others wait for it. Take part with zeros, and say that it is missing.",
            |k| k.vote = Vote::LeavesLater,
        ),
        vote(
            "failed_step_counted",
            "a step that is not committed counts as one. The number of steps is that of updates: it stays.",
            |k| k.failed = Failed::Counts,
        )
        .edit(END, "    } else {\n        replica.steps += 1;\n    }\n    commits\n}"),
        vote(
            "momentum_of_a_failed_step",
            "the momentum changes in a step that is not committed, and the weights do not: that is half a step. All stays as it was.",
            |k| k.failed = Failed::Decays,
        ),
        vote(
            "update_with_zeros",
            "a step that is not committed is done with a gradient of zeros. The momentum moves the weights all the same, and the step counts: leave `update` out.",
            |k| k.failed = Failed::Zeros,
        )
        .edit(END, "    } else {\n        replica.update(&vec![0.0; sum.len()]);\n    }\n    commits\n}"),
        vote("always_true", "`true` is returned also of a step that was not committed.", |k| k.gives = Gives::True)
            .edit(END, "    }\n    true\n}"),
        vote(
            "own_gradient_returned",
            "each member returns whether it had a gradient itself. Asked is whether the step was committed, and that is the same on all.",
            |k| k.gives = Gives::OwnGradient,
        )
        .edit(END, "    }\n    gradient.is_some()\n}"),
        vote("returned_the_other_way_round", "`true` is returned of a step that was not committed, and `false` of one that was.", |k| {
            k.gives = Gives::Failed;
        })
        .edit(END, "    }\n    !commits\n}"),
    ]
}

fn of_talk() -> Vec<Mistake<Knobs>> {
    let talk = Mistake::<Knobs>::new;
    vec![
        talk(
            "all_ranks_in_the_ring",
            "gradients are added over all ranks, those who are away too: they neither send nor receive, and the others would wait for ever. The ring is one over the members.",
            |k| k.road = Road::World,
        )
        .edit(ADDS, "all_reduce(comm, &mut sum);"),
        talk(
            "neighbours_among_all_ranks",
            "the ring has as many as there are members, but its neighbours are those among all ranks, one of which may be away. The neighbours are those in the list of members.",
            |k| k.road = Road::Neighbours,
        ),
        talk(
            "waits_at_a_barrier",
            "members wait at a barrier that all ranks have to come to, and who is away does not. There is nothing to wait for: a receive waits by itself.",
            |k| k.barrier = true,
        ),
        talk(
            "each_adds_in_its_own_order",
            "each member adds up what the others have sent beginning with its own. Sums in another order are rounded in another way, and replicas drift apart.",
            |k| k.road = Road::OwnOrder,
        )
        .by_law(),
        talk(
            "each_to_each",
            "each member sends its whole gradient to every other. That grows with their number; a ring sends less than twice the gradient.",
            |k| k.road = Road::Direct,
        )
        .by_law(),
        talk(
            "through_one_member",
            "all gradients go to one member, and their sum from there to all: that one sends N − 1 times as much as there is. A ring shares that out.",
            |k| k.road = Road::Root,
        )
        .by_law(),
    ]
}

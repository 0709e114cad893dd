//! The typical mistakes of `streaming`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::Knobs;
use super::knobs::{Delta, Merge, Step, When};
use crate::diloco::roads::Road;

const MERGE: &str = "local[at] = (1.0 - own) * *theta + own * local[at];";
const FRAGMENT: &str = "(step - 1) / beat % plan.fragments";

const LAUNCH: &str = "(step + plan.delay).is_multiple_of(beat)";
const APPLY: &str = "if step.is_multiple_of(beat)";
const MEAN: &str = "let mean = sum / comm.size() as f64;";
const VELOCITY: &str = "*v = outer.momentum * *v + mean;";
const THETA: &str = "*theta -= outer.rate * (mean + outer.momentum * *v);";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [
        of_merges(),
        of_differences(),
        of_time(),
        of_fragments(),
        of_steps(),
        super::others::others(),
        of_roads(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn of_merges() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "global_saved_mixed",
            "the mixed weights are kept as the global ones, which then are other ones on each rank. Keep the new global weights first, and mix afterwards: the next Δ is measured from what all have in common.",
            |k| k.merge = Merge::SavedMixed,
        )
        .edit(MERGE, "local[at] = (1.0 - own) * *theta + own * local[at];\n                *theta = local[at];"),
        Mistake::<Knobs>::new(
            "alpha_swapped",
            "α is the part of the global weights. It is that of the rank's own ones: (1 − α) θ + α own.",
            |k| k.merge = Merge::Swapped,
        )
        .edit(MERGE, "local[at] = own * *theta + (1.0 - own) * local[at];"),
        Mistake::<Knobs>::new(
            "no_alpha",
            "a rank goes on with the global weights alone, as if α were 0. A part α is its own.",
            |k| k.merge = Merge::AllGlobal,
        )
        .edit(MERGE, "local[at] = *theta;"),
        Mistake::<Knobs>::new(
            "never_merged",
            "the global weights are right, and no rank goes on with them: its own weights are those that it has trained alone.",
            |k| k.merge = Merge::AllOwn,
        ),
        Mistake::new(
            "own_as_launched",
            "the global weights are mixed with the rank's own as they were at the launch. The steps since then are lost: mix with what it has now.",
            |k| k.merge = Merge::AsLaunched,
        ),
        Mistake::<Knobs>::new(
            "old_global_mixed",
            "a rank mixes its weights with the global ones from before the outer step. Step first, then mix.",
            |k| k.merge = Merge::OldGlobal,
        )
        .edit(
            THETA,
            "local[at] = (1.0 - own) * *theta + own * local[at];\n                *theta -= outer.rate * (mean + outer.momentum * *v);\n                continue;",
        ),
        Mistake::new(
            "all_weights_replaced",
            "where a fragment is applied, the other fragments of the rank are mixed with the global weights too, and lose what they have come since. Leave them alone.",
            |k| k.merge = Merge::AllWeights,
        ),
        Mistake::new(
            "own_steps_added",
            "what the rank has done since the launch is added to the global weights. That is one way to keep it; here it is (1 − α) θ + α own.",
            |k| k.merge = Merge::PlusOwnWay,
        ),
    ]
}

fn of_differences() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "measured_on_arrival",
            "Δ is measured when the fragment is applied. A real exchange has begun τ steps before: measure it at the launch, and put it aside.",
            |k| k.delta = Delta::AtArrival,
        ),
        Mistake::new(
            "measured_from_the_mixed",
            "Δ is measured from the weights with which the rank last went on, which are mixed, or were global at another time. It is global minus own.",
            |k| k.delta = Delta::FromMixed,
        ),
        Mistake::<Knobs>::new(
            "sign_flipped",
            "Δ is own minus global, and the outer optimizer takes it away: the global weights move away from where the ranks have gone. Δ is global minus own.",
            |k| k.delta = Delta::NewMinusOld,
        )
        .edit("global.weights[at] - local[at]", "local[at] - global.weights[at]"),
        Mistake::new(
            "a_round_late",
            "a fragment is applied with the Δ of its launch before, and the first time with 0. It is that of τ steps ago.",
            |k| k.delta = Delta::Late,
        ),
    ]
}

fn of_time() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "applied_at_launch",
            "a fragment is applied in the step in which it is launched. It is on its way for τ steps.",
            |k| k.when = When::AtLaunch,
        )
        .edit(APPLY, "if (step + plan.delay).is_multiple_of(beat)"),
        Mistake::new(
            "launched_on_the_beat",
            "a fragment is launched at the end of step k H / P, and applied τ steps later. It is applied at k H / P, and launched τ steps before.",
            |k| k.when = When::AfterBeat,
        ),
        Mistake::<Knobs>::new(
            "from_step_zero",
            "the first fragment is applied after the first step, as if steps counted from 0. They count from 1: the first beat ends with step H / P.",
            |k| k.when = When::FromZero,
        ),
        Mistake::new(
            "delay_one_off",
            "a fragment is launched one step too early, or one too late where it could not be earlier. τ inner steps lie between launch and application.",
            |k| k.when = When::DelayOneOff,
        ),
        Mistake::new(
            "a_step_late",
            "everything comes one step late, as if the first step were number 0. Steps count from 1: the first beat ends with step H / P.",
            |k| k.when = When::OneLater,
        ),
        Mistake::<Knobs>::new(
            "never_without_delay",
            "with τ = 0 nothing is launched: a remainder by H / P never is H / P itself. The launch is τ steps before the beat, also where that is the beat.",
            |k| k.when = When::NeverAtOnce,
        )
        .edit(LAUNCH, "step % beat == beat - plan.delay"),
        Mistake::<Knobs>::new(
            "next_at_the_beat",
            "at the end of step k H / P it is already the turn of fragment k: the Δ of one fragment is applied to the next. Which fragment it is, is decided at the launch: (k − 1) mod P.",
            |k| k.when = When::NextAtBeat,
        )
        .edit(FRAGMENT, "step / beat % plan.fragments"),
        Mistake::<Knobs>::new(
            "a_fragment_each_round",
            "there is one fragment in H steps, so that each one waits for P H. Each is exchanged once in H steps: there is one in H / P.",
            |k| k.when = When::EachRound,
        )
        .edit("let beat = plan.every / plan.fragments;", "let beat = plan.every;"),
    ]
}

fn of_fragments() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "next_fragment",
            "it begins with fragment 1, and each one is where the next should be. Step k H / P has fragment (k − 1) mod P.",
            |k| k.when = When::OneOn,
        )
        .edit(FRAGMENT, "((step - 1) / beat + 1) % plan.fragments"),
        Mistake::<Knobs>::new(
            "backwards",
            "fragments go from the last to the first. Fragment 0 is the first.",
            |k| k.when = When::Backwards,
        )
        .edit(FRAGMENT, "plan.fragments - 1 - (step - 1) / beat % plan.fragments"),
        Mistake::<Knobs>::new(
            "whole_model_each_beat",
            "all weights are exchanged in every beat, P times as often as they should. In each beat there is one fragment.",
            |k| k.when = When::WholeEachBeat,
        )
        .edit("shard(local.len(), plan.fragments, (step - 1) / beat % plan.fragments)", "shard(local.len(), 1, 0)"),
        Mistake::new(
            "whole_model_each_round",
            "all fragments go at the same time, once in H steps. So many bytes it is to be, but never at once: in each beat there is one fragment.",
            |k| k.when = When::WholeEachRound,
        ),
        Mistake::new(
            "fragments_of_the_ceiling",
            "fragments have ⌈n/P⌉ weights each, and what is left goes to the last. They are cut by `shard(n, P, f)`: none is longer than another by more than one.",
            |k| k.ceiling = true,
        ),
        Mistake::<Knobs>::new(
            "worker_restarted",
            "the worker's optimizer forgets what it remembers when a fragment is applied. It goes on: only weights are exchanged.",
            |k| k.restarted = true,
        )
        .edit("if step.is_multiple_of(beat) {\n", "if step.is_multiple_of(beat) {\n            worker.restart();\n"),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("plain_momentum", "the step is η v: momentum without Nesterov. It is η (Δ + μ v), with the v that already has Δ in it.", |k| {
            k.step = Step::Plain;
        })
        .edit(THETA, "*theta -= outer.rate * *v;"),
        Mistake::<Knobs>::new("sum_not_mean", "the Δ of all ranks are summed, and not divided by their number.", |k| {
            k.step = Step::Sum;
        })
        .edit(MEAN, "let mean = *sum;"),
        Mistake::<Knobs>::new(
            "momentum_from_zero",
            "v begins at 0 each time, so that there is no momentum over rounds. It is a part of the state: v ← μ v + Δ.",
            |k| k.step = Step::Reset,
        )
        .edit(VELOCITY, "*v = mean;"),
        Mistake::<Knobs>::new(
            "running_mean",
            "Δ comes into v with the factor 1 − μ, as in Adam's mean. In SGD it comes in whole: v ← μ v + Δ.",
            |k| k.step = Step::Ema,
        )
        .edit(VELOCITY, "*v = outer.momentum * *v + (1.0 - outer.momentum) * mean;"),
        Mistake::<Knobs>::new(
            "bracket_left_out",
            "the step is η Δ − η μ v, as if there were no bracket: momentum is taken off. It is η (Δ + μ v).",
            |k| k.step = Step::Bracket,
        )
        .edit(THETA, "*theta = *theta - outer.rate * mean + outer.rate * outer.momentum * *v;"),
        Mistake::new(
            "all_fragments_step",
            "the outer optimizer steps with all weights in every beat, and the other fragments have Δ = 0: their velocity decays, and moves them. Step with the fragment alone.",
            |k| k.step = Step::AllFragments,
        ),
        Mistake::<Knobs>::new(
            "own_difference_alone",
            "each rank steps by its own Δ, and nothing is averaged: the global weights are other ones on each rank.",
            |k| k.road = Road::Alone,
        )
        .edit("            all_reduce(comm, &mut delta);\n", "            delta.iter_mut().for_each(|x| *x *= comm.size() as f64);\n"),
    ]
}

fn of_roads() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "whole_model_sent",
            "Δ of all weights is exchanged for each fragment, and all but the fragment thrown away: P times the bytes. Exchange the fragment alone.",
            |k| k.whole = true,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_adds_in_its_own_order",
            "each rank adds up what the others have sent beginning with itself. Sums in another order are rounded in another way, and the global weights drift apart. All have to \
             add in one order, or get the sum from one place, as an all-reduce does.",
            |k| k.road = Road::OwnOrder,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "each_to_each",
            "each rank sends its Δ to every other rank. That grows with the number of ranks; an all-reduce sends less than twice the fragment.",
            |k| k.road = Road::Direct,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "through_the_root",
            "every Δ goes to rank 0, and their sum from there to all: rank 0 sends N − 1 times as much as there is. An all-reduce shares that among all.",
            |k| k.road = Road::Root,
        )
        .by_law(),
    ]
}

//! The typical mistakes of `diloco`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Delta, Knobs, Mean, Round, Step};
use super::roads::Road;

const MEAN: &str = "let mean = sum / comm.size() as f64;";
const VELOCITY: &str = "*v = outer.momentum * *v + mean;";
const WEIGHT: &str = "*w -= outer.rate * (mean + outer.momentum * *v);";
const SUM: &str = "    all_reduce(comm, &mut delta);\n";
const COPY: &str = "        let mut local = global.weights.clone();\n";
const STEPS: &str = "0..every";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_differences(), of_steps(), of_signs(), of_places(), of_rounds(), of_roads()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_differences() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sign_flipped",
            "Δ is new minus old, and the outer optimizer takes it away: the global weights move away from where the ranks have gone. A gradient points uphill, so Δ is old minus \
             new.",
            |k| k.delta = Delta::NewMinusOld,
        )
        .edit("old - new", "new - old"),
        Mistake::<Knobs>::new(
            "sum_not_mean",
            "the Δ of all ranks are summed, and not divided by their number.",
            |k| k.mean = Mean::Sum,
        )
        .edit(MEAN, "let mean = *sum;"),
        Mistake::<Knobs>::new("divided_twice", "the sum of Δ is divided by the number of ranks twice.", |k| {
            k.mean = Mean::Twice;
        })
        .edit(MEAN, "let mean = sum / comm.size() as f64 / comm.size() as f64;"),
        Mistake::<Knobs>::new(
            "own_difference_alone",
            "each rank steps by its own Δ, and nothing is averaged: the global weights are other ones on each rank.",
            |k| k.road = Road::Alone,
        )
        .edit(SUM, "    delta.iter_mut().for_each(|x| *x *= comm.size() as f64);\n"),
        Mistake::new(
            "by_the_steps",
            "Δ is divided by the steps of a round, as if it were to be a mean gradient. It is the whole way of a round.",
            |k| k.delta = Delta::ByStep,
        ),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "plain_momentum",
            "the step is η v: momentum without Nesterov. It is η (Δ + μ v), with the v that already has Δ in it.",
            |k| k.step = Step::Plain,
        )
        .edit(WEIGHT, "*w -= outer.rate * *v;"),
        Mistake::<Knobs>::new(
            "bracket_left_out",
            "the step is η Δ − η μ v, as if there were no bracket: momentum is taken off. It is η (Δ + μ v).",
            |k| k.step = Step::Bracket,
        )
        .edit(WEIGHT, "*w = *w - outer.rate * mean + outer.rate * outer.momentum * *v;"),
        Mistake::<Knobs>::new(
            "running_mean",
            "Δ comes into v with the factor 1 − μ, as in Adam's mean. In SGD it comes in whole: v ← μ v + Δ.",
            |k| k.step = Step::Ema,
        )
        .edit(VELOCITY, "*v = outer.momentum * *v + (1.0 - outer.momentum) * mean;"),
        Mistake::<Knobs>::new(
            "momentum_from_zero",
            "v begins at 0 in every round, so that there is no momentum over rounds, and what was there before is lost. It is a part of the state: v ← μ v + Δ.",
            |k| k.step = Step::Reset,
        )
        .edit(VELOCITY, "*v = mean;"),
        Mistake::<Knobs>::new(
            "velocity_not_kept",
            "the weights are right after one step, and the new v is not kept: the next round begins with the old one. Write it back.",
            |k| k.step = Step::NotKept,
        ),
        Mistake::new(
            "velocity_of_the_own",
            "v is made of a rank's own Δ, before it was averaged: it is another one on each rank. All of the outer step is made of the mean.",
            |k| k.step = Step::OwnVelocity,
        ),
        Mistake::<Knobs>::new(
            "rate_in_the_velocity",
            "v has the rate in it: v ← μ v + η Δ. It is v ← μ v + Δ, and η comes in where the weights move: this v is a part of the state, and another program goes on with it.",
            |k| k.step = Step::RateInside,
        ),
        Mistake::<Knobs>::new(
            "momentum_alone",
            "the step is η μ v, and Δ itself is left out. It is η (Δ + μ v).",
            |k| k.step = Step::AheadAlone,
        )
        .edit(WEIGHT, "*w -= outer.rate * (outer.momentum * *v);"),
    ]
}

fn of_signs() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "velocity_twice",
            "the step is η (v + μ v). With v in it once, its first part is Δ: η (Δ + μ v).",
            |k| k.step = Step::VelocityTwice,
        )
        .edit(WEIGHT, "*w -= outer.rate * (*v + outer.momentum * *v);"),
        Mistake::<Knobs>::new(
            "no_rate",
            "the step is Δ + μ v: the outer learning rate is left out. It is η times that.",
            |k| k.step = Step::NoRate,
        )
        .edit(WEIGHT, "*w -= mean + outer.momentum * *v;"),
        Mistake::<Knobs>::new(
            "velocity_of_the_sum",
            "v is made of the sum of all Δ, which is not divided by the number of ranks. All of the outer step is made of the mean.",
            |k| k.step = Step::SumVelocity,
        )
        .edit(VELOCITY, "*v = outer.momentum * *v + sum;"),
        Mistake::new(
            "own_steps_averaged",
            "each rank has a velocity of its own, made of its own Δ, and the steps are averaged. The weights come out right, and v is another one on each rank: average Δ, and step with that.",
            |k| k.step = Step::OwnSteps,
        ),
        Mistake::new(
            "velocity_negated",
            "v has the other sign: it is made of new minus old. From 0 on the weights come out right, but v is a part of the state, and a training that goes on from \
             it goes the wrong way: v ← μ v + Δ, with Δ old minus new.",
            |k| k.step = Step::Negated,
        ),
    ]
}

fn of_places() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "weights_averaged",
            "the new global weights are the mean of all ranks', with neither η nor momentum. That mean only says where the outer step goes.",
            |k| k.step = Step::Averaged,
        ),
        Mistake::<Knobs>::new(
            "averaged_and_stepped",
            "the outer step is made from the mean of the ranks' weights, so that their way is gone twice. It is made from the old global weights.",
            |k| k.step = Step::FromMean,
        )
        .edit(WEIGHT, "*w -= mean + outer.rate * (mean + outer.momentum * *v);"),
        Mistake::new(
            "from_the_own_weights",
            "the outer step is made from a rank's own weights, which have gone their way already, and are other ones on each rank. Put the old global weights back first.",
            |k| k.step = Step::FromLocal,
        ),
    ]
}

fn of_rounds() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "worker_restarted",
            "the worker's optimizer forgets what it remembers at the begin of each round. It goes on: only weights are exchanged.",
            |k| k.round = Round::Restarted,
        )
        .edit(COPY, "        let mut local = global.weights.clone();\n        worker.restart();\n"),
        Mistake::<Knobs>::new(
            "not_from_the_global",
            "from the second round on, a rank goes on with its own weights. Each round begins with the new global ones, on every rank.",
            |k| k.round = Round::GoOn,
        )
        .edit("    for _ in 0..rounds {\n        let mut local = global.weights.clone();\n", "    let mut local = global.weights.clone();\n    for _ in 0..rounds {\n"),
        Mistake::<Knobs>::new(
            "global_trained",
            "the worker trains the global weights themselves, and then there is nothing to measure Δ from: it is 0. Train a copy.",
            |k| k.round = Round::InPlace,
        )
        .edit("outer_step(comm, outer, global, &local);", "global.weights.clone_from(&local);\n        outer_step(comm, outer, global, &local);"),
        Mistake::<Knobs>::new("one_step_too_many", "a round has one inner step too many.", |k| {
            k.round = Round::OneMore;
        })
        .edit(STEPS, "0..=every"),
        Mistake::<Knobs>::new("one_step_too_few", "a round has one inner step too few.", |k| {
            k.round = Round::OneLess;
        })
        .edit(STEPS, "1..every"),
        Mistake::new(
            "outer_step_after_each",
            "there is an outer step after each inner one. There is one in a round, after all its inner steps.",
            |k| k.round = Round::EveryStep,
        ),
        Mistake::new(
            "only_at_the_end",
            "the rounds are made as one long one, with a single outer step in the end. Each round ends with one.",
            |k| k.round = Round::OnlyAtEnd,
        ),
        Mistake::new(
            "averaged_after_each",
            "the ranks' weights are averaged after each inner step, as if they were replicas. In a round ranks train apart, and talk at its end.",
            |k| k.round = Round::Averaging,
        ),
        Mistake::<Knobs>::new(
            "rank_0_alone",
            "only rank 0 makes outer steps, and waits for the others there. All ranks have to: each with the same mean, and the same result.",
            |k| k.round = Round::RankZero,
        )
        .edit("outer_step(comm, outer, global, &local);", "if comm.rank() == 0 {\n            outer_step(comm, outer, global, &local);\n        }"),
        Mistake::new(
            "last_round_without",
            "the last round ends without an outer step, as it stands at the begin of the next. Every round ends with one.",
            |k| k.round = Round::LastMissing,
        ),
    ]
}

fn of_roads() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "exchanged_more_often",
            "ranks exchange more than once in a round. All that they need of each other is Δ at its end: talking seldom is the point.",
            |k| k.round = Round::Talkative,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "exchanged_twice",
            "an outer step has more than one exchange. All ranks have the same θ and v already, so Δ is all that is to be averaged.",
            |k| k.twice = true,
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
            "each rank sends all its Δ to every other rank. That grows with the number of ranks; an all-reduce sends less than twice the weights.",
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

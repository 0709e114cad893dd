//! Typical mistakes of `streaming` that are less common.

use judge::Mistake;

use super::bent::Knobs;
use super::knobs::{Delta, Merge, Step, When};

const THETA: &str = "*theta -= outer.rate * (mean + outer.momentum * *v);";

pub(super) fn others() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "measured_from_the_start",
            "Δ is measured from the weights with which the training began. It is measured from the global weights as they are now.",
            |k| k.delta = Delta::FromStart,
        ),
        Mistake::new(
            "back_at_launch",
            "at the launch a rank's own weights are set back to the old global ones. Nothing changes at the launch: training goes on from where it is.",
            |k| k.merge = Merge::BackAtLaunch,
        ),
        Mistake::<Knobs>::new(
            "global_returned",
            "the global weights are handed back. A rank's own ones are asked for.",
            |k| k.merge = Merge::Returned,
        )
        .edit("    }\n    local\n}", "    }\n    global.weights.clone()\n}"),
        Mistake::<Knobs>::new(
            "no_rate",
            "the step is Δ + μ v: the outer learning rate is left out. It is η times that.",
            |k| k.step = Step::NoRate,
        )
        .edit(THETA, "*theta -= mean + outer.momentum * *v;"),
        Mistake::<Knobs>::new(
            "from_the_own_weights",
            "the outer step is made from a rank's own weights, which are other ones on each rank. It is made from the old global ones.",
            |k| k.step = Step::FromLocal,
        )
        .edit(THETA, "*theta = local[at] - outer.rate * (mean + outer.momentum * *v);"),
        Mistake::new(
            "velocity_not_kept",
            "v begins at 0 in this call, and is not left in `global`. It is a part of the state: a training that goes on needs it.",
            |k| k.step = Step::OwnVelocity,
        ),
        Mistake::<Knobs>::new(
            "always_the_first",
            "it is fragment 0 each time, and the others are never exchanged. Fragments take turns.",
            |k| k.when = When::AlwaysFirst,
        )
        .edit("(step - 1) / beat % plan.fragments", "0"),
        Mistake::new(
            "rest_left_out",
            "fragments have ⌊n/P⌋ weights each, and the last n mod P weights are in none. They are cut by `shard(n, P, f)`: the first ones have one more.",
            |k| k.floor = true,
        ),
    ]
}

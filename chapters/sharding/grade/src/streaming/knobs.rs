//! What the bent solution of `streaming` can be made to do.

/// What Δ is, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Delta {
    #[default]
    Right,
    NewMinusOld,
    /// Measured when it is applied.
    AtArrival,
    /// Measured from the weights with which the rank goes on.
    FromMixed,
    /// That of the launch before.
    Late,
    /// Measured from the weights with which training began.
    FromStart,
}

/// How a fragment is merged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Merge {
    #[default]
    Right,
    /// α is the part of the global weights.
    Swapped,
    /// α is not used: all global.
    AllGlobal,
    /// The global weights do not get to the rank.
    AllOwn,
    /// What is kept as global is mixed.
    SavedMixed,
    /// What is kept as global is the mean of all ranks' mixtures, as in a simulation that has one copy for all of them.
    SavedMean,
    /// With the own weights as they were launched.
    AsLaunched,
    /// With the global weights as they were before.
    OldGlobal,
    /// All weights of the rank are replaced, not those of the fragment alone.
    AllWeights,
    /// What the rank has gone since the launch is added.
    PlusOwnWay,
    /// At the launch the rank goes back to the old global weights.
    BackAtLaunch,
    /// Right, but the global weights are handed back.
    Returned,
}

/// How the outer optimizer steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Step {
    #[default]
    Nesterov,
    Plain,
    Sum,
    Reset,
    Ema,
    Bracket,
    /// Without the rate.
    NoRate,
    /// From a rank's own weights.
    FromLocal,
    /// v is another one, which begins at 0 and is not kept in `global`.
    OwnVelocity,
    /// All fragments step, the others with Δ = 0.
    AllFragments,
}

/// Which fragment goes when.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum When {
    #[default]
    Right,
    /// k mod P
    OneOn,
    /// From the last one on.
    Backwards,
    /// All of them in every beat.
    WholeEachBeat,
    /// All of them, once in H steps.
    WholeEachRound,
    /// A fragment in H steps, not in a beat.
    EachRound,
    /// Applied when it is launched.
    AtLaunch,
    /// Launched at the beat, applied τ later.
    AfterBeat,
    /// Applied as if steps counted from 0.
    FromZero,
    /// Launched one step late, or early where it can be no later.
    DelayOneOff,
    /// All of it one step later, as where steps count from 0 and the first is left out.
    OneLater,
    /// Always fragment 0.
    AlwaysFirst,
    /// Never launched where τ is 0.
    NeverAtOnce,
    /// Which fragment it is, is asked in each step anew, and at the beat it is the next one.
    NextAtBeat,
}

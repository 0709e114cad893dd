//! What the mistakes of `delta`, `gated_delta` and `kda` turn.

/// Where β stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Beta {
    #[default]
    Both,
    /// What is erased is weighed by it, what is written is not.
    OnErase,
    /// What is written is weighed by it, what is erased is not.
    OnWrite,
    Nowhere,
    /// σ is applied to it once more.
    Squashed,
    /// No more than 1.
    CutOff,
    /// It is squared, as when keys and values are both weighed.
    Twice,
}

/// What is taken for that which the memory holds at a key.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum There {
    /// What the memory that has faded holds.
    #[default]
    Faded,
    /// What it held before it faded.
    Unfaded,
    /// Nothing: what is there is not erased.
    Nothing,
    /// It is added, not subtracted.
    Added,
    /// What it holds at the query.
    AtQuery,
    /// What it holds at the key, divided by the square of the key's length.
    OverLength,
    /// Each row is written before the next one looks.
    HalfWritten,
    /// S k in place of Sᵀ k.
    Across,
    /// What it would hold had the tokens before written their values, with nothing erased.
    OfValues,
    /// What it would hold if it did not fade.
    NeverFaded,
}

/// Where fading stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Fades {
    #[default]
    First,
    /// What has just been written fades too.
    AfterWrite,
    /// Diag(α) (I − β k kᵀ).
    OnTheLeft,
    /// The key that is erased has faded.
    KeyToo,
    /// What is written has faded by the token's own decay; what is missing is looked up rightly.
    Inclusive,
    /// Not at tokens with β = 0.
    WhenWritten,
    /// By exp of all decays so far, divided out again where it is written.
    ByQuotients,
}

/// What a logarithm becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Factor {
    #[default]
    Exp,
    /// It is the factor itself.
    Raw,
    /// exp(−g).
    Grows,
    /// 1: nothing fades.
    One,
    /// 2 to the g.
    PowerOfTwo,
    /// 1 + g.
    Linear,
    /// exp of the decays of this token and all before it.
    Running,
    /// That of the token before.
    OneLate,
    /// exp(2 g).
    Twice,
    /// 1 − exp(g).
    Complement,
    /// It is cut off at −5.
    CutOff,
    /// σ(g).
    Squashed,
    /// exp(−softplus(g)).
    Softplus,
    /// exp of the mean over channels.
    Mean,
    /// That of channel 0 in all channels.
    First,
    /// Columns fade, not rows.
    Columns,
}

/// What is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Scale {
    #[default]
    Root,
    Nothing,
    Width,
    RootOfValues,
    /// Keys are divided by it, and not queries.
    Keys,
    /// Keys are divided by it, too.
    Both,
}

/// When the memory is read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Read {
    #[default]
    Written,
    /// Before the token does anything.
    Before,
    /// When it has faded, before it is written.
    Faded,
    /// S q in place of Sᵀ q.
    Across,
    /// At the key.
    AtKey,
}

/// What a row is divided by, in `unit`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Length {
    #[default]
    Inside,
    /// √(Σ x²) + 10⁻⁶.
    Outside,
    Nothing,
    /// max(√(Σ x²), 10⁻¹²).
    Floor,
    Mean,
    NoRoot,
    Columns,
    All,
    Magnitudes,
    OtherEps,
}

/// How decays are made, in `kda`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Made {
    #[default]
    Right,
    ALogItself,
    NoALog,
    Positive,
    /// ln σ(raw + bias).
    Sigmoid,
    /// The factor, and not its logarithm.
    Factor,
    NoBias,
    BiasOutside,
    /// −5 σ(exp(a_log) (raw + bias)).
    Bounded,
    /// −5 σ(a_log (raw + bias)).
    BoundedALogItself,
    /// ln(1 + exp x), which overflows.
    Overflows,
    /// The same with care above 20, and 1 + exp x in single precision.
    Loses,
    /// ln(1 + exp x) in single precision as it stands.
    Naive,
    /// softplus(exp(a_log) (raw + bias)).
    Inside,
    Relu,
    /// 0 where the sum is below −10.
    CutOff,
}

/// What a head gives on, in `kda`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gated {
    #[default]
    Right,
    Silu,
    After,
    SiluAfter,
    NoNorm,
    NoGate,
    Sum,
    EpsOutside,
    NoEps,
    OtherEps,
    Centred,
    Columns,
    All,
    NoRoot,
    /// exp(x) / (1 + exp(x)), which overflows.
    Overflows,
}

/// The knobs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(crate) beta: Beta,
    pub(crate) there: There,
    pub(crate) fades: Fades,
    pub(crate) factor: Factor,
    pub(crate) scale: Scale,
    pub(crate) read: Read,
    pub(crate) length: Length,
    pub(crate) made: Made,
    pub(crate) gated: Gated,
    /// Queries and keys stand for each other.
    pub(crate) exchanged: bool,
    /// Keys are divided by their lengths.
    pub(crate) unit_keys: bool,
    /// So are queries.
    pub(crate) unit_queries: bool,
    /// Each token finds a memory of zeros.
    pub(crate) forgets: bool,
    /// A token with β = 0 is passed over.
    pub(crate) skips_unwritten: bool,
    /// The first token is written whole.
    pub(crate) first_whole: bool,
    /// The state of each token is held to the end.
    pub(crate) keeps_states: bool,
    pub(crate) contiguous: bool,
    pub(crate) row_slices: bool,
    pub(crate) memory_order: bool,
    /// Of the recurrence, only this matrix: queries, keys, values, decays.
    pub(crate) memory_order_of: Option<usize>,
    pub(crate) double: bool,
}

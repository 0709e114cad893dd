//! The knobs of the bent solution of `lstm`.

/// Which block of the weights is whose: the numbers of i, f, g and o.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    /// i, f, g, o
    #[default]
    Right,
    /// i, f, o, g
    CandidateLast,
    /// i, g, f, o
    ForgetThird,
    /// i, o, f, g
    OutputSecond,
    /// f, i, g, o
    ForgetFirst,
}

impl Order {
    pub(super) fn numbers(self) -> [usize; 4] {
        match self {
            Order::Right => [0, 1, 2, 3],
            Order::CandidateLast => [0, 1, 3, 2],
            Order::ForgetThird => [0, 2, 1, 3],
            Order::OutputSecond => [0, 2, 3, 1],
            Order::ForgetFirst => [1, 0, 2, 3],
        }
    }
}

/// What is done to the sums.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Squash {
    #[default]
    Right,
    /// The candidate goes through the logistic function.
    SigmoidCandidate,
    /// The gates are straight lines, cut off.
    Hard,
    /// By exponentials that overflow.
    SigmoidOverflows,
    TanhOverflows,
}

/// What the cell becomes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cell {
    #[default]
    Right,
    /// i is 1 − f.
    Coupled,
    /// c + i ⊙ g
    NeverForgets,
    /// f is of the new, i of the old.
    Exchanged,
    /// tanh(f ⊙ c + i ⊙ g), of which the output takes tanh once more, or in the second way not.
    Squashed,
    /// f ⊙ c + g
    NoInputGate,
}

/// What the output is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Out {
    #[default]
    Right,
    NoTanh,
    OldCell,
    /// tanh(o ⊙ c')
    TanhOutside,
    NoGate,
}

/// Which number is taken for a derivative.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slope {
    #[default]
    Right,
    /// Gates have the slope 1; in the second way the candidate, in the third way all four.
    NoneOfGates,
    /// That of the gates for the candidate, too.
    CandidateAsGate,
    /// σ' of the gate itself, which is σ of something already.
    OfGates,
}

/// Which path from the old state to the new one is left out, or wrong.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Path {
    #[default]
    All,
    /// h' changes with h by o alone.
    NotThroughCell,
    /// h' changes with h by c' alone.
    NotThroughOutputGate,
    /// Gates are constants: only the cell and what it becomes.
    GatesAreConstants,
    /// h' changes with c as tanh were not there.
    NoTanhOfCell,
    /// The slope of tanh is that of the old cell.
    OldCell,
    /// The slope of tanh is 1 − h'², of the output.
    SlopeOfOutput,
    /// c' changes with h by two of its three terms: without that of f, of i or of g.
    TermMissing,
    /// The three terms have no numbers but slopes: neither c, g nor i.
    WithoutFactors,
    /// The output gate's term has c' in place of tanh(c').
    OutputTermNoTanh,
    /// The forget gate's term has the new cell.
    NewCellForForget,
    /// h' does not change with c.
    NotByCell,
    /// h' changes with c as if f were 1.
    ByCellWithoutForget,
    /// c' changes with c by 1.
    IdentityForForget,
}

/// How the four blocks stand.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blocks {
    #[default]
    Right,
    /// c before h, in rows and columns; the second way in rows alone, the third in columns alone.
    CellFirst,
    Transposed,
    /// Only ∂h'/∂h
    OutputsAlone,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) order: Order,
    pub(super) squash: Squash,
    pub(super) cell: Cell,
    pub(super) out: Out,
    pub(super) forget_bias: bool,
    pub(super) no_bias: bool,
    pub(super) no_hidden: bool,
    pub(super) hidden_transposed: bool,
    /// The cell stands for h in the sums.
    pub(super) cell_in_gates: bool,
    pub(super) exchanged: bool,
    pub(super) slope: Slope,
    pub(super) path: Path,
    pub(super) blocks: Blocks,
    /// Numbers of units multiply columns of W.
    pub(super) columns: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// The gates and the cell of `jacobian` are right: it was written apart.
    pub(super) apart: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: u8,
    pub(super) double: bool,
}

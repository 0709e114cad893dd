//! The typical mistakes of `dselect_k`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, ArrayView1, NdFloat};

use super::{Gated, Input};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Smooth,
    Sigmoid,
    Ramp,
    Unbounded,
    ValueHeld,
    FromZero,
    TwiceAsWide,
    EdgesAtGamma,
    GammaIgnored,
    CubeUnscaled,
    LinearUnscaled,
    LinearTimesGamma,
    CubeAdded,
    Rounded,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bits {
    #[default]
    MostSignificantFirst,
    LeastSignificantFirst,
    Complemented,
    OneBased,
    OnesOnly,
    FloorOfLog,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Codes {
    #[default]
    Cut,
    Renormalised,
    Wrapped,
    Last,
    Shared,
    All,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mixing {
    #[default]
    Softmax,
    Uniform,
    Raw,
    Sigmoid,
    WithoutMax,
    GateRenormalised,
    GateSoftmax,
    Added,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Entropy {
    #[default]
    Summed,
    Negated,
    OfMean,
    Mean,
    Bits,
    NotANumber,
    BeforeCut,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unreachable {
    #[default]
    Inverse,
    Always,
    Mean,
    InverseOfSum,
    Mass,
    Never,
    Even,
    Guarded,
    LessOne,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) step: Step,
    pub(super) bits: Bits,
    pub(super) codes: Codes,
    pub(super) mixing: Mixing,
    pub(super) entropy: Entropy,
    pub(super) unreachable: Unreachable,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) mixing_slice: bool,
    pub(super) scaled: bool,
    pub(super) zeros_left_out: bool,
    /// Nothing is divided by a sum that is 0.
    pub(super) guarded: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sigmoid",
            "the step is a logistic function, which is never 0 and never 1: every expert keeps some weight, and has to be \
             computed. The smooth step is a polynomial that ends at ±gamma/2.",
            |k| k.step = Step::Sigmoid,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "let _ = gamma;\n    1.0 / (1.0 + (-t).exp())",
        ),
        Mistake::<Knobs>::new(
            "least_significant_first",
            "the bits are read from the wrong end: logits[0] decides the most significant bit, so with m bits it is bit m − 1 of the \
             expert's number in i >> (m − 1).",
            |k| k.bits = Bits::LeastSignificantFirst,
        )
        .edit("expert >> (bits - 1 - j)", "expert >> j"),
        Mistake::<Knobs>::new(
            "uniform_mixing",
            "the selectors are averaged. Their shares are the softmax of `mixing`.",
            |k| k.mixing = Mixing::Uniform,
        )
        .edit("gate.scaled_add(share / sum,", "gate.scaled_add(1.0 / selectors.nrows() as f32,"),
        Mistake::<Knobs>::new(
            "ramp",
            "the step is a straight ramp from 0 to 1. It has corners at ±gamma/2, where its slope jumps; the cubic leaves with \
             slope 0.",
            |k| k.step = Step::Ramp,
        )
        .edit("-2.0 * t * t * t + 1.5 * t + 0.5", "t + 0.5"),
        Mistake::<Knobs>::new(
            "value_held",
            "the polynomial's value is held between 0 and 1, or t between ±gamma, which comes to the same. It is t between ±gamma/2: \
             beyond these edges the polynomial turns around, and a very large t comes out as 0.",
            |k| k.step = Step::ValueHeld,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "let t = t / gamma;\n    (-2.0 * t * t * t + 1.5 * t + 0.5).clamp(0.0, 1.0)",
        ),
        Mistake::<Knobs>::new(
            "unbounded",
            "the polynomial is used everywhere. It holds between −gamma/2 and gamma/2; outside the step is exactly 0 and 1.",
            |k| k.step = Step::Unbounded,
        )
        .edit("(t / gamma).clamp(-0.5, 0.5)", "t / gamma"),
        Mistake::<Knobs>::new(
            "from_zero",
            "the step runs from 0 to gamma, as in graphics. Here it runs from −gamma/2 to gamma/2, and is ½ at 0.",
            |k| k.step = Step::FromZero,
        )
        .edit("(t / gamma).clamp(-0.5, 0.5)", "(t / gamma - 0.5).clamp(-0.5, 0.5)"),
        Mistake::<Knobs>::new(
            "twice_as_wide",
            "the step runs from −gamma to gamma: twice its width. gamma is the whole width.",
            |k| k.step = Step::TwiceAsWide,
        )
        .edit("(t / gamma).clamp(-0.5, 0.5)", "(t / (2.0 * gamma)).clamp(-0.5, 0.5)"),
        Mistake::new(
            "edges_at_gamma",
            "the polynomial is right, but it is left at ±gamma instead of ±gamma/2, and between those it has turned around.",
            |k| k.step = Step::EdgesAtGamma,
        ),
        Mistake::<Knobs>::new("gamma_ignored", "gamma has no effect: the step is always 1 wide.", |k| {
            k.step = Step::GammaIgnored;
        })
        .edit("(t / gamma).clamp", "t.clamp"),
        Mistake::<Knobs>::new(
            "cube_unscaled",
            "the cubic term is divided by gamma, not by its cube. With gamma = 1 nobody would notice.",
            |k| k.step = Step::CubeUnscaled,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "if t <= -gamma / 2.0 {\n        return 0.0;\n    }\n    if t >= gamma / 2.0 {\n        return 1.0;\n    }\n    let x = t / gamma;\n    -2.0 * t * t * t / gamma + 1.5 * x + 0.5",
        ),
        Mistake::<Knobs>::new(
            "rounded",
            "the step is a jump at 0. That is the choice that has no slope; between ±gamma/2 the step is a cubic.",
            |k| k.step = Step::Rounded,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "let _ = gamma;\n    if t > 0.0 { 1.0 } else { 0.0 }",
        ),
        Mistake::<Knobs>::new(
            "complemented",
            "the bits are exchanged: S is the factor of a bit that is 1, and 1 − S that of a bit that is 0.",
            |k| k.bits = Bits::Complemented,
        )
        .edit("{ step } else { 1.0 - step }", "{ 1.0 - step } else { step }"),
        Mistake::<Knobs>::new(
            "renormalised",
            "a selector's weights are divided by their sum. What falls on codes of nobody is lost, so that the penalty can see it; \
             nothing is divided.",
            |k| k.codes = Codes::Renormalised,
        )
        .edit(
            "    (0..experts).map(weight).collect()\n",
            "    let weights: Array1<f32> = (0..experts).map(weight).collect();\n    let sum = weights.sum();\n    weights / sum\n",
        ),
        Mistake::<Knobs>::new(
            "wrapped",
            "codes of nobody are given to experts by the remainder, i % experts. They are cut off.",
            |k| k.codes = Codes::Wrapped,
        )
        .edit(
            "    (0..experts).map(weight).collect()\n",
            "    let mut weights: Array1<f32> = Array1::zeros(experts);\n    for code in 0..1_usize << bits {\n        let r: f32 = weight(code);\n        weights[code % experts] += r;\n    }\n    weights\n",
        ),
        Mistake::<Knobs>::new(
            "last_takes_all",
            "codes of nobody are given to the last expert. They are cut off.",
            |k| {
                k.codes = Codes::Last;
            },
        )
        .edit(
            "    (0..experts).map(weight).collect()\n",
            "    let mut weights: Array1<f32> = Array1::zeros(experts);\n    for code in 0..1_usize << bits {\n        let r: f32 = weight(code);\n        weights[code.min(experts - 1)] += r;\n    }\n    weights\n",
        ),
        Mistake::<Knobs>::new(
            "spread",
            "what falls on codes of nobody is spread over the experts in equal parts. It is lost.",
            |k| k.codes = Codes::Shared,
        )
        .edit(
            "    (0..experts).map(weight).collect()\n",
            "    let mut weights: Array1<f32> = (0..experts).map(&weight).collect();\n    let lost: f32 = (experts..1 << bits).map(&weight).sum();\n    weights += lost / experts as f32;\n    weights\n",
        ),
        Mistake::new(
            "all_codes",
            "there is a weight for each of the 2^m codes. The result has one for each expert.",
            |k| k.codes = Codes::All,
        ),
        Mistake::<Knobs>::new(
            "raw_mixing",
            "the mixing logits are used as shares. Their softmax is: shares are positive and sum to 1.",
            |k| k.mixing = Mixing::Raw,
        )
        .edit(
            "let shares = mixing.mapv(|w| (w - largest).exp());\n    let sum = shares.sum();",
            "let _ = largest;\n    let (shares, sum) = (mixing.to_owned(), 1.0);",
        ),
        Mistake::<Knobs>::new(
            "sigmoid_mixing",
            "each mixing logit goes through a logistic function of its own. The shares of the selectors sum to 1: a softmax over \
             the selectors.",
            |k| k.mixing = Mixing::Sigmoid,
        )
        .edit(
            "let shares = mixing.mapv(|w| (w - largest).exp());\n    let sum = shares.sum();",
            "let _ = largest;\n    let (shares, sum) = (mixing.mapv(|w| 1.0 / (1.0 + (-w).exp())), 1.0);",
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "the softmax of the mixing logits takes exp of the logits themselves, which overflows near 800 and is 0/0 near −800. \
             Subtract the largest first.",
            |k| k.mixing = Mixing::WithoutMax,
        )
        .edit("(w - largest).exp()", "w.exp()"),
        Mistake::<Knobs>::new(
            "gate_renormalised",
            "the gate is divided by its sum. With codes of nobody it may sum to less than 1.",
            |k| k.mixing = Mixing::GateRenormalised,
        )
        .edit("    gate\n}", "    let sum = gate.sum();\n    gate / sum\n}"),
        Mistake::<Knobs>::new(
            "softmax_of_gate",
            "the mixture goes through another softmax. It is a mixture of weights already, and a softmax has no zeros.",
            |k| k.mixing = Mixing::GateSoftmax,
        )
        .edit(
            "    gate\n}",
            "    let gate = gate.mapv(f32::exp);\n    let sum = gate.sum();\n    gate / sum\n}",
        ),
        Mistake::<Knobs>::new("added", "the selectors are added up without shares.", |k| k.mixing = Mixing::Added)
        .edit("gate.scaled_add(share / sum,", "gate.scaled_add(1.0,"),
        Mistake::<Knobs>::new(
            "entropy_negated",
            "the entropy has the wrong sign: Σ r ln r is negative. What is added to a loss is made small, and selectors are to lose \
             entropy.",
            |k| k.entropy = Entropy::Negated,
        )
        .edit("entropy -=", "entropy +="),
        Mistake::new(
            "entropy_of_mean",
            "the entropy is that of the selectors' mean. It is taken of each selector, and then summed: selectors may choose \
             different experts.",
            |k| k.entropy = Entropy::OfMean,
        ),
        Mistake::<Knobs>::new(
            "entropy_before_cut",
            "the entropy is taken over all 2^m codes, also those of nobody. It is that of each selector's weights for the experts.",
            |k| k.entropy = Entropy::BeforeCut,
        )
        .edit("entropy -= weights.mapv", "entropy -= selector(logits, 1 << logits.len(), gamma).mapv"),
        Mistake::<Knobs>::new("entropy_averaged", "the entropies are averaged over the selectors, not summed.", |k| {
            k.entropy = Entropy::Mean;
        })
        .edit("    (entropy, unreachable)\n}", "    (entropy / selectors.nrows() as f32, unreachable)\n}"),
        Mistake::<Knobs>::new("entropy_in_bits", "the logarithm is to base 2. Here it is the natural one.", |k| {
            k.entropy = Entropy::Bits;
        })
        .edit("(r + 1e-6).ln()", "(r + 1e-6).log2()"),
        Mistake::<Knobs>::new(
            "entropy_nan",
            "where a weight is exactly 0 the entropy becomes NaN: 0 · ln 0. Add the 10⁻⁶ within the logarithm, or leave zeros out.",
            |k| k.entropy = Entropy::NotANumber,
        )
        .edit("(r + 1e-6).ln()", "r.ln()"),
        Mistake::<Knobs>::new(
            "unreachable_always",
            "the second penalty is there for a power of two as well. Then every code belongs to an expert, the weights sum to 1, and \
             the number is 0.",
            |k| k.unreachable = Unreachable::Always,
        )
        .edit("if !experts.is_power_of_two() {", "{"),
        Mistake::<Knobs>::new(
            "unreachable_averaged",
            "the second penalty is averaged over the selectors, not summed.",
            |k| k.unreachable = Unreachable::Mean,
        )
        .edit("1.0 / weights.sum()", "1.0 / weights.sum() / selectors.nrows() as f32"),
        Mistake::new(
            "inverse_of_sum",
            "the second penalty is 1 over the sum of all selectors' weights. It is a sum of inverses, one for each selector: one that \
             has left must not hide behind the others.",
            |k| k.unreachable = Unreachable::InverseOfSum,
        ),
        Mistake::<Knobs>::new(
            "lost_mass",
            "the second penalty is the weight that is lost, 1 − Σ r. It is 1 / Σ r, which is without bound as that sum goes to 0.",
            |k| k.unreachable = Unreachable::Mass,
        )
        .edit("1.0 / weights.sum()", "1.0 - weights.sum()"),
        Mistake::<Knobs>::new(
            "inverse_less_one",
            "the second penalty is 1 / Σ r − 1, so that it is 0 where nothing is lost. It is 1 / Σ r.",
            |k| k.unreachable = Unreachable::LessOne,
        )
        .edit("1.0 / weights.sum()", "1.0 / weights.sum() - 1.0"),
        Mistake::<Knobs>::new("unreachable_never", "the second penalty is always 0.", |k| {
            k.unreachable = Unreachable::Never;
        })
        .edit("if !experts.is_power_of_two() {", "if false {"),
        Mistake::<Knobs>::new(
            "line_unscaled",
            "the linear term is 3/2 · t. It is 3 t / (2 gamma); with gamma = 1 nobody would notice.",
            |k| k.step = Step::LinearUnscaled,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "if t <= -gamma / 2.0 {\n        return 0.0;\n    }\n    if t >= gamma / 2.0 {\n        return 1.0;\n    }\n    let x = t / gamma;\n    -2.0 * x * x * x + 1.5 * t + 0.5",
        ),
        Mistake::<Knobs>::new(
            "line_times_gamma",
            "the linear term is multiplied by gamma: `3.0 * t / 2.0 * gamma` reads from left to right. It is 3 t / (2 gamma).",
            |k| k.step = Step::LinearTimesGamma,
        )
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "if t <= -gamma / 2.0 {\n        return 0.0;\n    }\n    if t >= gamma / 2.0 {\n        return 1.0;\n    }\n    let x = t / gamma;\n    -2.0 * x * x * x + 1.5 * t * gamma + 0.5",
        ),
        Mistake::<Knobs>::new("cube_added", "the cubic term is added. It is subtracted: −2 t³/gamma³.", |k| {
            k.step = Step::CubeAdded;
        })
        .edit(
            "let t = (t / gamma).clamp(-0.5, 0.5);\n    -2.0 * t * t * t + 1.5 * t + 0.5",
            "if t <= -gamma / 2.0 {\n        return 0.0;\n    }\n    if t >= gamma / 2.0 {\n        return 1.0;\n    }\n    let x = t / gamma;\n    2.0 * x * x * x + 1.5 * x + 0.5",
        ),
        Mistake::<Knobs>::new(
            "numbered_from_one",
            "experts are numbered from 1: the bits are those of i + 1. Expert 0 has the code in which all bits are 0.",
            |k| k.bits = Bits::OneBased,
        )
        .edit("expert >> (bits - 1 - j)", "(expert + 1) >> (bits - 1 - j)"),
        Mistake::<Knobs>::new(
            "ones_only",
            "bits that are 0 have no factor. Theirs is 1 − S; without it the weights of all codes do not sum to 1.",
            |k| k.bits = Bits::OnesOnly,
        )
        .edit("else { 1.0 - step }", "else { 1.0 }"),
        Mistake::new(
            "floor_of_logarithm",
            "an expert's number has ⌊log₂ experts⌋ bits (ilog2), and the last logit has no part in it. Where experts is no power of two there \
             is one bit more: there are as many as logits.",
            |k| k.bits = Bits::FloorOfLog,
        ),
        Mistake::<Knobs>::new(
            "unreachable_if_odd",
            "the second penalty is 0 for every even number of experts. It is 0 for powers of two: six experts have two codes of nobody.",
            |k| k.unreachable = Unreachable::Even,
        )
        .edit("!experts.is_power_of_two()", "experts % 2 == 1"),
        Mistake::<Knobs>::new(
            "unreachable_guarded",
            "a small number is added to Σ r, or Σ r is held above one. Where a selector has lost everything the second penalty is ∞.",
            |k| k.unreachable = Unreachable::Guarded,
        )
        .edit("1.0 / weights.sum()", "1.0 / (weights.sum() + 1e-6)"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Gated {
        if self.contiguous {
            if !self.mixing_slice {
                slips::as_slices(input.selectors.held().view(), self.row_slices);
            }
            input.mixing.held().view().as_slice().unwrap();
        }
        if self.double { self.generic::<f64>(input) } else { self.generic::<f32>(input) }
    }

    fn generic<T: NdFloat + std::iter::Sum>(&self, input: &Input) -> Gated {
        let number = |x: f64| T::from(x).expect("a number");
        let single = |x: T| x.to_f32().expect("a number");
        let (experts, gamma) = (input.experts, number(f64::from(input.gamma)));
        let cast = |x: &f32| number(f64::from(*x));
        let selectors: Array2<T> = input.selectors.values.map(cast);
        let mixing: Array1<T> = input.mixing.values.map(cast);
        let rows: Vec<Array1<T>> =
            selectors.rows().into_iter().map(|z| self.selector(z, experts, gamma)).collect();
        let k = number(rows.len() as f64);
        let mean = || rows.iter().fold(Array1::zeros(rows[0].len()), |sum: Array1<T>, row| sum + row) / k;

        let (zero, one) = (T::zero(), T::one());
        let shift = match self.mixing {
            Mixing::WithoutMax => zero,
            _ => slips::largest(&mixing),
        };
        let exponentials = mixing.mapv(|w| (w - shift).exp());
        let shares = match self.mixing {
            Mixing::Uniform => mixing.mapv(|_| k.recip()),
            Mixing::Raw => mixing.clone(),
            Mixing::Sigmoid => mixing.mapv(|w| (one + (-w).exp()).recip()),
            Mixing::Added => mixing.mapv(|_| one),
            _ => exponentials.mapv(|e| e / exponentials.sum()),
        };
        let mut gate = Array1::<T>::zeros(rows[0].len());
        for (row, &share) in rows.iter().zip(&shares) {
            gate.scaled_add(share, row);
        }
        if self.mixing == Mixing::GateRenormalised {
            let sum = gate.sum();
            if !self.guarded || sum > zero {
                gate.mapv_inplace(|g| g / sum);
            }
        }
        if self.mixing == Mixing::GateSoftmax {
            gate.mapv_inplace(T::exp);
            let sum = gate.sum();
            gate.mapv_inplace(|g| g / sum);
        }

        let small = number(if self.entropy == Entropy::NotANumber { 0.0 } else { 1e-6 });
        let of = |weights: &Array1<T>| {
            -weights
                .mapv(|r| {
                    if self.zeros_left_out {
                        if r > T::zero() { r * r.ln() } else { T::zero() }
                    } else {
                        r * (r + small).ln()
                    }
                })
                .sum()
        };
        let summed: T = rows.iter().map(of).sum();
        let entropy = match self.entropy {
            Entropy::Summed | Entropy::NotANumber => summed,
            Entropy::Negated => -summed,
            Entropy::OfMean => of(&mean()),
            Entropy::Mean => summed / k,
            Entropy::BeforeCut => {
                let all = |z| self.selector(z, 1 << selectors.ncols(), gamma);
                selectors.rows().into_iter().map(|z| of(&all(z))).sum()
            }
            Entropy::Bits => summed / number(std::f64::consts::LN_2),
        };
        let inverse: T = rows.iter().map(|row| row.sum().recip()).sum();
        let whole = match self.unreachable {
            Unreachable::Always => false,
            Unreachable::Even => experts.is_multiple_of(2),
            _ => experts.is_power_of_two(),
        };
        let unreachable = match self.unreachable {
            _ if whole => zero,
            Unreachable::Inverse | Unreachable::Always | Unreachable::Even => inverse,
            Unreachable::Guarded => rows.iter().map(|row| (row.sum() + number(1e-6)).recip()).sum(),
            Unreachable::LessOne => rows.iter().map(|row| row.sum().recip() - one).sum(),
            Unreachable::Mean => inverse / k,
            Unreachable::InverseOfSum => rows.iter().map(|row| row.sum()).sum::<T>().recip(),
            Unreachable::Mass => rows.iter().map(|row| one - row.sum()).sum(),
            Unreachable::Never => zero,
        };
        Gated {
            steps: input.points.iter().map(|t| single(self.step(cast(t), gamma))).collect(),
            selectors: rows.iter().map(|row| row.mapv(single)).collect(),
            gate: gate.mapv(single),
            penalty: (single(entropy), single(unreachable)),
        }
    }

    fn step<T: NdFloat>(&self, t: T, gamma: T) -> T {
        let number = |x: f64| T::from(x).expect("a number");
        let (zero, one, half) = (T::zero(), T::one(), number(0.5));
        let polynomial = |t: T| number(-2.0) * t * t * t + number(1.5) * t + half;
        let held = |x: T| x.max(zero).min(one);
        let x = t / gamma;
        let smooth = |x: T| polynomial(x.max(-half).min(half));
        match self.step {
            Step::Smooth => smooth(x),
            Step::Sigmoid => (one + (-(if self.scaled { x } else { t })).exp()).recip(),
            Step::Ramp => held(x + half),
            Step::ValueHeld => held(polynomial(x)),
            Step::FromZero => smooth(x - half),
            Step::TwiceAsWide => smooth(x / number(2.0)),
            Step::EdgesAtGamma if x <= -one => zero,
            Step::EdgesAtGamma if x >= one => one,
            Step::Unbounded | Step::EdgesAtGamma => polynomial(x),
            Step::GammaIgnored => smooth(t),
            Step::CubeUnscaled | Step::LinearUnscaled | Step::LinearTimesGamma | Step::CubeAdded
                if x <= -half =>
            {
                zero
            }
            Step::CubeUnscaled | Step::LinearUnscaled | Step::LinearTimesGamma | Step::CubeAdded
                if x >= half =>
            {
                one
            }
            Step::LinearUnscaled => number(-2.0) * x * x * x + number(1.5) * t + half,
            Step::LinearTimesGamma => number(-2.0) * x * x * x + number(1.5) * t * gamma + half,
            Step::CubeAdded => number(2.0) * x * x * x + number(1.5) * x + half,
            Step::CubeUnscaled => number(-2.0) * t * t * t / gamma + number(1.5) * x + half,
            Step::Rounded => {
                if t > zero {
                    one
                } else {
                    zero
                }
            }
        }
    }

    fn selector<T: NdFloat>(&self, logits: ArrayView1<'_, T>, experts: usize, gamma: T) -> Array1<T> {
        // Where ⌊log₂ experts⌋ is too few, the last logit is left out.
        let floor = self.bits == Bits::FloorOfLog && !experts.is_power_of_two();
        let m = logits.len() - usize::from(floor);
        let weight = |code: usize| {
            let factor = |j: usize| {
                let place = if self.bits == Bits::LeastSignificantFirst { j } else { m - 1 - j };
                let code = if self.bits == Bits::OneBased { code + 1 } else { code };
                let one = (code >> place & 1 == 1) != (self.bits == Bits::Complemented);
                let step = self.step(logits[j], gamma);
                if one {
                    step
                } else if self.bits == Bits::OnesOnly {
                    T::one()
                } else {
                    T::one() - step
                }
            };
            (0..m).map(factor).fold(T::one(), |a, b| a * b)
        };
        let codes: Vec<T> = (0..1 << logits.len()).map(weight).collect();
        let mut weights = Array1::from_iter(codes.iter().copied().take(experts));
        let lost = codes.iter().skip(experts).fold(T::zero(), |a, &b| a + b);
        let count = T::from(experts).expect("a number");
        match self.codes {
            Codes::Cut => {}
            Codes::Renormalised => {
                let sum = weights.sum();
                if !self.guarded || sum > T::zero() {
                    weights.mapv_inplace(|r| r / sum);
                }
            }
            Codes::Wrapped => {
                for (code, &r) in codes.iter().enumerate().skip(experts) {
                    weights[code % experts] += r;
                }
            }
            Codes::Last => weights[experts - 1] += lost,
            Codes::Shared => weights.mapv_inplace(|r| r + lost / count),
            Codes::All => weights = Array1::from_vec(codes),
        }
        weights
    }
}

//! The typical mistakes of `selective_scan`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::bent::{Decay, Gate, Knobs, Read, Scan, Step, Written};

const RAW: &str = "(&input.raw.row(t) + &input.bias).mapv(softplus)";
const SOFTPLUS: &str = "x.max(0.0) + (-x.abs()).exp().ln_1p()";
const KEPT: &str = "(&input.a * &delta.insert_axis(Axis(1))).exp()";
const STATE: &str = "state = state * kept + written * input.b.row(t);";
const READ: &str = "state.dot(&input.c.row(t)) + &input.skip * &input.u.row(t)";
const ASSIGN: &str = "row.assign(&(read * input.z.row(t).mapv(silu)));";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_writing(), of_steps(), of_decays(), of_reading(), of_memory()].into_iter().flatten().collect()
}

fn of_writing() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "zero_order_hold",
            "what is written is (exp(ΔA) − 1)/A · u B, the zero-order hold of the paper. The code of Mamba, and this exercise, write Δ u B.",
            |k| k.written = Written::ZeroOrderHold,
        ),
        Mistake::<Knobs>::new(
            "written_without_step",
            "what is written is u B. It is Δ u B: a token with a small step also writes little.",
            |k| k.written = Written::NoStep,
        )
        .edit("(&delta * &input.u.row(t)).insert_axis(Axis(1))", "input.u.row(t).to_owned().insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "step_twice",
            "what is written is Δ² u B: the step is multiplied in twice, as where B has been made Δ B before. It is Δ u B.",
            |k| k.written = Written::StepTwice,
        )
        .edit("(&delta * &input.u.row(t)).insert_axis(Axis(1))", "(&delta * &delta * &input.u.row(t)).insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "written_decays",
            "what a token writes is multiplied by its own exp(ΔA), too: exp(ΔA) (x + Δ u B). The state decays first, and then it is written to.",
            |k| k.written = Written::Decayed,
        )
        .edit(STATE, "state = (state + written * input.b.row(t)) * kept;"),
        Mistake::<Knobs>::new(
            "written_by_the_rest",
            "what is written is (1 − exp(ΔA)) u B, as in a gate that mixes old and new. Here it is Δ u B.",
            |k| k.written = Written::Rest,
        )
        .edit(STATE, "state = state * &kept + (1.0 - &kept) * (&input.u.row(t).insert_axis(Axis(1)) * &input.b.row(t)); let _ = written;"),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_bias", "Δ is softplus(raw): the bias is left out.", |k| k.step = Step::NoBias)
            .edit(RAW, "input.raw.row(t).mapv(softplus)"),
        Mistake::<Knobs>::new(
            "bias_after_softplus",
            "the bias is added behind the softplus, where it can make a step negative. It is added to `raw`, before.",
            |k| k.step = Step::BiasAfter,
        )
        .edit(RAW, "input.raw.row(t).mapv(softplus) + &input.bias"),
        Mistake::<Knobs>::new(
            "exponential_step",
            "Δ is exp(raw + bias). It is softplus(raw + bias) = ln(1 + exp(raw + bias)), which grows no faster than what it is given.",
            |k| k.step = Step::Exponential,
        )
        .edit(SOFTPLUS, "x.exp()"),
        Mistake::<Knobs>::new(
            "relu_step",
            "Δ is max(raw + bias, 0). It is softplus(raw + bias), which is never 0.",
            |k| k.step = Step::Relu,
        )
        .edit(SOFTPLUS, "x.max(0.0)"),
        Mistake::<Knobs>::new(
            "no_softplus",
            "Δ is raw + bias as it stands, and can be negative. A softplus makes it positive.",
            |k| k.step = Step::Plain,
        )
        .edit(SOFTPLUS, "x"),
        Mistake::<Knobs>::new(
            "naive_softplus",
            "softplus is computed as ln(1 + exp(x)), in f32. For x above 88.7 exp(x) is infinite, where the result is x; for x below −17 it is lost \
             beside the 1, and the step is 0. Take the larger part out, x.max(0) + ln(1 + exp(−|x|)), and use ln_1p.",
            |k| k.step = Step::Naive,
        )
        .edit(SOFTPLUS, "(1.0 + x.exp()).ln()"),
        Mistake::<Knobs>::new(
            "softplus_overflows",
            "exp(x) in the softplus is infinite for x above 88.7, in f32, where the result is x. Take the larger part out: x.max(0) + \
             ln_1p(exp(−|x|)).",
            |k| k.step = Step::Overflows,
        )
        .edit(SOFTPLUS, "x.exp().ln_1p()"),
        Mistake::<Knobs>::new(
            "small_steps_lost",
            "the softplus loses small steps: for x below −17, exp(x) is lost beside the 1 in ln(1 + exp(x)), in f32, and the step is 0. ln_1p keeps \
             it.",
            |k| k.step = Step::LosesSmall,
        )
        .edit(SOFTPLUS, "if x > 20.0 { x } else { (1.0 + x.exp()).ln() }"),
        Mistake::new(
            "one_step_for_all",
            "all channels take the step of channel 0. In Mamba each channel has its own; one for many channels came with Mamba-2.",
            |k| k.step = Step::FirstChannel,
        ),
    ]
}

fn of_decays() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_order_decay",
            "the state is multiplied by 1 + ΔA, the first two terms of exp(ΔA). For large steps that is below −1, and the state explodes.",
            |k| k.decay = Decay::FirstOrder,
        )
        .edit(KEPT, "1.0 + &input.a * &delta.insert_axis(Axis(1))"),
        Mistake::new(
            "bilinear_decay",
            "the state is multiplied by (1 + ΔA/2) / (1 − ΔA/2), the bilinear rule of S4. Here it is exp(ΔA).",
            |k| k.decay = Decay::Bilinear,
        ),
        Mistake::<Knobs>::new(
            "grows",
            "the state is multiplied by exp(−ΔA). A is negative already, so that this is above 1, and the state explodes.",
            |k| k.decay = Decay::Grows,
        )
        .edit(KEPT, "(-&input.a * &delta.insert_axis(Axis(1))).exp()"),
        Mistake::<Knobs>::new(
            "decay_without_step",
            "the state is multiplied by exp(A), the same for every token. It is exp(ΔA): the step is how the input decides what is kept.",
            |k| k.decay = Decay::NoStep,
        )
        .edit(KEPT, "input.a.exp()"),
        Mistake::<Knobs>::new(
            "a_taken_for_its_logarithm",
            "A is taken for the logarithm of −A, as it is stored in Mamba's code: A = −exp(A_log). Here `a` is A itself.",
            |k| k.decay = Decay::OfLogarithm,
        )
        .edit(KEPT, "(-input.a.exp() * &delta.insert_axis(Axis(1))).exp()"),
        Mistake::<Knobs>::new("no_decay", "the state does not decay: it is a sum of all that was written.", |k| {
            k.decay = Decay::Nothing;
        })
        .edit(STATE, "state = state + written * input.b.row(t); let _ = kept;"),
        Mistake::<Knobs>::new(
            "no_state",
            "each token begins with a state of zeros: nothing is remembered.",
            |k| k.decay = Decay::Reset,
        )
        .edit(STATE, "state = 0.0 * kept + written * input.b.row(t);"),
        Mistake::new(
            "state_carried_over",
            "a channel begins with the state in which the one before it ended. Each channel has states of its own, from zeros.",
            |k| k.scan = Scan::Carried,
        ),
        Mistake::new(
            "divided_by_decays",
            "what is written is divided by the product of all decays so far, summed up, and multiplied by that product again: right on paper, and \
             fast. But the product soon is 0 in floating point. Go step by step, or compose steps as in `combine`.",
            |k| k.scan = Scan::Divided,
        ),
    ]
}

fn of_reading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "read_before_writing",
            "a token reads the state as it was before its own step. It decays and is written to first.",
            |k| k.read = Read::Before,
        ),
        Mistake::new(
            "b_and_c_swapped",
            "C is written and B is read. B says where the input goes, C what comes out.",
            |k| k.read = Read::Swapped,
        ),
        Mistake::<Knobs>::new("no_skip", "skip · u is missing in the output.", |k| k.read = Read::NoSkip)
            .edit(READ, "state.dot(&input.c.row(t))"),
        Mistake::<Knobs>::new(
            "skip_past_gate",
            "skip · u is added behind the gate. It goes through the gate as all of the output does.",
            |k| k.read = Read::SkipPastGate,
        ),
        Mistake::<Knobs>::new(
            "skip_without_input",
            "`skip` itself is added. It is multiplied by the input: skip · u.",
            |k| k.read = Read::SkipAlone,
        )
        .edit(READ, "state.dot(&input.c.row(t)) + &input.skip"),
        Mistake::<Knobs>::new(
            "sigmoid_gate",
            "the output is multiplied by σ(z). The gate is SiLU(z) = z σ(z).",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit("z / (1.0 + (-z).exp())", "1.0 / (1.0 + (-z).exp())"),
        Mistake::<Knobs>::new("no_gate", "the output is not multiplied by SiLU(z).", |k| k.gate = Gate::Nothing)
            .edit(ASSIGN, "row.assign(&read); let _ = silu;"),
        Mistake::<Knobs>::new(
            "gate_without_sigmoid",
            "the output is multiplied by z itself. The gate is SiLU(z) = z σ(z).",
            |k| k.gate = Gate::Plain,
        )
        .edit("z / (1.0 + (-z).exp())", "z"),
        Mistake::<Knobs>::new(
            "gate_reversed",
            "the output is multiplied by z σ(−z) = z / (1 + exp(z)): the minus before z is missing. SiLU(z) is z / (1 + exp(−z)).",
            |k| k.gate = Gate::Reversed,
        )
        .edit("z / (1.0 + (-z).exp())", "z / (1.0 + z.exp())"),
        Mistake::<Knobs>::new(
            "gate_overflows",
            "the sigmoid is computed as exp(z) / (1 + exp(z)), in f32, which is infinity by infinity for z above 88.7. Use 1 / (1 + exp(−z)).",
            |k| k.gate = Gate::Overflows,
        )
        .edit("z / (1.0 + (-z).exp())", "z * (z.exp() / (1.0 + z.exp()))"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

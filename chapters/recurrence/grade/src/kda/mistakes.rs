//! The typical mistakes of `kda`.

use judge::Mistake;

use crate::edits::fading::of_fading;
use crate::edits::knobs::{Factor, Fades, Gated, Knobs, Made};
use crate::edits::mistakes::{memory_order_of, of_edits, with_edits};
use crate::gated_delta::mistakes::ALIKE;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes = of_channels();
    mistakes.extend(of_fading());
    mistakes.extend(of_decay());
    mistakes.extend(of_gate());
    mistakes.extend(of_edits());
    mistakes.push(memory_order_of("memory_order_decays", |k| k.memory_order_of = Some(3)));
    let fade = "state *= &decays.row(t).exp().insert_axis(Axis(1));";
    let made = "-a_log.exp() * softplus(x)";
    let softplus = "x.max(0.0) + (-x.abs()).exp().ln_1p()";
    let sigmoid = "1.0 / (1.0 + (-x).exp())";
    let edits = [
        ("fades_columns", fade, "state *= &decays.row(t).exp();"),
        ("mean_of_channels", fade, "state *= decays.row(t).mean().unwrap().exp();"),
        ("first_channel_for_all", fade, "state *= decays[[t, 0]].exp();"),
        ("decay_not_exponentiated", fade, "state *= &decays.row(t).insert_axis(Axis(1));"),
        ("decay_grows", fade, "state *= &(-&decays.row(t)).exp().insert_axis(Axis(1));"),
        ("nothing_fades", fade, ""),
        ("power_of_two", fade, "state *= &decays.row(t).exp2().insert_axis(Axis(1));"),
        ("decay_linear", fade, "state *= &(1.0 + &decays.row(t)).insert_axis(Axis(1));"),
        (
            "decay_running",
            fade,
            "state *= &decays.slice(ndarray::s![..=t, ..]).sum_axis(Axis(0)).exp().insert_axis(Axis(1));",
        ),
        ("decay_one_late", fade, "if t > 0 { state *= &decays.row(t - 1).exp().insert_axis(Axis(1)); }"),
        ("decay_twice", fade, "state *= &(2.0 * &decays.row(t)).exp().insert_axis(Axis(1));"),
        ("keeps_what_fades", fade, "state *= &(1.0 - decays.row(t).exp()).insert_axis(Axis(1));"),
        ("decay_cut_off", fade, "state *= &decays.row(t).mapv(|g| g.max(-5.0).exp()).insert_axis(Axis(1));"),
        ("a_log_not_exponentiated", made, "-a_log * softplus(x)"),
        ("no_a", made, "{ let _ = a_log; -softplus(x) }"),
        ("positive_decay", made, "a_log.exp() * softplus(x)"),
        ("sigmoid_for_factor", made, "{ let _ = a_log; -softplus(-x) }"),
        ("factor_for_logarithm", made, "(-a_log.exp() * softplus(x)).exp()"),
        ("a_inside", made, "-softplus(a_log.exp() * x)"),
        ("bounded", made, "-5.0 / (1.0 + (-a_log.exp() * x).exp())"),
        ("bias_ignored", "(&raw + &bias)", "raw"),
        ("softplus_overflows", softplus, "x.exp().ln_1p()"),
        ("softplus_loses", softplus, "if x > 20.0 { x } else { (1.0 + x.exp()).ln() }"),
        ("softplus_naive", softplus, "(1.0 + x.exp()).ln()"),
        ("relu_for_softplus", softplus, "x.max(0.0)"),
        ("silu_gate", sigmoid, "x / (1.0 + (-x).exp())"),
        ("no_gate", sigmoid, "{ let _ = x; 1.0 }"),
        ("sigmoid_overflows", sigmoid, "x.exp() / (1.0 + x.exp())"),
        ("softplus_cut_off", softplus, "if x < -10.0 { 0.0 } else { x.max(0.0) + (-x.abs()).exp().ln_1p() }"),
        ("no_norm", "row *= &(&output / (mean + 1e-5).sqrt());", "row *= &output;"),
        ("sum_for_mean", "output.dot(&output) / output.len() as f32", "output.dot(&output)"),
        ("gate_eps_outside", "(mean + 1e-5).sqrt()", "(mean.sqrt() + 1e-5)"),
        ("no_gate_eps", "(mean + 1e-5).sqrt()", "mean.sqrt()"),
        ("other_gate_eps", "(mean + 1e-5).sqrt()", "(mean + 1e-6).sqrt()"),
        ("no_gate_root", "(mean + 1e-5).sqrt()", "(mean + 1e-5)"),
    ];
    with_edits(mistakes, &[&edits[..], &ALIKE[..]].concat())
}

fn of_channels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "decay_on_the_left",
            "the transition is Diag(α) (I − β k kᵀ): what is erased at k is looked up before fading, and then fades with the rest. It is \
             (I − β k kᵀ) Diag(α): first fading, then the correction, all of it. With one decay for all channels the two are the same.",
            |k: &mut Knobs| k.fades = Fades::OnTheLeft,
        ),
        Mistake::new(
            "fades_columns",
            "columns of the state fade, one for each channel of the value; with `state * decays.row(t)` ndarray multiplies columns, or \
             panics if there is another number of them. The decays are those of the key's channels: rows.",
            |k| k.factor = Factor::Columns,
        ),
        Mistake::new(
            "mean_of_channels",
            "all channels fade by the mean of the decays: that is one gate for a head, as Gated DeltaNet has it. Each channel has its own.",
            |k| k.factor = Factor::Mean,
        ),
        Mistake::new(
            "first_channel_for_all",
            "all channels fade as channel 0 does. Each has its own decay.",
            |k| k.factor = Factor::First,
        ),
        Mistake::new(
            "key_fades_too",
            "what is erased is erased along k ⊙ α, a key that has faded, though it is looked up rightly. Only the memory fades: what is \
             missing at k is written at k.",
            |k| k.fades = Fades::KeyToo,
        ),
    ]
}

fn of_decay() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "a_log_not_exponentiated",
            "decay multiplies by a_log itself. It is the logarithm of A: multiply by exp(a_log), which is positive whatever is learned.",
            |k: &mut Knobs| k.made = Made::ALogItself,
        ),
        Mistake::new(
            "no_a",
            "decay leaves A out: every head fades alike. Multiply the softplus by exp(a_log).",
            |k| k.made = Made::NoALog,
        ),
        Mistake::new(
            "positive_decay",
            "decay lacks the minus: exp of it is more than 1, and the memory grows.",
            |k| k.made = Made::Positive,
        ),
        Mistake::new(
            "sigmoid_for_factor",
            "decay is the logarithm of σ(raw + bias), as GLA has it: what asks for more fades less. Here the factor is exp(−A softplus(raw + \
             bias)), which for A = 1 is σ(−(raw + bias)).",
            |k| k.made = Made::Sigmoid,
        ),
        Mistake::new(
            "factor_for_logarithm",
            "decay returns the factor, between 0 and 1. Its logarithm is asked for.",
            |k| k.made = Made::Factor,
        ),
        Mistake::new(
            "bias_ignored",
            "decay leaves the bias out. It is added before the softplus, each channel its own.",
            |k| k.made = Made::NoBias,
        ),
        Mistake::new(
            "bias_outside",
            "decay adds the bias to the softplus. It is added to what is asked for, and the softplus is of the sum.",
            |k| k.made = Made::BiasOutside,
        ),
        Mistake::new(
            "bounded",
            "decay is −5 σ(exp(a_log) (raw + bias)), the bounded gate that fla has as well. Here it is −exp(a_log) softplus(raw + bias).",
            |k| k.made = Made::Bounded,
        ),
        Mistake::new(
            "bounded_a_log_itself",
            "decay is −5 σ(a_log (raw + bias)): the bounded gate that fla has as well, and with the logarithm of A for A. Here it is \
             −exp(a_log) softplus(raw + bias).",
            |k| k.made = Made::BoundedALogItself,
        ),
        Mistake::new(
            "a_inside",
            "decay takes the softplus of exp(a_log) (raw + bias). A stands before the softplus, not in it.",
            |k| k.made = Made::Inside,
        ),
        Mistake::new(
            "relu_for_softplus",
            "decay has max(x, 0) in place of the softplus: what is not asked to fade does not fade at all, and learns nothing. It is ln(1 + eˣ).",
            |k| k.made = Made::Relu,
        ),
        Mistake::new(
            "softplus_cut_off",
            "the softplus of sums below −10 or so is set to 0. Over a million tokens small decays count: it is nearly eˣ there.",
            |k| k.made = Made::CutOff,
        ),
        Mistake::new(
            "softplus_overflows",
            "the softplus takes exp of large numbers: in an f32 that is infinite from 88.8 on, in an f64 from 710 on. For x > 0 it is \
             x + ln(1 + e⁻ˣ).",
            |k| k.made = Made::Overflows,
        ),
        Mistake::new(
            "softplus_loses",
            "the softplus adds eˣ to 1 in single precision and takes the logarithm: below about −16 the sum is 1, and the decay 0. Over a million \
             tokens small decays count: `ln_1p` keeps them.",
            |k| k.made = Made::Loses,
        ),
        Mistake::new(
            "softplus_naive",
            "the softplus is (1 + eˣ).ln() as it stands: infinite from 88.8 on, and 0 below about −16, where the 1 swallows eˣ. \
             `x.max(0.0) + (-x.abs()).exp().ln_1p()` is neither.",
            |k| k.made = Made::Naive,
        ),
    ]
}

fn of_gate() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "silu_gate",
            "gate multiplies by SiLU, x σ(x), as Gated DeltaNet does. Kimi Linear multiplies by σ(x).",
            |k: &mut Knobs| k.gated = Gated::Silu,
        ),
        Mistake::new(
            "norm_after_gate",
            "gate multiplies by σ first and divides by the root of the mean square then, which undoes much of it. First the norm, then the gate.",
            |k| k.gated = Gated::After,
        ),
        Mistake::new(
            "norm_after_silu",
            "gate multiplies by x σ(x) first and divides by the root of the mean square then, as Mamba-2 does. Here the norm comes first, \
             and the gate is σ(x).",
            |k| k.gated = Gated::SiluAfter,
        ),
        Mistake::new("no_norm", "gate does not divide by the root of the mean square.", |k| {
            k.gated = Gated::NoNorm
        }),
        Mistake::new(
            "no_gate",
            "gate divides by the root of the mean square, and is always open: multiply by σ(asked).",
            |k| {
                k.gated = Gated::NoGate;
            },
        ),
        Mistake::new(
            "sum_for_mean",
            "gate divides by the root of the sum of squares: rows get length 1. RMSNorm divides by the root of their mean.",
            |k| k.gated = Gated::Sum,
        ),
        Mistake::new(
            "gate_eps_outside",
            "gate adds the 10⁻⁵ to the root. It stands under the root, where it is what small outputs are measured against.",
            |k| k.gated = Gated::EpsOutside,
        ),
        Mistake::new("no_gate_eps", "gate leaves the 10⁻⁵ out: a row of zeros becomes 0/0.", |k| {
            k.gated = Gated::NoEps
        }),
        Mistake::new(
            "other_gate_eps",
            "gate adds 10⁻⁶ under the root, as unit does. Here it is 10⁻⁵.",
            |k| k.gated = Gated::OtherEps,
        ),
        Mistake::new(
            "centred",
            "gate subtracts the mean of the row first, as LayerNorm does. RMSNorm does not.",
            |k| k.gated = Gated::Centred,
        ),
        Mistake::new(
            "norm_over_tokens",
            "gate normalises columns, over all tokens. Each token's row has a root of its own.",
            |k| k.gated = Gated::Columns,
        ),
        Mistake::new("no_gate_root", "gate divides by the mean square plus 10⁻⁵. Take the root.", |k| {
            k.gated = Gated::NoRoot
        }),
        Mistake::new(
            "one_norm_for_all",
            "gate divides all tokens by one root, that of the mean square of the whole array. Each token's row has its own.",
            |k| k.gated = Gated::All,
        ),
        Mistake::new(
            "sigmoid_overflows",
            "gate computes σ as eˣ / (1 + eˣ): for large x that is ∞/∞. 1 / (1 + e⁻ˣ) is 1 there, and 0 at the other end.",
            |k| k.gated = Gated::Overflows,
        ),
    ]
}

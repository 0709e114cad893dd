//! The typical mistakes of `adaln_zero`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Affine, Gate, Heard, Knobs, Norm, Parts, Second};

const AFFINE: &str = "normal * (1.0 + &scale) + shift";
const SILU: &str = "z / (1.0 + (-z).exp())";
const VARIANCE: &str = "let variance = centred.mapv(|x| x * x).sum_axis(Axis(1)) / d;";
const ROOT: &str = "(v + 1e-6).sqrt()";
const FIRST: &str = "let x = &x + &(attention(modulate(x, part(0), part(1)).view()) * part(2));";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_modulation(), of_norms(), of_gates(), of_conditions(), of_parts(), of_order(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_modulation() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_one_plus",
            "what is normalised is multiplied by the scale, and not by 1 + scale. With a layer of zeros nothing would be left of the tokens.",
            |k| k.affine = Affine::NoOne,
        )
        .edit(AFFINE, "normal * scale + shift"),
        Mistake::<Knobs>::new(
            "shift_and_scale_swapped",
            "`modulate` takes the shift for the scale, and the scale for the shift. The shift is the first of the two.",
            |k| k.affine = Affine::Swapped,
        )
        .edit(AFFINE, "normal * (1.0 + &shift) + scale"),
        Mistake::new(
            "norm_afterwards",
            "tokens are scaled and shifted first, and normalised afterwards. The norm comes first: it would undo most of what the condition says.",
            |k| k.affine = Affine::NormAfter,
        ),
        Mistake::<Knobs>::new(
            "shift_first",
            "the shift is added before the multiplication: (normal + shift)(1 + scale). It is added last.",
            |k| k.affine = Affine::ShiftFirst,
        )
        .edit(AFFINE, "(normal + shift) * (1.0 + &scale)"),
        Mistake::<Knobs>::new("no_shift", "the shift is not added.", |k| k.affine = Affine::NoShift)
            .edit(AFFINE, "normal * (1.0 + &scale)"),
        Mistake::<Knobs>::new(
            "shift_subtracted",
            "the shift is subtracted. It is added.",
            |k| k.affine = Affine::Minus,
        )
        .edit(AFFINE, "normal * (1.0 + &scale) - shift"),
    ]
}

fn of_norms() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new("no_norm", "tokens are not normalised before they are scaled and shifted.", |k| {
            k.norm = Norm::Nothing;
        }),
        Mistake::new(
            "mean_alone",
            "the mean is subtracted, and nothing is divided by the deviation.",
            |k| k.norm = Norm::MeanAlone,
        ),
        Mistake::new(
            "rms_norm",
            "tokens are divided by the root of their mean square, and the mean is not subtracted: that is RMSNorm. LayerNorm subtracts it first.",
            |k| k.norm = Norm::Rms,
        ),
        Mistake::<Knobs>::new(
            "variance_over_one_less",
            "the variance is divided by d − 1, as `std` does in several libraries. LayerNorm divides by d.",
            |k| k.norm = Norm::OneLess,
        )
        .edit(VARIANCE, "let variance = centred.mapv(|x| x * x).sum_axis(Axis(1)) / (d - 1.0);"),
        Mistake::new(
            "norm_over_tokens",
            "mean and variance run over the tokens, channel by channel. They run over the channels of one token.",
            |k| k.norm = Norm::Columns,
        ),
        Mistake::new(
            "norm_over_all",
            "mean and variance are those of all numbers of all tokens. Each token has its own.",
            |k| k.norm = Norm::All,
        ),
        Mistake::<Knobs>::new(
            "epsilon_of_layer_norm",
            "ε is 1e-5, what LayerNorm has where nothing else is said. DiT says 1e-6; it counts for tokens whose numbers are nearly equal.",
            |k| k.norm = Norm::LargerEps,
        )
        .edit(ROOT, "(v + 1e-5).sqrt()"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "there is no ε: a token of equal numbers becomes 0/0.",
            |k| k.norm = Norm::NoEps,
        )
        .edit(ROOT, "v.sqrt()"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "ε is added to the deviation, after the root. It is added to the variance.",
            |k| k.norm = Norm::EpsOutside,
        )
        .edit(ROOT, "(v.sqrt() + 1e-6)"),
        Mistake::<Knobs>::new(
            "variance_of_squares",
            "the variance is computed as the mean of x² less the square of the mean. Far from 0 that is the difference of two large numbers, and in an f32 \
             little is left of it. Subtract the mean first.",
            |k| k.norm = Norm::OfSquares,
        ),
        Mistake::<Knobs>::new(
            "divided_by_variance",
            "tokens are divided by their variance, and not by its root.",
            |k| k.norm = Norm::ByVariance,
        )
        .edit(ROOT, "(v + 1e-6)"),
    ]
}

fn of_gates() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "one_plus_gate",
            "what a layer says is multiplied by 1 + gate, as the scale is. Then a block of zeros is no identity: the gate is a factor by itself.",
            |k| k.gate = Gate::OnePlus,
        ),
        Mistake::new(
            "gate_of_both",
            "the gate multiplies the sum of x and what the layer says. With a gate of 0 nothing would be left: it multiplies what the layer says alone.",
            |k| k.gate = Gate::Whole,
        ),
        Mistake::new("no_gate", "what a layer says is added as it is, without its gate.", |k| {
            k.gate = Gate::Nothing
        }),
        Mistake::new(
            "gate_by_tanh",
            "gates go through tanh, as in Flamingo. Those of adaLN-Zero are taken as they are.",
            |k| k.gate = Gate::Tanh,
        ),
        Mistake::new(
            "gate_by_sigmoid",
            "gates go through a sigmoid: a gate of 0 is then a half, and a block of zeros no identity.",
            |k| k.gate = Gate::Sigmoid,
        ),
        Mistake::new(
            "no_residual",
            "x is not added to what a layer says. A block changes its tokens; it does not replace them.",
            |k| k.gate = Gate::NoResidual,
        ),
        Mistake::new(
            "residual_of_normalised",
            "what a layer says is added to what it hears, and not to the tokens before the norm.",
            |k| k.gate = Gate::OfNormalised,
        ),
        Mistake::new(
            "blended",
            "a gate blends: gate · layer + (1 − gate) · x, as in a highway network. Here x stays whole.",
            |k| k.gate = Gate::Blend,
        ),
    ]
}

fn of_conditions() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_silu",
            "the linear layer reads the condition as it is. SiLU comes before it.",
            |k| k.heard = Heard::Nothing,
        )
        .edit(SILU, "z"),
        Mistake::<Knobs>::new(
            "silu_afterwards",
            "SiLU is applied to what the linear layer says. It is applied to what it hears: shift, scale and gate can be negative.",
            |k| k.heard = Heard::Afterwards,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_for_silu",
            "the condition goes through a sigmoid. SiLU is z times that.",
            |k| k.heard = Heard::Sigmoid,
        )
        .edit(SILU, "1.0 / (1.0 + (-z).exp())"),
        Mistake::<Knobs>::new("relu_for_silu", "the condition goes through ReLU, in place of SiLU.", |k| {
            k.heard = Heard::Relu;
        })
        .edit(SILU, "z.max(0.0)"),
        Mistake::<Knobs>::new("gelu_for_silu", "the condition goes through GELU, in place of SiLU.", |k| {
            k.heard = Heard::Gelu;
        }),
        Mistake::<Knobs>::new("tanh_for_silu", "the condition goes through tanh, in place of SiLU.", |k| {
            k.heard = Heard::Tanh;
        })
        .edit(SILU, "z.tanh()"),
        Mistake::<Knobs>::new(
            "silu_overflows",
            "SiLU gives no number where the condition is large: e^z is infinite there, and infinity over infinity nothing. z / (1 + e^(−z)) has no such \
             place.",
            |k| k.heard = Heard::Overflows,
        )
        .edit(SILU, "z * z.exp() / (1.0 + z.exp())"),
        Mistake::<Knobs>::new("no_bias", "the bias of the linear layer is not added.", |k| k.no_bias = true)
            .edit("(1.0 + (-z).exp()))) + bias;", "(1.0 + (-z).exp())));"),
        Mistake::new(
            "weights_reshaped",
            "the numbers of `weights` are read as a matrix (m, 6d). Each row of the (6d, m) belongs to one number of what is said.",
            |k| k.transposed_weights = true,
        ),
    ]
}

fn of_parts() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "scale_before_shift",
            "of the parts that the layer says, the first is taken for the scale and the second for the shift. The shift comes first.",
            |k| k.parts = Parts::ScaleFirst,
        ),
        Mistake::new(
            "gate_before_shift",
            "of the parts that the layer says, the first of each three is taken for the gate. The order is shift, scale, gate.",
            |k| k.parts = Parts::GateFirst,
        ),
        Mistake::new(
            "gate_scale_shift",
            "the parts are taken in the order gate, scale, shift. It is shift, scale, gate.",
            |k| k.parts = Parts::ScaleShiftLast,
        ),
        Mistake::new(
            "mlp_before_attention",
            "the first three parts are taken for the MLP, and the last three for attention. Those of attention come first.",
            |k| k.parts = Parts::MlpFirst,
        ),
        Mistake::new(
            "parts_in_pairs",
            "the parts are taken as two shifts, two scales and two gates. They are shift, scale, gate of attention, and then the same of the MLP.",
            |k| k.parts = Parts::InPairs,
        ),
        Mistake::new(
            "parts_shared",
            "the MLP has the shift, scale and gate of attention. It has three parts of its own, the last ones.",
            |k| k.parts = Parts::Shared,
        ),
        Mistake::<Knobs>::new(
            "one_gate",
            "what the MLP says is multiplied by the gate of attention. It has one of its own, the last part.",
            |k| k.parts = Parts::OneGate,
        )
        .edit("part(4)).view()) * part(5);", "part(4)).view()) * part(2);"),
        Mistake::new(
            "every_sixth_number",
            "part i is every sixth number of what the layer says, from i on. It is the numbers i · d to (i + 1) · d − 1.",
            |k| k.parts = Parts::Interleaved,
        ),
    ]
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "parallel",
            "the MLP reads the tokens as they were before attention, and both are added: a parallel block. In DiT it reads what attention has changed.",
            |k| k.second = Second::Parallel,
        ),
        Mistake::<Knobs>::new(
            "attention_forgotten",
            "the MLP, and what is returned, begin with the tokens as they were before attention: what attention said is lost.",
            |k| k.second = Second::Forgets,
        )
        .edit(FIRST, "let x = { attention(modulate(x, part(0), part(1)).view()); x.to_owned() };"),
        Mistake::new(
            "norm_not_repeated",
            "the MLP reads what attention read. Tokens are normalised and modulated anew, with parts of its own, after attention has changed them.",
            |k| k.second = Second::SameNorm,
        ),
        Mistake::<Knobs>::new("no_mlp", "the MLP is left out: the block ends after attention.", |k| k.second = Second::Missing)
            .edit("x + after", "{ let _ = after; x }"),
        Mistake::new("mlp_first", "the MLP comes before attention. Attention comes first.", |k| {
            k.second = Second::First;
        }),
        Mistake::new(
            "token_by_token",
            "attention is called for each token by itself: no token reads another. It gets all tokens at once.",
            |k| k.one_by_one = true,
        ),
        Mistake::<Knobs>::new(
            "called_twice",
            "attention, or the MLP, is called twice. These are nearly all of the work of a network: keep what they say.",
            |k| k.again = true,
        )
        .by_law(),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

//! The typical mistakes of `gru`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Biases, Blend, Knobs, Order, Reset, Squash};

const NEW: &str = "let n = (of_input(2) + r * of_state(2)).tanh();";
const BLEND: &str = "(1.0 - &z) * n + z * h";
const GATES: &str = "let r = (of_input(0) + of_state(0)).mapv(sigmoid);\n    let z = (of_input(1) + of_state(1)).mapv(sigmoid);";
const INPUT: &str = "weights.input.index_axis(Axis(0), gate).dot(&x) + weights.input_bias.row(gate)";
const STATE: &str = "weights.hidden.index_axis(Axis(0), gate).dot(&h) + weights.hidden_bias.row(gate)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_reset(), of_blend(), of_sums(), of_squash(), of_memory()].into_iter().flatten().collect()
}

fn of_reset() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "reset_before_product",
            "r multiplies the state before W does, W (r ⊙ h) + b, as in the paper by Cho and others. Here, as in PyTorch and cuDNN, it is behind the product: \
             r ⊙ (W h + b).",
            |k| k.reset = Reset::BeforeProduct,
        )
        .edit(
            NEW,
            "let n = (of_input(2) + weights.hidden.index_axis(Axis(0), 2).dot(&(r * h)) + weights.hidden_bias.row(2)).tanh();",
        ),
        Mistake::<Knobs>::new(
            "bias_outside_reset",
            "the state's bias of the candidate is added behind r: r ⊙ (W h) + b. r multiplies both: r ⊙ (W h + b). That is why there are two biases.",
            |k| k.reset = Reset::NotBias,
        )
        .edit(
            NEW,
            "let n = (of_input(2) + r * weights.hidden.index_axis(Axis(0), 2).dot(&h) + weights.hidden_bias.row(2)).tanh();",
        ),
        Mistake::<Knobs>::new(
            "resets_the_input_too",
            "r multiplies the whole sum in the candidate. It multiplies what comes from the state: the input gets in whatever r is.",
            |k| k.reset = Reset::Everything,
        )
        .edit(NEW, "let n = (r * (of_input(2) + of_state(2))).tanh();"),
        Mistake::<Knobs>::new(
            "resets_the_input",
            "r multiplies what comes from the input. It multiplies what comes from the state.",
            |k| k.reset = Reset::Input,
        )
        .edit(NEW, "let n = (r * of_input(2) + of_state(2)).tanh();"),
        Mistake::<Knobs>::new(
            "resets_by_update",
            "the candidate looks away from the state by z. That is what r is for; z puts old and new together.",
            |k| k.reset = Reset::ByUpdate,
        )
        .edit(NEW, "let n = (of_input(2) + &z * of_state(2) + 0.0 * r).tanh();"),
        Mistake::<Knobs>::new("no_reset", "the candidate is made without r.", |k| k.reset = Reset::Nothing)
            .edit(NEW, "let n = (of_input(2) + of_state(2) + 0.0 * r).tanh();"),
        Mistake::<Knobs>::new(
            "reset_outside",
            "r multiplies the candidate behind its tanh. It is inside: r ⊙ (W h + b) is one of the two terms of the sum.",
            |k| k.reset = Reset::Outside,
        )
        .edit(NEW, "let n = r * (of_input(2) + of_state(2)).tanh();"),
    ]
}

fn of_blend() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "update_flipped",
            "z says how much is new: z ⊙ n + (1 − z) ⊙ h, as in Chung and others (2014). Here, as in PyTorch, z is how much of the old is kept.",
            |k| k.blend = Blend::Flipped,
        )
        .edit(BLEND, "&z * &n + (1.0 - &z) * h"),
        Mistake::<Knobs>::new(
            "new_not_gated",
            "the candidate comes in whole, n + z ⊙ h. It has the part that z leaves: 1 − z.",
            |k| k.blend = Blend::Added,
        )
        .edit(BLEND, "n + z * h"),
        Mistake::<Knobs>::new(
            "old_not_gated",
            "the old state stays whole, (1 − z) ⊙ n + h. Of that it has the part z.",
            |k| k.blend = Blend::KeepsAll,
        )
        .edit(BLEND, "(1.0 - &z) * n + h"),
        Mistake::new(
            "blended_by_reset",
            "old and new are put together by r. That is what z is for.",
            |k| k.blend = Blend::ByReset,
        ),
        Mistake::new(
            "keeps_what_was_reset",
            "what is kept is z ⊙ r ⊙ h. r is for the candidate alone; z keeps the state as it was.",
            |k| k.blend = Blend::OfReset,
        ),
        Mistake::<Knobs>::new("new_alone", "the candidate is the new state, and nothing of the old one is kept.", |k| {
            k.blend = Blend::NewAlone;
        })
        .edit(BLEND, "n + 0.0 * (z + h)"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "reset_and_update_exchanged",
            "the first block of the weights is taken for z and the second for r, which is the order of Keras and ONNX. Here it is reset, update, new.",
            |k| k.order = Order::UpdateFirst,
        )
        .edit(
            GATES,
            "let r = (of_input(1) + of_state(1)).mapv(sigmoid);\n    let z = (of_input(0) + of_state(0)).mapv(sigmoid);",
        ),
        Mistake::new(
            "order_nrz",
            "the first block of the weights is taken for the candidate, and r and z come after it. Here it is reset, update, new.",
            |k| k.order = Order::NewFirst,
        ),
        Mistake::new(
            "order_rnz",
            "the second block of the weights is taken for the candidate, and the third for z. Here it is reset, update, new.",
            |k| k.order = Order::NewSecond,
        ),
        Mistake::<Knobs>::new(
            "hidden_transposed",
            "h meets Wᵀ, as in `h.dot(&hidden)`. Row u of W says what unit u receives: W · h is `hidden.dot(&h)`.",
            |k| k.hidden_transposed = true,
        )
        .edit(STATE, "h.dot(&weights.hidden.index_axis(Axis(0), gate)) + weights.hidden_bias.row(gate)"),
        Mistake::<Knobs>::new(
            "no_hidden_bias",
            "the biases `hidden_bias` are not added, or not in the candidate. There are two for each gate.",
            |k| k.biases = Biases::OfInput,
        )
        .edit(STATE, "weights.hidden.index_axis(Axis(0), gate).dot(&h)"),
        Mistake::<Knobs>::new(
            "no_input_bias",
            "the biases `input_bias` are not added. There are two for each gate.",
            |k| k.biases = Biases::OfState,
        )
        .edit(INPUT, "weights.input.index_axis(Axis(0), gate).dot(&x)"),
        Mistake::new("no_bias", "no biases are added. There are two for each gate.", |k| k.biases = Biases::None),
    ]
}

fn of_squash() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_tanh", "the candidate has no tanh, and the state no bounds.", |k| {
            k.squash = Squash::NoTanh;
        })
        .edit(NEW, "let n = of_input(2) + r * of_state(2);"),
        Mistake::<Knobs>::new(
            "sigmoid_candidate",
            "the candidate goes through the logistic function, like the gates, and can never be negative. It is a tanh.",
            |k| k.squash = Squash::SigmoidNew,
        )
        .edit(NEW, "let n = (of_input(2) + r * of_state(2)).mapv(sigmoid);"),
        Mistake::<Knobs>::new(
            "hard_sigmoid",
            "the gates are a straight line that is cut off at 0 and 1, which Keras called hard_sigmoid. Here they are logistic functions.",
            |k| k.squash = Squash::Hard,
        )
        .edit("1.0 / (1.0 + (-x).exp())", "(0.2 * x + 0.5).clamp(0.0, 1.0)"),
        Mistake::<Knobs>::new(
            "sigmoid_overflows",
            "eˣ / (1 + eˣ) is infinity / infinity where a sum is large, and that is not a number. 1 / (1 + e⁻ˣ) is 1 there, and 0 at the other end.",
            |k| k.squash = Squash::SigmoidOverflows,
        )
        .edit("1.0 / (1.0 + (-x).exp())", "x.exp() / (1.0 + x.exp())"),
        Mistake::new(
            "tanh_overflows",
            "tanh by exponentials gives infinity / infinity where a sum is large, and that is not a number. `tanh()` knows better; so does \
             1 − 2 / (1 + e²ˣ).",
            |k| k.squash = Squash::TanhOverflows,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

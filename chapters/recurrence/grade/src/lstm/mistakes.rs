//! The typical mistakes of `lstm`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Blocks, Cell, Knobs, Order, Out, Path, Slope, Squash};

const CELL: &str = "let c = &f * &state.c + &i * &g;";
const OUT: &str = "LstmState { h: &o * &c.mapv(f32::tanh), c }";
const SUM: &str = "hidden.dot(&state.h) + input.dot(&x) + weights.bias.row(gate)";
const SQUASH: &str = "if gate == 2 { sum.tanh() } else { sum.mapv(sigmoid) }";
const SLOPE: &str = "gate * &(1.0 - gate)";
const WHOLE: &str = "concatenate![Axis(0), rows[0], rows[1]]";
const ROWS: &str =
    "let rows = [concatenate![Axis(1), h_by_h, h_by_c], concatenate![Axis(1), c_by_h, c_by_c]];";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_order(), of_gates(), of_step(), of_slopes(), of_paths(), of_memory()].into_iter().flatten().collect()
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "order_ifog",
            "the gates are taken in the order input, forget, output, candidate. Here, as in PyTorch, the candidate comes third and the output last.",
            |k: &mut Knobs| k.order = Order::CandidateLast,
        ),
        Mistake::new(
            "order_igfo",
            "the gates are taken in the order input, candidate, forget, output, that of TensorFlow's BasicLSTMCell. Here it is input, forget, \
             candidate, output.",
            |k| k.order = Order::ForgetThird,
        ),
        Mistake::new(
            "order_iofg",
            "the gates are taken in the order input, output, forget, candidate, that of ONNX. Here it is input, forget, candidate, output.",
            |k| k.order = Order::OutputSecond,
        ),
        Mistake::new(
            "order_figo",
            "the first block of the weights is taken for the forget gate and the second for the input gate. It is input, forget, candidate, output.",
            |k| k.order = Order::ForgetFirst,
        ),
    ]
}

fn of_gates() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sigmoid_candidate",
            "the candidate goes through the logistic function, like the three gates. It is what is written into the cell, and has to be able to \
             be negative: tanh.",
            |k| k.squash = Squash::SigmoidCandidate,
        )
        .edit(SQUASH, "sum.mapv(sigmoid)"),
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
            "tanh by exponentials gives infinity / infinity where a sum or a cell is large, and that is not a number. `tanh()` knows better; so \
             does 1 − 2 / (1 + e²ˣ).",
            |k| k.squash = Squash::TanhOverflows,
        ),
        Mistake::<Knobs>::new(
            "forget_bias_added",
            "1 is added to the sum of the forget gate, as TensorFlow's BasicLSTMCell does. Here what is to be added is in `weights.bias` already.",
            |k| k.forget_bias = true,
        )
        .edit(SUM, "hidden.dot(&state.h) + input.dot(&x) + weights.bias.row(gate) + f32::from(u8::from(gate == 1))"),
        Mistake::<Knobs>::new("no_bias", "the biases are not added.", |k| k.no_bias = true)
            .edit(SUM, "hidden.dot(&state.h) + input.dot(&x)"),
        Mistake::<Knobs>::new(
            "state_not_in_gates",
            "the sums lack W h: gates look at the input alone, and the step does not know what was put out before.",
            |k| k.no_hidden = true,
        )
        .edit(SUM, "input.dot(&x) + weights.bias.row(gate) + 0.0 * hidden.dot(&state.h)"),
        Mistake::<Knobs>::new(
            "cell_in_gates",
            "the sums have W c: the cell stands where the output h has to stand. Of the state before, gates see h alone.",
            |k| k.cell_in_gates = true,
        )
        .edit(SUM, "hidden.dot(&state.c) + input.dot(&x) + weights.bias.row(gate)"),
        Mistake::<Knobs>::new(
            "hidden_transposed",
            "h meets Wᵀ, as in `h.dot(&hidden)`. Row u of W says what unit u receives: W · h is `hidden.dot(&h)`.",
            |k| k.hidden_transposed = true,
        )
        .edit(SUM, "state.h.dot(&hidden) + input.dot(&x) + weights.bias.row(gate)"),
    ]
}

fn of_step() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "coupled_gates",
            "what comes in is 1 − f: input and forget gate are coupled. Here the input gate i decides that by itself, and a cell can keep and add \
             at once.",
            |k| k.cell = Cell::Coupled,
        )
        .edit(CELL, "let c = &f * &state.c + &(&i * 0.0 + 1.0 - &f) * &g;"),
        Mistake::<Knobs>::new(
            "never_forgets",
            "the old cell is kept as it is, c + i ⊙ g, as in the LSTM of 1997. Here it is multiplied by the forget gate.",
            |k| k.cell = Cell::NeverForgets,
        )
        .edit(CELL, "let c = &f * 0.0 + &state.c + &i * &g;"),
        Mistake::<Knobs>::new(
            "gates_exchanged_in_cell",
            "the input gate multiplies the old cell, and the forget gate the candidate. f is how much of the old is kept.",
            |k| k.cell = Cell::Exchanged,
        )
        .edit(CELL, "let c = &i * &state.c + &f * &g;"),
        Mistake::<Knobs>::new(
            "no_input_gate",
            "the candidate comes in whole, f ⊙ c + g. The input gate decides how much of it does.",
            |k| k.cell = Cell::NoInputGate,
        )
        .edit(CELL, "let c = &f * &state.c + &i * 0.0 + &g;"),
        Mistake::<Knobs>::new(
            "cell_squashed",
            "the cell that is handed on has gone through tanh, and what is kept shrinks with every step. tanh is for the output; the cell is a sum, and can grow.",
            |k| k.cell = Cell::Squashed,
        )
        .edit(CELL, "let c = (&f * &state.c + &i * &g).tanh();"),
        Mistake::<Knobs>::new("no_tanh_of_cell", "the output is o ⊙ c', without tanh.", |k| k.out = Out::NoTanh)
            .edit(OUT, "LstmState { h: &o * &c, c }"),
        Mistake::<Knobs>::new(
            "output_from_old_cell",
            "the output is made of the old cell. It is o ⊙ tanh(c'), of the new one.",
            |k| k.out = Out::OldCell,
        )
        .edit(OUT, "LstmState { h: &o * &state.c.mapv(f32::tanh), c }"),
        Mistake::<Knobs>::new(
            "tanh_around_output",
            "the output is tanh(o ⊙ c'). The gate opens outside: o ⊙ tanh(c').",
            |k| k.out = Out::TanhOutside,
        )
        .edit(OUT, "LstmState { h: (&o * &c).mapv(f32::tanh), c }"),
        Mistake::<Knobs>::new("no_output_gate", "the output is tanh(c'), without the gate o.", |k| k.out = Out::NoGate)
            .edit(OUT, "LstmState { h: &o * 0.0 + &c.mapv(f32::tanh), c }"),
        Mistake::<Knobs>::new("h_and_c_exchanged", "step gives the cell as h and the output as c.", |k| {
            k.exchanged = true;
        })
        .edit(OUT, "LstmState { c: &o * &c.mapv(f32::tanh), h: c }"),
    ]
}

fn of_slopes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "gates_without_slope",
            "jacobian: a derivative is missing: that of the logistic function, that of tanh in the candidate, or both. A gate changes with its sum by σ (1 − σ), at \
             most a quarter, and the candidate by 1 − g².",
            |k| k.slope = Slope::NoneOfGates,
        )
        .edit(SLOPE, "0.0 * gate + 1.0"),
        Mistake::<Knobs>::new(
            "slope_of_gate_twice",
            "jacobian: the derivative is taken at the gate's value, as if that were its sum. The gate is σ of the sum already: σ' is gate · (1 − gate), \
             and tanh' is 1 − g².",
            |k| k.slope = Slope::OfGates,
        ),
        Mistake::<Knobs>::new(
            "candidate_has_sigmoid_slope",
            "jacobian: the candidate has the derivative g (1 − g) of a logistic function. It is a tanh: 1 − g².",
            |k| k.slope = Slope::CandidateAsGate,
        )
        .edit("&i * &(1.0 - &g * &g)", "&i * &slope(&g)"),
        Mistake::<Knobs>::new(
            "numbers_on_columns",
            "jacobian: the number of unit u multiplies column u of W. It is the slope of what unit u puts out, and that is row u.",
            |k| k.columns = true,
        )
        .edit("&by.insert_axis(Axis(1))", "&by.insert_axis(Axis(0))"),
    ]
}

fn of_paths() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_through_the_cell",
            "jacobian: h' changes with h through the output gate alone. The other gates change c', and tanh(c') is in h' too.",
            |k| k.path = Path::NotThroughCell,
        )
        .edit("along(3, &tanh * &slope(&o)) + &c_by_h * &through", "along(3, &tanh * &slope(&o)) + 0.0 * &c_by_h"),
        Mistake::<Knobs>::new(
            "not_through_the_output_gate",
            "jacobian: h' changes with h through the cell alone. The output gate o looks at h as well.",
            |k| k.path = Path::NotThroughOutputGate,
        )
        .edit("along(3, &tanh * &slope(&o)) + &c_by_h * &through", "&c_by_h * &through"),
        Mistake::new(
            "gates_are_constants",
            "jacobian: gates are taken for constants, so that nothing changes with h. That is how gradients were truncated in 1997; the derivative \
             of a step has all of it.",
            |k| k.path = Path::GatesAreConstants,
        ),
        Mistake::<Knobs>::new(
            "no_slope_of_cell",
            "jacobian: h' changes with c' by o. h' is o ⊙ tanh(c'), so that it is o (1 − tanh²(c')).",
            |k| k.path = Path::NoTanhOfCell,
        )
        .edit("(&o * &(1.0 - &tanh * &tanh))", "o.clone()"),
        Mistake::<Knobs>::new(
            "slope_at_old_cell",
            "jacobian: the slope of tanh is that at the old cell, 1 − tanh²(c). h' has tanh(c').",
            |k| k.path = Path::OldCell,
        )
        .edit("(&o * &(1.0 - &tanh * &tanh))", "(&o * &(1.0 - &state.c.mapv(f32::tanh) * &state.c.mapv(f32::tanh)))"),
        Mistake::<Knobs>::new(
            "slope_of_output",
            "jacobian: the slope of tanh is taken as 1 − h'², of the output. h' has the factor o as well; the slope is 1 − tanh²(c').",
            |k| k.path = Path::SlopeOfOutput,
        )
        .edit("(&o * &(1.0 - &tanh * &tanh))", "(&o * &(1.0 - &(&o * &tanh) * &(&o * &tanh)))"),
        Mistake::<Knobs>::new(
            "term_missing",
            "jacobian: c' changes with h in three ways, through f, i and g, and one of them is missing. It is the product rule for f ⊙ c + i ⊙ g: each gate \
             that looks at h has a term.",
            |k| k.path = Path::TermMissing,
        )
        .edit("along(1, &state.c * &slope(&f))", "0.0 * along(1, &state.c * &slope(&f))"),
        Mistake::new(
            "slopes_without_factors",
            "jacobian: the terms of c' by h are the slopes of f, i and g alone. By the product rule each has what stands beside it in f ⊙ c + i ⊙ g: c, g and i.",
            |k| k.path = Path::WithoutFactors,
        ),
        Mistake::<Knobs>::new(
            "no_tanh_in_output_term",
            "jacobian: the change of the output gate is multiplied by c'. o multiplies tanh(c').",
            |k| k.path = Path::OutputTermNoTanh,
        )
        .edit("along(3, &tanh * &slope(&o))", "along(3, &c * &slope(&o))"),
        Mistake::<Knobs>::new(
            "new_cell_for_forget",
            "jacobian: the change of the forget gate is multiplied by the new cell. f multiplies the old one.",
            |k| k.path = Path::NewCellForForget,
        )
        .edit("along(1, &state.c * &slope(&f))", "along(1, &c * &slope(&f))"),
        Mistake::<Knobs>::new(
            "identity_for_forget",
            "jacobian: c' changes with c by 1, as in a cell without a forget gate. Here it is f.",
            |k| k.path = Path::IdentityForForget,
        )
        .edit("let c_by_c = Array2::from_diag(&f);", "let c_by_c = Array2::from_diag(&(0.0 * &f + 1.0));"),
        Mistake::<Knobs>::new(
            "output_not_by_cell",
            "jacobian: h' does not change with c. It does, by way of c': h' = o ⊙ tanh(c'), and c' has f ⊙ c in it.",
            |k| k.path = Path::NotByCell,
        )
        .edit("let h_by_c = &c_by_c * &through;", "let h_by_c = 0.0 * &c_by_c * &through;"),
        Mistake::<Knobs>::new(
            "output_by_cell_without_f",
            "jacobian: h' changes with c as it changes with c'. Between the two is the forget gate.",
            |k| k.path = Path::ByCellWithoutForget,
        )
        .edit("let h_by_c = &c_by_c * &through;", "let h_by_c = Array2::<f32>::eye(f.len()) * &through;"),
        Mistake::<Knobs>::new(
            "cell_first",
            "jacobian: the cell comes before the output, in rows, in columns or in both. Here h comes first, and then c.",
            |k| k.blocks = Blocks::CellFirst,
        )
        .edit(
            ROWS,
            "let rows = [concatenate![Axis(1), c_by_c, c_by_h], concatenate![Axis(1), h_by_c, h_by_h]];",
        ),
        Mistake::<Knobs>::new(
            "jacobian_transposed",
            "jacobian: entry (r, k) is that of (k, r). Rows are numbers of the new state, and columns numbers of the old one.",
            |k| k.blocks = Blocks::Transposed,
        )
        .edit(WHOLE, "concatenate![Axis(0), rows[0], rows[1]].reversed_axes()"),
        Mistake::<Knobs>::new(
            "only_outputs",
            "jacobian: only ∂h'/∂h is returned. The state is h and c together: (2d, 2d).",
            |k| k.blocks = Blocks::OutputsAlone,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

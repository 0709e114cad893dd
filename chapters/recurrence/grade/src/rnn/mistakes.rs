//! The typical mistakes of `rnn`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Carry, Knobs, Product, Rows, Slope, Squash, WithoutSteps};

const SUM: &str = "(weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).tanh()";
const STORE: &str = "        row.assign(&state);\n";
const MULTIPLY: &str = "product = (&hidden * &slope).dot(&product);";
const STATES: &str = "for state in states.rows() {";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_the_sum(), of_carrying(), of_slopes(), of_products(), of_both()].into_iter().flatten().collect()
}

fn of_the_sum() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "hidden_transposed",
            "forward: the state meets Wᵀ, as in `state.dot(&hidden)`. Row i of W says what unit i receives: W · h is `hidden.dot(&state)`.",
            |k| k.hidden_transposed = true,
        )
        .edit(SUM, "(state.dot(&weights.hidden) + weights.input.dot(&input) + weights.bias).tanh()"),
        Mistake::<Knobs>::new("no_bias", "forward: the bias is not added.", |k| k.no_bias = true)
            .edit(SUM, "(weights.hidden.dot(&state) + weights.input.dot(&input)).tanh()"),
        Mistake::<Knobs>::new(
            "no_tanh",
            "forward: the sum is the state, without tanh. The network is linear then, and its states have no bounds.",
            |k| k.squash = Squash::Nothing,
        )
        .edit(SUM, "weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias"),
        Mistake::<Knobs>::new(
            "sigmoid_state",
            "forward: the sum goes through the logistic function. A plain network takes tanh, whose values lie on both sides of 0.",
            |k| k.squash = Squash::Sigmoid,
        )
        .edit(
            SUM,
            "(weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).mapv(|x| 1.0 / (1.0 + (-x).exp()))",
        ),
        Mistake::<Knobs>::new("relu_state", "forward: what is negative becomes 0, as with ReLU. Here it is tanh.", |k| {
            k.squash = Squash::Relu;
        })
        .edit(
            SUM,
            "(weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).mapv(|x| x.max(0.0))",
        ),
        Mistake::<Knobs>::new(
            "tanh_of_each_term",
            "forward: W h goes through a tanh of its own. There is one tanh, around the sum of everything.",
            |k| k.squash = Squash::EachTerm,
        )
        .edit(SUM, "weights.hidden.dot(&state).tanh() + (weights.input.dot(&input) + weights.bias).tanh()"),
        Mistake::<Knobs>::new(
            "bias_outside",
            "forward: the bias is added behind the tanh. It belongs to the sum inside.",
            |k| k.squash = Squash::BeforeBias,
        )
        .edit(SUM, "(weights.hidden.dot(&state) + weights.input.dot(&input)).tanh() + weights.bias"),
        Mistake::new(
            "tanh_overflows",
            "forward: tanh by exponentials gives infinity / infinity where a sum is large, and that is not a number. `tanh()` knows better; \
             so does 1 − 2 / (1 + e²ˣ).",
            |k| k.squash = Squash::Overflows,
        ),
    ]
}

fn of_carrying() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "states_before",
            "forward: the row of a step is the state that enters it, h₀ to h_{T−1}. It is the one that leaves it: h₁ to h_T.",
            |k| k.rows = Rows::Before,
        )
        .edit(
            "        state = (weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).tanh();\n        row.assign(&state);\n",
            "        row.assign(&state);\n        state = (weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).tanh();\n",
        ),
        Mistake::new(
            "start_among_states",
            "forward: h₀ is returned as well, T + 1 rows. The states are h₁ to h_T.",
            |k| k.rows = Rows::Both,
        ),
        Mistake::new(
            "last_state_alone",
            "forward: the last state alone is returned. A row for each step is asked for.",
            |k| k.rows = Rows::Last,
        ),
        Mistake::new(
            "states_backwards",
            "forward: the states come back from the last to the first.",
            |k| k.rows = Rows::Backwards,
        ),
        Mistake::<Knobs>::new(
            "begins_with_zeros",
            "forward: the first step starts from zeros in place of `start`.",
            |k| k.from_zero = true,
        )
        .edit("let mut state: Array1<f32> = start.to_owned();", "let mut state: Array1<f32> = Array1::zeros(start.len());"),
        Mistake::<Knobs>::new(
            "always_from_start",
            "forward: every step starts from h₀, so that nothing is carried from one to the next.",
            |k| k.carry = Carry::Start,
        )
        .edit(STORE, "        row.assign(&state);\n        state.assign(&start);\n"),
        Mistake::<Knobs>::new(
            "carries_the_sum",
            "forward: the next step receives the sum before the tanh. It receives the state, behind the tanh.",
            |k| k.carry = Carry::Sum,
        )
        .edit(
            "        state = (weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias).tanh();\n        row.assign(&state);\n",
            "        state = weights.hidden.dot(&state) + weights.input.dot(&input) + weights.bias;\n        row.assign(&state.mapv(f32::tanh));\n",
        ),
        Mistake::<Knobs>::new(
            "adds_the_state",
            "forward: the state before is added to the new one, as in a residual network. A plain network replaces it.",
            |k| k.carry = Carry::Added,
        )
        .edit("state = (", "state = &state + (")
        ,
        Mistake::new(
            "updated_in_place",
            "forward: unit after unit takes its new value, and the next unit already sees it. All units of a step see the state before: write the new one \
             elsewhere.",
            |k| k.carry = Carry::InPlace,
        ),
        Mistake::new(
            "inputs_backwards",
            "forward: the inputs are taken from the last to the first.",
            |k| k.inputs_backwards = true,
        ),
    ]
}

fn of_slopes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_slope",
            "jacobian: it is the product of W alone. Each step also has the derivative of tanh, 1 − h².",
            |k| k.slope = Slope::One,
        )
        .edit("|h| 1.0 - h * h", "|_| 1.0"),
        Mistake::<Knobs>::new(
            "slope_of_state",
            "jacobian: the derivative is taken as 1 − tanh²(h) of a state h. The state is the tanh already: 1 − h².",
            |k| k.slope = Slope::OfState,
        )
        .edit("|h| 1.0 - h * h", "|h: f32| 1.0 - h.tanh() * h.tanh()"),
        Mistake::<Knobs>::new(
            "slope_of_sigmoid",
            "jacobian: the derivative is h (1 − h), which belongs to the logistic function. For tanh it is 1 − h².",
            |k| k.slope = Slope::OfSigmoid,
        )
        .edit("|h| 1.0 - h * h", "|h| h * (1.0 - h)"),
        Mistake::<Knobs>::new(
            "slope_not_squared",
            "jacobian: the derivative of tanh is taken as 1 − h. It is 1 − h²; of h = −1 the one is 2, and the other 0.",
            |k| k.slope = Slope::NotSquared,
        )
        .edit("|h| 1.0 - h * h", "|h| 1.0 - h"),
        Mistake::new(
            "slope_of_state_before",
            "jacobian: the step to hₜ has the slope of hₜ₋₁. The tanh of that step gives hₜ, and the slope is 1 − hₜ²: row 0 of `states` belongs to the first \
             step. (Where a network is written x = W tanh(x) + …, the slope is that of the state before, and on columns. Here the tanh is outside.)",
            |k| k.slope = Slope::OfStateBefore,
        ),
        Mistake::<Knobs>::new(
            "slope_on_columns",
            "jacobian: 1 − h² of unit j multiplies column j of W. It is the slope of what comes out, and what comes out at unit i is row i.",
            |k| k.columns = true,
        )
        .edit(".insert_axis(Axis(1))", ".insert_axis(Axis(0))"),
    ]
}

fn of_products() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "product_reversed",
            "jacobian: the matrices of the steps are multiplied in the reverse order. The first step acts first, on what comes from the right: \
             its matrix is the rightmost.",
            |k| k.product = Product::Reversed,
        )
        .edit(MULTIPLY, "product = product.dot(&(&hidden * &slope));"),
        Mistake::<Knobs>::new(
            "hidden_transposed_in_jacobian",
            "jacobian: the steps are made of Wᵀ. Unit i changes with unit j by W[i, j].",
            |k| k.jacobian_of_transposed = true,
        )
        .edit(MULTIPLY, "product = (&hidden.t() * &slope).dot(&product);"),
        Mistake::<Knobs>::new(
            "jacobian_transposed",
            "jacobian: entry (i, j) is that of (j, i), as in a product of transposed matrices, which takes gradients backwards. Here rows are units \
             of h_T, and columns units of h₀.",
            |k| k.transposed = true,
        )
        .edit("    product\n}", "    product.reversed_axes()\n}"),
        Mistake::<Knobs>::new(
            "last_step_alone",
            "jacobian: only the last step is in it. That is the gradient of a network that was truncated to one step.",
            |k| k.product = Product::LastAlone,
        )
        .edit(MULTIPLY, "product = &hidden * &slope;"),
        Mistake::<Knobs>::new("first_step_alone", "jacobian: only the first step is in it.", |k| {
            k.product = Product::FirstAlone;
        })
        .edit(STATES, "for state in states.rows().into_iter().take(1) {"),
        Mistake::<Knobs>::new(
            "first_step_missing",
            "jacobian: the step to h₁ is left out. Row 0 of `states` is h₁, and it too has come from a state before it: T rows are T steps.",
            |k| k.product = Product::WithoutFirst,
        )
        .edit(STATES, "for state in states.rows().into_iter().skip(1) {"),
        Mistake::<Knobs>::new(
            "last_step_missing",
            "jacobian: the step to h_T is left out. T rows of `states` are T steps.",
            |k| k.product = Product::WithoutLast,
        )
        .edit(STATES, "for state in states.rows().into_iter().take(states.nrows().max(1) - 1) {"),
        Mistake::<Knobs>::new(
            "elementwise",
            "jacobian: the matrices of the steps are multiplied entry by entry, as `*` does. What goes through all units on its way is a matrix \
             product, `dot`.",
            |k| k.product = Product::Elementwise,
        )
        .edit(MULTIPLY, "product = (&hidden * &slope) * &product;"),
        Mistake::new(
            "steps_summed",
            "jacobian: the matrices of the steps are added. A change goes through one step after the other: they are multiplied.",
            |k| k.product = Product::Summed,
        ),
        Mistake::new(
            "clipped",
            "jacobian: it is clipped where it is large. Clipping is for the step of an optimiser; here the question is how large it is.",
            |k| k.clipped = true,
        ),
        Mistake::new(
            "zeros_without_a_step",
            "jacobian: without a step it is all zeros. Then h_T is h₀, and changes as that does: the identity.",
            |k| k.none = WithoutSteps::Zeros,
        ),
    ]
}

fn of_both() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "panics_without_a_step",
            "it panics where T is 0, as by `states.row(0)` or by stacking no rows. There are no states then, and the Jacobian is the identity.",
            |k| k.none = WithoutSteps::Panic,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

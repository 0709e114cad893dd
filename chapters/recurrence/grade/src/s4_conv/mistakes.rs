//! The typical mistakes of `s4_conv`.

use judge::{Mistake, slips};

use super::bent::{Convolve, Kernel, Knobs, Recur};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_convolve(), of_kernel(), of_recur(), of_all()].into_iter().flatten().collect()
}

const SUM: &str = "(0..=t).map(|l| kernel[l] * input[t - l]).sum()";

fn of_convolve() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "circular",
            "convolve comes round: what the kernel would put behind the end is added at the beginning, so that the first outputs know of the last inputs. A product \
             of Fourier transforms does that. Pad both with zeros to at least 2L − 1, and keep the first L numbers.",
            |k| k.convolve = Convolve::Circular,
        )
        .edit(SUM, "(0..input.len()).map(|l| kernel[l] * input[(t + input.len() - l) % input.len()]).sum()"),
        Mistake::new(
            "padded_too_little",
            "convolve comes round behind the next power of two. Padding to a length that suits the Fourier transform is not enough: it takes 2L − 1 places, or what is \
             kept behind the end is added at the beginning.",
            |k| k.convolve = Convolve::PaddedTooLittle,
        ),
        Mistake::<Knobs>::new(
            "sees_the_future",
            "convolve looks forwards: number l of the kernel meets the input t + l. That is a correlation, as what deep learning calls a convolution is. Here kernels look back.",
            |k| k.convolve = Convolve::Future,
        )
        .edit(SUM, "(0..input.len() - t).map(|l| kernel[l] * input[t + l]).sum()"),
        Mistake::<Knobs>::new(
            "not_turned",
            "in convolve number l of the kernel meets the input l, whichever output it is. Kernel and input run against each other: l and t − l.",
            |k| k.convolve = Convolve::NotTurned,
        )
        .edit(SUM, "(0..=t).map(|l| kernel[l] * input[l]).sum()"),
        Mistake::<Knobs>::new(
            "convolves_backwards",
            "convolve goes through the kernel from its end. Number 0 of the kernel belongs to the newest input.",
            |k| k.convolve = Convolve::Backwards,
        )
        .edit(SUM, "(0..=t).map(|l| kernel[input.len() - 1 - l] * input[t - l]).sum()"),
        Mistake::<Knobs>::new(
            "first_input_missing",
            "convolve leaves out the first input: the sum ends at l = t − 1. With l = t it reaches the input 0.",
            |k| k.convolve = Convolve::WithoutFirst,
        )
        .edit("(0..=t).map(", "(0..t).map("),
        Mistake::<Knobs>::new(
            "newest_input_missing",
            "convolve is one step late: number 0 of the kernel meets the input before. It meets the newest, uₜ.",
            |k| k.convolve = Convolve::OneLate,
        )
        .edit(SUM, "(0..t).map(|l| kernel[l] * input[t - 1 - l]).sum()"),
        Mistake::new(
            "centred",
            "convolve gives the middle of the whole convolution, as mode=\"same\" does. What is causal begins with its first number.",
            |k| k.convolve = Convolve::Centred,
        ),
        Mistake::new(
            "whole_convolution",
            "convolve gives all 2L − 1 numbers of the convolution. Only the first L have a place in the text.",
            |k| k.convolve = Convolve::Whole,
        ),
        Mistake::new(
            "number_by_number",
            "convolve multiplies kernel and input number by number. That is what becomes of their Fourier transforms; without these it is no convolution.",
            |k| k.convolve = Convolve::Product,
        ),
    ]
}

fn of_kernel() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "kernel_one_late",
            "the kernel begins with C Ā B̄. The newest input has been through B̄ only: K₀ = C B̄.",
            |k| k.kernel = Kernel::OneLate,
        )
        .edit("let mut state = b.to_owned();", "let mut state = a.dot(&b);"),
        Mistake::new(
            "kernel_begins_with_zero",
            "the kernel has a 0 before C B̄. That is the recurrence that reads its state before the input comes in.",
            |k| k.kernel = Kernel::OneEarly,
        ),
        Mistake::<Knobs>::new(
            "kernel_transposed",
            "the kernel is that of Ā transposed: B̄ is multiplied from the other side, or B̄ and C have changed places. The state is a column, and Ā stands before it.",
            |k| k.kernel = Kernel::Transposed,
        )
        .edit(
            "        state = a.dot(&state);\n        number",
            "        state = state.dot(&a);\n        number",
        ),
        Mistake::new(
            "powers_element_by_element",
            "the kernel takes the power l of every number of Ā by itself. Āˡ is a product of l matrices.",
            |k| k.kernel = Kernel::ElementByElement,
        ),
        Mistake::new(
            "powers_squared",
            "the kernel squares Ā in every step: the powers are 0, 1, 3, 7 and so on. Either the vector is multiplied by the same Ā each time, or the matrix grows by one Ā each time.",
            |k| k.kernel = Kernel::Squares,
        ),
        Mistake::<Knobs>::new("kernel_without_b", "the kernel is C Āˡ times a vector of ones. B̄ belongs there.", |k| {
            k.kernel = Kernel::WithoutB;
        })
        .edit("let mut state = b.to_owned();", "let mut state = Array1::ones(b.len());"),
        Mistake::<Knobs>::new(
            "kernel_of_a_derivative",
            "the kernel has the powers of I + Ā. Ā is already a matrix of discrete time: it gives the next state, not the change.",
            |k| k.kernel = Kernel::Derivative,
        )
        .edit(
            "        state = a.dot(&state);\n        number",
            "        state = a.dot(&state) + &state;\n        number",
        ),
        Mistake::new(
            "kernel_backwards",
            "the kernel comes from its last number to its first. K₀ = C B̄ is the first.",
            |k| k.kernel = Kernel::Backwards,
        ),
    ]
}

fn of_recur() -> Vec<Mistake<Knobs>> {
    let step = "state = a.dot(&state) + &b * u;";
    vec![
        Mistake::<Knobs>::new(
            "reads_before_update",
            "recur reads the state before the input has come in. y₀ is C B̄ u₀, and not 0.",
            |k| k.recur = Recur::ReadsBefore,
        )
        .edit(
            "        state = a.dot(&state) + &b * u;\n        c.dot(&state)",
            "        let out = c.dot(&state);\n        state = a.dot(&state) + &b * u;\n        out",
        ),
        Mistake::<Knobs>::new(
            "input_before_a",
            "recur multiplies the newest input by Ā, too: Ā (x + B̄ u). Only the old state is.",
            |k| k.recur = Recur::InputFirst,
        )
        .edit(step, "state = a.dot(&(&state + &(&b * u)));"),
        Mistake::<Knobs>::new(
            "recur_transposed",
            "recur multiplies by Ā transposed. The state is a column, and Ā stands before it: `a.dot(&state)`.",
            |k| k.recur = Recur::Transposed,
        )
        .edit(step, "state = state.dot(&a) + &b * u;"),
        Mistake::<Knobs>::new(
            "recur_adds_a_change",
            "recur adds Ā x to the state. Ā is already a matrix of discrete time: Ā x is the next state, not the change.",
            |k| k.recur = Recur::Derivative,
        )
        .edit(step, "state = &state + &a.dot(&state) + &b * u;"),
        Mistake::<Knobs>::new("recur_sums", "recur leaves Ā out: the state is a sum of all inputs.", |k| k.recur = Recur::Sums)
            .edit(step, "state = &state + &(&b * u);"),
        Mistake::<Knobs>::new(
            "state_forgotten",
            "recur begins each step with a state of zeros. It has to be kept from one step to the next.",
            |k| k.recur = Recur::Forgets,
        )
        .edit(step, "state = &b * u;"),
        Mistake::new(
            "state_in_place",
            "recur writes the new state over the old one number by number, so that the later numbers are made of new ones. Keep the old state until all of the new one is there.",
            |k| k.recur = Recur::InPlace,
        ),
        Mistake::<Knobs>::new(
            "skip_added",
            "recur adds the input to the output. S4's layers do that with a D of their own; here there is none.",
            |k| k.recur = Recur::Skip,
        )
        .edit(
            "        state = a.dot(&state) + &b * u;\n        c.dot(&state)",
            "        state = a.dot(&state) + &b * u;\n        c.dot(&state) + u",
        ),
        Mistake::<Knobs>::new("recur_without_b", "recur adds the input to every state. It comes in through B̄.", |k| {
            k.recur = Recur::WithoutB;
        })
        .edit(step, "state = a.dot(&state) + u;"),
    ]
}

fn of_all() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "one_of_none",
            "where the length is 0 a number comes out all the same. The first one must not be written before it is clear that there is one.",
            |k| k.one_of_none = true,
        ),
        Mistake::new(
            "needs_one",
            "where the length is 0 the answer takes the first number of nothing, and panics. The result is empty.",
            |k| k.needs_one = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

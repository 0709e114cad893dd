//! How the views of an input lie in memory, for mistakes that read memory in their place.

use judge::{Matrix, Vector, slips};

use super::{Decays, Edit, Input};

/// All views of an input.
pub(super) fn views(input: &Input) -> (Vec<&Matrix>, Vec<&Vector>) {
    match input {
        Input::Unit { rows } => (vec![rows], vec![]),
        Input::Edit(edit) => {
            let (mut matrices, mut vectors) =
                (vec![&edit.queries, &edit.keys, &edit.values], vec![&edit.beta]);
            match &edit.decays {
                Decays::Nothing => {}
                Decays::OfToken(decays) => vectors.push(decays),
                Decays::OfChannel(decays) => matrices.push(decays),
            }
            (matrices, vectors)
        }
        Input::Decay { raw, bias, .. } => (vec![raw], vec![bias]),
        Input::Gate { outputs, asked } => (vec![outputs, asked], vec![]),
    }
}

/// One matrix in the order in which it lies: queries, keys, values, decays.
pub(super) fn one_in_memory_order(edit: &Edit, which: usize) -> Edit {
    let mut read = edit.clone();
    match which {
        0 => read.queries = slips::in_memory_order(&edit.queries),
        1 => read.keys = slips::in_memory_order(&edit.keys),
        2 => read.values = slips::in_memory_order(&edit.values),
        _ => {
            if let Decays::OfChannel(decays) = &edit.decays {
                read.decays = Decays::OfChannel(slips::in_memory_order(decays));
            }
        }
    }
    read
}

/// All views in the order in which they lie.
pub(super) fn in_memory_order(input: &Input) -> Input {
    let (matrix, vector) = (slips::in_memory_order::<ndarray::Ix2>, slips::in_memory_order::<ndarray::Ix1>);
    match input {
        Input::Unit { rows } => Input::Unit { rows: matrix(rows) },
        Input::Edit(edit) => Input::Edit(Edit {
            queries: matrix(&edit.queries),
            keys: matrix(&edit.keys),
            values: matrix(&edit.values),
            beta: vector(&edit.beta),
            decays: match &edit.decays {
                Decays::Nothing => Decays::Nothing,
                Decays::OfToken(decays) => Decays::OfToken(vector(decays)),
                Decays::OfChannel(decays) => Decays::OfChannel(matrix(decays)),
            },
        }),
        Input::Decay { raw, a_log, bias } => {
            Input::Decay { raw: matrix(raw), a_log: *a_log, bias: vector(bias) }
        }
        Input::Gate { outputs, asked } => Input::Gate { outputs: matrix(outputs), asked: matrix(asked) },
    }
}

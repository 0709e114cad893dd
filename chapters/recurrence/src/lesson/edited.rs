//! A memory that is written, read and overwritten, step by step.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array1, Array2, Axis, array, concatenate, s};

use crate::Delta;

/// The names of three keys.
pub const KEYS: [&str; 3] = ["a", "b", "c"];

/// The keys: two at right angles, and one between them.
pub fn keys() -> Array2<f32> {
    array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.6, 0.8, 0.0]]
}

/// What is written: at which key, and which value.
pub fn writes() -> Vec<(usize, [f32; 3])> {
    vec![(0, [1.0, 0.0, 0.0]), (1, [0.0, 1.0, 0.0]), (0, [0.0, 0.0, 1.0]), (2, [0.0, 1.0, 1.0])]
}

/// What the memory answers at each of the keys after so many writes, with one β for all.
pub fn answers(rule: Delta, count: usize, beta: f32) -> Array2<f32> {
    let (keys, writes) = (keys(), writes());
    let at = |writes: &[(usize, [f32; 3])]| {
        Array2::from_shape_fn((writes.len(), 3), |(t, c)| keys[[writes[t].0, c]])
    };
    let values = Array2::from_shape_fn((count, 3), |(t, c)| writes[t].1[c]);
    // Then three tokens that write nothing, and read at the keys.
    let all_keys = concatenate![Axis(0), at(&writes[..count]), keys];
    let all_values = concatenate![Axis(0), values, Array2::zeros((3, 3))];
    let betas: Array1<f32> = (0..count + 3).map(|t| if t < count { beta } else { 0.0 }).collect();
    let queries = &all_keys * 3.0_f32.sqrt();
    let out = (rule.delta)(queries.view(), all_keys.view(), all_values.view(), betas.view());
    out.slice(s![count.., ..]).to_owned()
}

/// What linear attention answers there.
pub fn sums(count: usize) -> Array2<f32> {
    let keys = keys();
    let mut state = Array2::<f32>::zeros((3, 3));
    for (key, value) in &writes()[..count] {
        let value = Array1::from_vec(value.to_vec());
        state += &(&keys.row(*key).insert_axis(Axis(1)) * &value);
    }
    keys.dot(&state)
}

/// What both memories answer after each write.
///
/// # Panics
/// If an answer of the memory is not from 0 to 2.
pub fn figure(rule: Delta) -> Figure {
    let mut steps = Steps::new(
        "A sum keeps what was there before; the delta rule replaces it, and pays where keys overlap",
    );
    let said = [
        "The value (1, 0, 0) is written at key a.",
        "The value (0, 1, 0) is written at key b, at right angles to a. Nothing is disturbed.",
        "The value (0, 0, 1) is written at key a again. The sum keeps both; the delta rule replaces the first.",
        "The value (0, 1, 1) is written at key c, which lies between a and b. The delta rule answers rightly at c, and pays at a and b.",
    ];
    for (count, caption) in (1..).zip(said) {
        let panel = |caption: &str, answers: &Array2<f32>| {
            let rows = answers.rows().into_iter();
            let rows = rows.map(|row| row.iter().map(|&x| f64::from(x) / 2.0).collect()).collect();
            let write = |x: f64| if x.abs() < 1e-4 { String::new() } else { figures::text(2.0 * x, 2) };
            Panel::new(caption, rows).names(&KEYS, &["0", "1", "2"]).axes("read at", "channel").write(write)
        };
        let (sum, corrected) = (sums(count), answers(rule, count, 1.0));
        let about = |answers: &Array2<f32>| {
            let row = |key: usize| {
                let row: Vec<String> = answers.row(key).iter().map(|&x| figures::text(x, 2)).collect();
                format!("{} answers {}", KEYS[key], row.join(", "))
            };
            (0..3).map(row).collect::<Vec<_>>().join("; ")
        };
        let description = format!(
            "After {count} of 4 writes. In the sum {}. By the delta rule {}.",
            about(&sum),
            about(&corrected)
        );
        let figure = Grid::new(&format!("After write {count}"), &description)
            .panel(panel("a sum", &sum))
            .panel(panel("the delta rule", &corrected))
            .save();
        steps = steps.frame(caption, figure);
    }
    steps.save()
}

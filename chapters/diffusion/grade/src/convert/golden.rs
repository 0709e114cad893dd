//! What is known of `convert` from elsewhere.

use judge::{Golden, mistaken, turned};
use ndarray::array;

use super::Input;
use super::bent::{Knobs, Only, Read};
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_forms_of_a_known_pair,
        v_as_it_is_written_wrongly,
        the_score_as_it_is_written_wrongly,
        v_as_it_is_read_wrongly,
        losses_of_three_forms
    ]
}

/// One number with ᾱ = 0.504, the schedule 0.1, 0.2, 0.3, 0.4 at its third step.
fn number(knobs: &Knobs, [from, to]: [usize; 2], value: f64) -> f64 {
    let (alpha, sigma) = (0.504_f64.sqrt(), 0.496_f64.sqrt());
    let x = alpha * 1.5 - sigma * 0.7;
    let input = Input {
        from,
        to,
        value: array![[value as f32]].into(),
        x: array![[x as f32]].into(),
        alpha: array![alpha as f32].into(),
        sigma: array![sigma as f32].into(),
    };
    f64::from(knobs.run(&input)[[0, 0]])
}

fn close(found: f64, golden: f64) {
    assert!((found - golden).abs() < 3e-6, "{found} is not {golden}");
}

fn written(id: &str) -> Knobs {
    Knobs { only: Only::Write, ..mistaken(mistakes(), id) }
}

/// x₀ = 1.5 and ε = −0.7: v by `get_velocity` of diffusers, executed, the rest from the definitions.
fn the_forms_of_a_known_pair() {
    let forms = [-0.7, 1.5, -1.553_360, 0.993_933, -2.2];
    for (from, value) in forms.into_iter().enumerate() {
        for (to, golden) in forms.into_iter().enumerate() {
            close(number(&Knobs::default(), [from, to], value), golden);
        }
    }
}

/// Made of the data 1.5, by numpy in double precision.
fn v_as_it_is_written_wrongly() {
    for (id, golden) in [
        ("v_plus", 0.559_458),
        ("v_swapped", -1.557_885),
        ("v_negative", 1.553_360),
        ("v_squares", -1.096_800),
        ("v_is_velocity", -2.2),
    ] {
        close(number(&written(id), [1, 2], 1.5), golden);
    }
    // The velocity the other way round, as the official code of rectified flow has it.
    close(number(&written("velocity_reversed"), [1, 4], 1.5), 2.2);
}

fn the_score_as_it_is_written_wrongly() {
    for (id, golden) in
        [("score_positive", -0.993_933), ("score_by_variance", 1.411_290), ("score_not_divided", 0.7)]
    {
        close(number(&written(id), [0, 3], -0.7), golden);
    }
}

/// α x + σ v.
fn v_as_it_is_read_wrongly() {
    let knobs = turned(|k: &mut Knobs| k.read = Read::VAdded);
    close(number(&knobs, [2, 1], -1.553_360), -0.687_978);
}

/// For x̂₀ = 1.2: ‖ε − ε̂‖² is the SNR times ‖x₀ − x̂₀‖², and ‖v − v̂‖² is SNR + 1 times that.
fn losses_of_three_forms() {
    for (to, golden) in [(0, 0.091_452), (1, 0.09), (2, 0.181_452)] {
        let [right, wrong] = [1.5, 1.2].map(|data| number(&Knobs::default(), [1, to], data));
        close((right - wrong).powi(2), golden);
    }
}

//! What is known of `lru` from elsewhere.

use judge::{Golden, mistaken, portable};
use ndarray::{Array1, Array2, array};

use super::Answered;
use super::inputs::{Input, Layer, Tree};
use super::knobs::Knobs;
use super::laws::real_steps;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a_half_and_a_turn_of_0_8, four_steps, the_layer_of_minimal_lru]
}

fn close(found: &[f32], golden: &[f32]) {
    let near = found.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6);
    assert!(found.len() == golden.len() && near, "{found:?} is not {golden:?}");
}

fn decay(knobs: Knobs) -> [f32; 3] {
    let input = Input::Decay { nu: array![0.5_f32.ln()].into(), theta: array![0.8_f32.ln()].into() };
    match knobs.run(&input) {
        Answered::Decay([re, im], gamma) => [re[0], im[0], gamma[0]],
        _ => unreachable!("that is what was called"),
    }
}

/// ν = ln 0.5 and θ = ln 0.8, in double precision by another program.
fn a_half_and_a_turn_of_0_8() {
    close(&decay(Knobs::default()), &[0.422_574, 0.435_098, 0.795_060]);
    for (id, golden) in [
        ("nu_not_exponentiated", [1.393_413, 1.434_712]),
        ("theta_not_exponentiated", [0.591_493, -0.134_223]),
        ("neither_exponentiated", [1.950_413, -0.442_593]),
    ] {
        close(&decay(mistaken(mistakes(), id))[..2], &golden);
    }
    for (id, golden) in
        [("gamma_of_length", 0.393_469), ("gamma_without_root", 0.632_121), ("gamma_of_square", 1.021_346)]
    {
        close(&decay(mistaken(mistakes(), id))[2..], &[golden]);
    }
}

/// a = 0.9, 0.5, 0.7, 0.8 and b = 1, 2, 3, 4, by hand: the states are 1, 2.5, 4.75 and 7.8. What keeps only the factor of the second step
/// is right from the left, and 8.4 by halves.
fn four_steps() {
    let steps = real_steps([0.9, 0.5, 0.7, 0.8], [1.0, 2.0, 3.0, 4.0]);
    let states = |knobs: Knobs, tree: Tree| -> Vec<f32> {
        let state = |count: usize| {
            let steps = steps.slice(ndarray::s![..count, ..]).to_owned();
            match knobs.run(&Input::Combine { steps, tree: tree.clone() }) {
                Answered::Combined([_, added]) => added[0],
                _ => unreachable!("that is what was called"),
            }
        };
        (1..=4).map(state).collect()
    };
    let of = |id: &str| mistaken(mistakes(), id);
    close(&states(Knobs::default(), Tree::Left), &[1.0, 2.5, 4.75, 7.8]);
    close(&states(Knobs::default(), Tree::Halves), &[1.0, 2.5, 4.75, 7.8]);
    close(&states(of("operands_swapped"), Tree::Left), &[1.0, 2.8, 4.15, 5.41]);
    close(&states(of("factor_of_second"), Tree::Left), &[1.0, 2.5, 4.75, 7.8]);
    close(&states(of("factor_of_second"), Tree::Halves)[3..], &[8.4]);
}

/// The portable random numbers of seed 92 are, in this order, θ, ν, the real and the imaginary part of B, those of C, D and five inputs. The
/// last outputs are those of the module and the scan of NicolasZucchet/minimal-LRU, executed on them, and of the same with one thing changed.
fn the_layer_of_minimal_lru() {
    let mut next = portable(92);
    let mut draw =
        |rows: usize, columns: usize| Array2::from_shape_simple_fn((rows, columns), || next() as f32);
    let row = |array: Array2<f32>| -> Array1<f32> { array.row(0).to_owned() };
    let (theta, nu) = (row(draw(1, 3)), row(draw(1, 3)));
    let (b_re, b_im, c_re, c_im) = (draw(3, 2), draw(3, 2), draw(2, 3), draw(2, 3));
    let (d, inputs) = (row(draw(1, 2)), draw(5, 2));
    let input = Input::Forward(Layer {
        inputs: inputs.into(),
        nu: nu.into(),
        theta: theta.into(),
        b_re: b_re.into(),
        b_im: b_im.into(),
        c_re: c_re.into(),
        c_im: c_im.into(),
        d: d.into(),
    });
    let last = |knobs: Knobs| match knobs.run(&input) {
        Answered::Forward(output) => output.row(4).to_vec(),
        _ => unreachable!("that is what was called"),
    };
    close(&last(Knobs::default()), &[-0.090_424, 0.542_863]);
    for (id, golden) in [
        ("no_gamma", [-0.144_594, 0.544_725]),
        ("gamma_of_length", [0.104_625, 0.533_222]),
        ("twice_the_real_part", [-0.586_254, 0.583_887]),
        ("c_conjugated", [-0.204_276, 0.601_456]),
        ("turns_backwards", [-0.013_605, 0.490_272]),
        ("read_before_writing", [0.863_448, 0.706_315]),
    ] {
        close(&last(mistaken(mistakes(), id)), &golden);
    }
}

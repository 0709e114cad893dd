//! What is known of `moba` from elsewhere.

use judge::{Golden, mistaken};
use ndarray::Array2;

use super::knobs::Knobs;
use super::mistakes::mistakes;
use super::{Answered, Attending, Choosing, Input};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![sixteen_tokens_with_mistakes, the_sparsity_of_the_report]
}

/// `sin(0.7 i + seed)`
fn wave(seed: f64) -> Array2<f32> {
    Array2::from_shape_fn((16, 4), |(t, c)| (0.7 * (4 * t + c) as f64 + seed).sin() as f32)
}

fn lists(knobs: &Knobs) -> Vec<Vec<usize>> {
    let input = Choosing { queries: wave(0.0).into(), keys: wave(1.0).into(), block: 4, k: 2 };
    match knobs.run(&Input::Choose(input)) {
        Answered::Chosen(lists) => lists,
        Answered::Out(_) => unreachable!("lists were asked for"),
    }
}

fn outputs(knobs: &Knobs, chosen: Vec<Vec<usize>>) -> Array2<f32> {
    let [queries, keys, values] = [0.0, 1.0, 2.0].map(|seed| wave(seed).into());
    match knobs.run(&Input::Attend(Attending { queries, keys, values, block: 4, chosen })) {
        Answered::Out(out) => out,
        Answered::Chosen(_) => unreachable!("outputs were asked for"),
    }
}

/// How far the outputs are from the right ones with a mistake, at most: measured apart from this program, with numpy.
fn sixteen_tokens_with_mistakes() {
    let right = Knobs::default();
    let expected = outputs(&right, lists(&right));
    let choosing = [
        ("one_block_more", 0.234),
        ("own_block_competes", 0.398),
        ("largest_key", 0.486),
        ("smallest", 0.486),
    ];
    let attending = [("own_block_to_its_end", 0.429), ("two_softmaxes_averaged", 0.266)];
    let measured = choosing.map(|m| (m, true)).into_iter().chain(attending.map(|m| (m, false)));
    for ((id, measured), of_choice) in measured {
        let wrong: Knobs = mistaken(mistakes(), id);
        let output = if of_choice { outputs(&right, lists(&wrong)) } else { outputs(&wrong, lists(&right)) };
        let distance = expected.iter().zip(&output).fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!((distance - measured).abs() < 6e-4, "{id}: {distance}, and {measured} was measured");
    }
}

/// The example of MoBA's report: blocks of 512, three of them chosen, 8,192 tokens: the last query leaves out 81.25 %.
fn the_sparsity_of_the_report() {
    let ones = Array2::<f32>::ones((8192, 1));
    let input = Choosing { queries: ones.clone().into(), keys: ones.into(), block: 512, k: 3 };
    let lists = Knobs::default().choose(&input);
    assert_eq!((lists[8191].len(), lists[1023].len(), lists[0].len()), (3, 2, 1));
    let read = 512.0 * lists[8191].len() as f64 / 8192.0;
    assert!((1.0 - read - 0.8125).abs() < 1e-12);
}

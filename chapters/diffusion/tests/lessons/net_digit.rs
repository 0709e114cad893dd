use diffusion::Patchify;
use diffusion::Unet;
use diffusion::lesson::net_digit::*;
use diffusion::solution::{patchify as cut, unet};

#[test]
fn the_digit_is_cut() {
    let figure = steps(Patchify { patchify: cut::patchify, unpatchify: cut::unpatchify });
    assert_eq!(figure.svg().matches("class=\"frame\"").count(), 4);
}

#[test]
fn skips_bring_the_digit_back() {
    let unet = Unet { embed: unet::embed, forward: unet::forward };
    assert!(distance(&through(unet, 2, true)) < 1e-6);
    let distances = [1, 2, 3].map(|levels| distance(&through(unet, levels, false)));
    assert!(distances[0] > 0.1 && distances.is_sorted(), "{distances:?}");
}

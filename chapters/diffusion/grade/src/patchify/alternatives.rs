//! Right answers to `patchify` by another route.

use diffusion::Patchify;
use judge::Alternative;
use ndarray::{Array2, Array3, s};

pub(super) fn alternatives() -> Vec<Alternative<Patchify>> {
    vec![
        Alternative {
            name: "five axes in another order",
            answer: Patchify {
                patchify: |image, p| {
                    let (c, h, w) = image.dim();
                    let image = image.as_standard_layout().into_owned();
                    let axes = image.into_shape_with_order((c, h / p, p, w / p, p)).expect("whole patches");
                    let moved = axes.permuted_axes([1, 3, 2, 4, 0]).as_standard_layout().into_owned();
                    moved.into_shape_with_order((h / p * (w / p), p * p * c)).expect("as many numbers")
                },
                unpatchify: |tokens, (c, h, w), p| {
                    let tokens = tokens.as_standard_layout().into_owned();
                    let axes =
                        tokens.into_shape_with_order((h / p, w / p, p, p, c)).expect("as many numbers");
                    let moved = axes.permuted_axes([4, 0, 2, 1, 3]).as_standard_layout().into_owned();
                    moved.into_shape_with_order((c, h, w)).expect("as many numbers")
                },
            },
        },
        Alternative {
            name: "loops that push, and that write",
            answer: Patchify {
                patchify: |image, p| {
                    let (c, h, w) = image.dim();
                    let mut numbers = Vec::with_capacity(image.len());
                    for top in (0..h).step_by(p) {
                        for left in (0..w).step_by(p) {
                            let patch = image.slice(s![.., top..top + p, left..left + p]);
                            numbers.extend(patch.permuted_axes([1, 2, 0]).iter());
                        }
                    }
                    Array2::from_shape_vec((h / p * (w / p), p * p * c), numbers).expect("as many numbers")
                },
                unpatchify: |tokens, (c, h, w), p| {
                    let mut image = Array3::zeros((c, h, w));
                    for (at, token) in tokens.rows().into_iter().enumerate() {
                        let (top, left) = (at / (w / p) * p, at % (w / p) * p);
                        for (number, &value) in token.iter().enumerate() {
                            let pixel = number / c;
                            image[[number % c, top + pixel / p, left + pixel % p]] = value;
                        }
                    }
                    image
                },
            },
        },
    ]
}

//! The cases of `patchify`.

use judge::{Case, Layout, Random};

use super::Input;

/// Normal numbers: channels, height, width, size of patches.
fn there(random: &mut Random, [channels, h, w, p]: [usize; 4]) -> Input {
    Input::Patchify { image: random.normals((channels, h, w), 1.0).into(), p }
}

fn back(random: &mut Random, [channels, h, w, p]: [usize; 4]) -> Input {
    let tokens = random.normals((h / p * (w / p), p * p * channels), 1.0).into();
    Input::Unpatchify { tokens, shape: (channels, h, w), p }
}

fn laid(mut input: Input, layout: Layout) -> Input {
    match &mut input {
        Input::Patchify { image, .. } => image.layout = layout,
        Input::Unpatchify { tokens, .. } => tokens.layout = layout,
    }
    input
}

/// Not reversed: ndarray's `exact_chunks` overflows on what runs backwards.
fn layout(random: &mut Random) -> Layout {
    [Layout::Contiguous, Layout::Transposed, Layout::Strided][random.whole(0..=2)]
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Strided, Transposed};
    vec![
        Case { name: "two patches of 2 x 2", make: |random| there(random, [2, 2, 4, 2]) },
        Case { name: "a square picture", make: |random| there(random, [3, 6, 6, 2]) },
        Case { name: "patches of 3 x 3", make: |random| there(random, [2, 6, 15, 3]) },
        Case { name: "higher than wide", make: |random| there(random, [4, 12, 4, 2]) },
        Case { name: "patches of one pixel", make: |random| there(random, [3, 4, 5, 1]) },
        Case { name: "one patch", make: |random| there(random, [2, 5, 5, 5]) },
        Case { name: "one row of patches", make: |random| there(random, [2, 3, 12, 3]) },
        Case { name: "one column of patches", make: |random| there(random, [3, 10, 2, 2]) },
        Case { name: "one channel", make: |random| there(random, [1, 6, 4, 2]) },
        Case { name: "one pixel", make: |random| there(random, [1, 1, 1, 1]) },
        Case { name: "as many channels as pixels in a patch", make: |random| there(random, [4, 4, 6, 2]) },
        Case { name: "300 columns", make: |random| there(random, [1, 2, 300, 2]) },
        Case { name: "patches of 17 x 17", make: |random| there(random, [2, 17, 34, 17]) },
        Case { name: "306 patches", make: |random| there(random, [2, 34, 36, 2]) },
        Case { name: "300 channels", make: |random| there(random, [300, 2, 4, 2]) },
        Case { name: "a transposed view", make: |random| laid(there(random, [3, 4, 8, 2]), Transposed) },
        Case { name: "a strided view", make: |random| laid(there(random, [2, 6, 9, 3]), Strided) },
        Case { name: "back, two patches of 2 x 2", make: |random| back(random, [2, 2, 4, 2]) },
        Case { name: "back, a square picture", make: |random| back(random, [3, 6, 6, 2]) },
        Case { name: "back, patches of 3 x 3", make: |random| back(random, [2, 6, 15, 3]) },
        Case { name: "back, higher than wide", make: |random| back(random, [4, 12, 4, 2]) },
        Case { name: "back, four by nine patches", make: |random| back(random, [2, 8, 18, 2]) },
        Case { name: "back, patches of one pixel", make: |random| back(random, [3, 4, 5, 1]) },
        Case { name: "back, one patch", make: |random| back(random, [2, 5, 5, 5]) },
        Case { name: "back, one row of patches", make: |random| back(random, [2, 3, 12, 3]) },
        Case { name: "back, one column of patches", make: |random| back(random, [3, 10, 2, 2]) },
        Case { name: "back, one channel", make: |random| back(random, [1, 6, 4, 2]) },
        Case { name: "back, one pixel", make: |random| back(random, [1, 1, 1, 1]) },
        Case { name: "back, 300 columns", make: |random| back(random, [1, 2, 300, 2]) },
        Case { name: "back, patches of 17 x 17", make: |random| back(random, [2, 17, 34, 17]) },
        Case { name: "back, 306 patches", make: |random| back(random, [2, 34, 36, 2]) },
        Case { name: "back, 300 channels", make: |random| back(random, [300, 2, 4, 2]) },
        Case { name: "back, a transposed view", make: |random| laid(back(random, [3, 4, 8, 2]), Transposed) },
        Case { name: "back, a strided view", make: |random| laid(back(random, [2, 6, 9, 3]), Strided) },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let p = random.whole(1..=4);
    let sizes = [random.whole(1..=4), p * random.whole(1..=4), p * random.whole(1..=4), p];
    let input = if random.chance(0.5) { there(random, sizes) } else { back(random, sizes) };
    laid(input, layout(random))
}

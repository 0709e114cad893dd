//! The cases of `short_conv`.

use judge::{Case, Layout, Random};
use ndarray::Array2;

use super::{Input, Text};

const LAYOUTS: [Layout; 4] = [Layout::Contiguous, Layout::Transposed, Layout::Strided, Layout::Reversed];

/// Normal numbers: tokens, channels, width.
fn whole(random: &mut Random, [count, d, width]: [usize; 3]) -> Input {
    Input::Whole {
        inputs: random.normals((count, d), 1.3).into(),
        weights: random.normals((d, width), 0.8).into(),
    }
}

fn text(random: &mut Random, [count, d, width]: [usize; 3]) -> Text {
    Text {
        held: random.normals((width - 1, d), 1.2),
        tokens: random.normals((count, d), 1.3).into(),
        weights: random.normals((d, width), 0.8).into(),
    }
}

/// A text from its beginning.
fn from_zeros(random: &mut Random, sizes: [usize; 3]) -> Input {
    let text = text(random, sizes);
    Input::Push(vec![Text { held: Array2::zeros(text.held.dim()), ..text }])
}

fn laid(mut input: Input, [first, weights_layout]: [Layout; 2]) -> Input {
    match &mut input {
        Input::Whole { inputs, weights } => {
            inputs.layout = first;
            weights.layout = weights_layout;
        }
        Input::Push(texts) => {
            for text in texts {
                text.tokens.layout = first;
                text.weights.layout = weights_layout;
            }
        }
    }
    input
}

/// Channels, tokens and weights at levels of their own.
fn levelled(random: &mut Random, sizes: [usize; 3]) -> Input {
    let mut input = whole(random, sizes);
    if let Input::Whole { inputs, weights } = &mut input {
        for ((t, c), x) in inputs.values.indexed_iter_mut() {
            *x *= [1.0, 300.0, 0.01][(t / 2 + c) % 3];
        }
        for ((c, j), w) in weights.values.indexed_iter_mut() {
            *w *= [1.0, 0.05, 20.0][(c + 2 * j) % 3];
        }
    }
    input
}

pub(super) fn cases() -> Vec<Case<Input>> {
    use Layout::{Contiguous, Reversed, Strided, Transposed};
    vec![
        Case { name: "six tokens, width three", make: |random| whole(random, [6, 2, 3]) },
        Case { name: "width four", make: |random| whole(random, [9, 3, 4]) },
        Case { name: "one token", make: |random| whole(random, [1, 3, 4]) },
        Case { name: "fewer tokens than the width", make: |random| whole(random, [3, 2, 5]) },
        Case { name: "as many tokens as the width", make: |random| whole(random, [4, 3, 4]) },
        Case { name: "one token less than the width", make: |random| whole(random, [4, 2, 5]) },
        Case { name: "width one", make: |random| whole(random, [5, 3, 1]) },
        Case { name: "width two", make: |random| whole(random, [7, 4, 2]) },
        Case { name: "one channel", make: |random| whole(random, [8, 1, 3]) },
        Case { name: "all sizes one", make: |random| whole(random, [1, 1, 1]) },
        Case { name: "all sizes equal", make: |random| whole(random, [4, 4, 4]) },
        Case { name: "as many channels as the width", make: |random| whole(random, [9, 3, 3]) },
        Case { name: "300 tokens", make: |random| whole(random, [300, 2, 4]) },
        Case { name: "270 channels", make: |random| whole(random, [5, 270, 3]) },
        Case { name: "270 tokens, width 260", make: |random| whole(random, [270, 1, 260]) },
        Case {
            name: "channels, tokens and weights at different levels",
            make: |random| levelled(random, [11, 4, 4]),
        },
        Case {
            name: "transposed views",
            make: |random| laid(whole(random, [7, 3, 4]), [Transposed, Transposed]),
        },
        Case { name: "strided views", make: |random| laid(whole(random, [8, 4, 3]), [Strided, Strided]) },
        Case {
            name: "transposed inputs alone",
            make: |random| laid(whole(random, [6, 4, 3]), [Transposed, Contiguous]),
        },
        Case {
            name: "reversed inputs, transposed weights",
            make: |random| laid(whole(random, [6, 4, 3]), [Reversed, Transposed]),
        },
        Case { name: "push, from the beginning", make: |random| from_zeros(random, [6, 2, 3]) },
        Case { name: "push, width four", make: |random| from_zeros(random, [9, 3, 4]) },
        Case { name: "push, one token", make: |random| Input::Push(vec![text(random, [1, 3, 4])]) },
        Case {
            name: "push, in the middle of a text",
            make: |random| Input::Push(vec![text(random, [7, 3, 4])]),
        },
        Case { name: "push, width one", make: |random| Input::Push(vec![text(random, [5, 3, 1])]) },
        Case { name: "push, width two", make: |random| Input::Push(vec![text(random, [5, 3, 2])]) },
        Case { name: "push, one channel", make: |random| Input::Push(vec![text(random, [6, 1, 3])]) },
        Case { name: "push, all sizes equal", make: |random| Input::Push(vec![text(random, [4, 4, 4])]) },
        Case { name: "push, 270 tokens", make: |random| Input::Push(vec![text(random, [270, 2, 4])]) },
        Case { name: "push, width 30", make: |random| Input::Push(vec![text(random, [40, 1, 30])]) },
        Case { name: "push, width 260", make: |random| Input::Push(vec![text(random, [5, 1, 260])]) },
        Case {
            name: "push, two texts in turn",
            make: |random| Input::Push(vec![text(random, [6, 3, 4]), text(random, [4, 3, 4])]),
        },
        Case {
            name: "push, texts of other sizes in turn",
            make: |random| Input::Push(vec![text(random, [5, 2, 4]), text(random, [6, 4, 3])]),
        },
        Case {
            name: "push, transposed views",
            make: |random| laid(Input::Push(vec![text(random, [5, 3, 4])]), [Transposed, Transposed]),
        },
        Case {
            name: "push, strided views",
            make: |random| laid(Input::Push(vec![text(random, [5, 4, 3])]), [Strided, Strided]),
        },
        Case {
            name: "push, strided tokens alone",
            make: |random| laid(Input::Push(vec![text(random, [5, 4, 3])]), [Strided, Contiguous]),
        },
    ]
}

pub(super) fn fresh(random: &mut Random) -> Input {
    let [d, width] = random.distinct(1..=6);
    let count = random.whole(1..=11);
    let layouts = [LAYOUTS[random.whole(0..=3)], LAYOUTS[random.whole(0..=3)]];
    let input = if random.chance(0.5) {
        whole(random, [count, d, width])
    } else if random.chance(0.3) {
        let other = random.whole(1..=9);
        Input::Push(vec![text(random, [count, d, width]), text(random, [other, d, width])])
    } else {
        Input::Push(vec![text(random, [count, d, width])])
    };
    laid(input, layouts)
}

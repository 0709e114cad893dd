//! What the stub of `patchify` promises.

use judge::{Layout, Promise};

use super::Input;

pub(super) fn promises() -> Vec<Promise<Input>> {
    let multiples = "h and w are multiples of p, and may differ";
    let back = "with the same sizes as there";
    vec![
        Promise::sizes("All sizes are at least 1", 1, |input| match input {
            Input::Patchify { .. } => input.sizes().to_vec(),
            Input::Unpatchify { .. } => Vec::new(),
        }),
        Promise::sizes(back, 1, |input| match input {
            Input::Patchify { .. } => Vec::new(),
            Input::Unpatchify { .. } => input.sizes().to_vec(),
        }),
        Promise::always(multiples, |input| {
            let [_, h, w, p] = input.sizes();
            h.is_multiple_of(p) && w.is_multiple_of(p)
        }),
        Promise::edge(multiples, |input| input.sizes()[1] > input.sizes()[2]),
        Promise::edge(multiples, |input| input.sizes()[1] < input.sizes()[2]),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Patchify { image, .. } => vec![image.layout],
            Input::Unpatchify { .. } => Vec::<Layout>::new(),
        }),
        Promise::layouts("The view may be transposed or strided here, too", |input| match input {
            Input::Patchify { .. } => Vec::<Layout>::new(),
            Input::Unpatchify { tokens, .. } => vec![tokens.layout],
        }),
    ]
}

//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    let mut launches = Vec::new();
    launches.extend(spaces());
    launches
}

fn spaces() -> Vec<Launch> {
    use recurrence::Rule::{Bilinear, Zoh};
    let (square, vectors) = (0.2 * wave(7, 7, 0.1), wave(2, 7, 0.2));
    let space = recurrence::Space { a: square.view(), b: vectors.row(0), c: vectors.row(1) };
    // A ring of 300 states: each is damped, and turns into the next.
    let damped = ndarray::Array2::from_shape_fn((300, 300), |(i, k)| {
        if i == k {
            -1.0
        } else if i == (k + 1) % 300 {
            0.9
        } else {
            0.0
        }
    });
    let complex = wave(4, 37, 0.3);
    let falling = complex.row(0).mapv(|x| -1.5 + x);
    vec![
        recurrence::hippo_matrices_launch(37),
        recurrence::hippo_remember_launch(wave(1, 41, 0.1).row(0), 261),
        recurrence::hippo_recall_launch(wave(1, 7, 0.1).row(0), wave(1, 307, 0.2).mapv(f64::abs).row(0)),
        recurrence::discretise_launch(damped.view(), wave(1, 300, 0.1).row(0), 0.3, Bilinear),
        recurrence::discretise_launch(damped.view(), wave(1, 300, 0.1).row(0), 0.3, Zoh),
        recurrence::state_space_kernel_launch(space, 307),
        recurrence::causal_convolution_launch(wave(1, 307, 0.1).row(0), wave(1, 307, 0.3).row(0)),
        recurrence::state_space_steps_launch(space, wave(1, 307, 0.4).row(0)),
        recurrence::s4d_kernel_launch(
            [falling.view(), (9.0 * &complex.row(1)).view()],
            [complex.row(2), complex.row(3)],
            0.05,
            307,
        ),
    ]
}

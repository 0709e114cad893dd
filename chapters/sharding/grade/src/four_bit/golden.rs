//! What is known of `four_bit` from elsewhere.

use judge::Golden;

use super::knobs::Knobs;
use super::{Answered, Input, reference};
use crate::given::g;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![by_hand, the_middle_in_value, three_ranks]
}

/// With pencil and paper, for a scale of 64, whose numbers are 0 and ± 1, 2, 4, …, 64: 47 lies below the middle of 32 and 64, 48 on it, 0.5 in the middle of 0 and 1.
fn by_hand() {
    let values = vec![64.0, -47.0, 48.0, 0.5, -0.49, 3.0, -1.4];
    let right = Answered::Encoded { scales: vec![64.0], codes: vec![0xe7, 0x17, 0x30, 0x09] };
    let found = Knobs::default().run(&Input::Encode { values: values.clone(), block: 8 });
    assert_eq!(format!("{found:?}"), format!("{right:?}"));
    assert_eq!(reference::rounded(&values, 8), [64.0, -32.0, 64.0, 1.0, 0.0, 4.0, -1.0]);
}

/// log₂ 4/3 − 1/2 added to a logarithm before it is rounded moves the middle from √2 to 3/2, as floatExM0_quantize_torch in the code of NVIDIA's Audio Flamingo 3 means to do: 1.45 goes down and 1.51 up.
fn the_middle_in_value() {
    let shifted = |x: f64| (x.log2() + (4.0_f64 / 3.0).log2() - 0.5).round().exp2();
    for x in [1.05, 1.4, 1.45, 1.49, 1.51, 1.9, 0.74, 0.76, 0.37, 0.38] {
        let found = reference::rounded(&[4.0, x as f32], 2)[1];
        assert!((found - shifted(x)).abs() < 1e-12, "{x}: {found}");
    }
}

/// The values sin(0.7 i + s) for s = 0.1, 0.5, 0.9 on three ranks, six in blocks of 4, by a program in Python that looks for the nearest number.
fn three_ranks() {
    let ranks = [0.1, 0.5, 0.9].map(|s| g(6, s).iter().map(|&x| x as f32).collect()).into();
    let golden = GOLDEN;
    let Answered::Exchanged(found) = Knobs::default().run(&Input::Exchange { ranks, block: 4 }) else {
        unreachable!("that is what was called")
    };
    for mean in &found.results {
        assert!(mean.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{mean:?}");
    }
}

const GOLDEN: [f64; 6] = [0.532_470, 0.814_874, 0.814_527, 0.531_864, -0.147_914, -0.716_975];

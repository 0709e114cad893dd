//! What is timed of the answers of `fast/share`.

use fast::{Answers, FarMatrix};
use ndarray::Array2;

use super::{Clock, Run};

pub(super) const CLOCKS: &[Clock] = &[Clock {
    name: "fused",
    // The counting is in it, for both alike.
    what: "256 rows of 1,024 scores at width 64, read from the far matrices that count",
    run: fused,
    rung: None,
}];

fn fused(answers: &Answers) -> Option<Run> {
    let answer = answers.fused?;
    let scores = Array2::from_shape_fn((256, 1024), |(i, j)| 4.0 * (0.7 * (i + 3 * j) as f32).sin());
    let values = Array2::from_shape_fn((1024, 64), |(j, c)| (0.3 * (5 * j + c) as f32).cos());
    Some(Box::new(move || {
        let (scores, values) = (FarMatrix::new(scores.view()), FarMatrix::new(values.view()));
        std::hint::black_box(answer(&scores, &values, 8));
    }))
}

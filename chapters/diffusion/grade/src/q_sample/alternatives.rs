//! Right answers to `q_sample` by another route.

use diffusion::QSample;
use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Zip};

pub(super) fn alternatives() -> Vec<Alternative<QSample>> {
    vec![
        Alternative { name: "columns of factors that are broadcast over rows", answer: broadcast },
        Alternative { name: "an angle for each step, in double precision", answer: by_angle },
    ]
}

fn broadcast(
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> Array2<f32> {
    let of = abar.select(Axis(0), steps);
    let alpha = of.mapv(|left| left.sqrt() as f32).insert_axis(Axis(1));
    let sigma = of.mapv(|left| (1.0 - left).sqrt() as f32).insert_axis(Axis(1));
    let mut out = &x0 * &alpha;
    Zip::from(&mut out).and(&noise).and_broadcast(&sigma).for_each(|x, z, s| *x += s * z);
    out
}

fn by_angle(
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> Array2<f32> {
    let angles: Array1<f64> = abar.mapv(|left| (1.0 - left).sqrt().atan2(left.sqrt()));
    Array2::from_shape_fn(x0.dim(), |(i, c)| {
        let angle = angles[steps[i]];
        (angle.cos() * f64::from(x0[[i, c]]) + angle.sin() * f64::from(noise[[i, c]])) as f32
    })
}

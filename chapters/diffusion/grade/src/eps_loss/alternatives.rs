//! Right answers to `eps_loss` by another route.

use diffusion::{EpsLoss, Network};
use judge::Alternative;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

pub(super) fn alternatives() -> Vec<Alternative<EpsLoss>> {
    vec![
        Alternative { name: "row by row, in double precision", answer: row_by_row },
        Alternative { name: "the batch at once, the mean of the rows' means", answer: means },
    ]
}

fn row_by_row(
    network: Network<'_>,
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> f32 {
    let mut sum = 0.0;
    for (i, &step) in steps.iter().enumerate() {
        let (alpha, sigma) = (abar[step].sqrt(), (1.0 - abar[step]).sqrt());
        let noisy: Array1<f32> = x0
            .row(i)
            .iter()
            .zip(noise.row(i))
            .map(|(&x, &z)| (alpha * f64::from(x) + sigma * f64::from(z)) as f32)
            .collect();
        let predicted = network(noisy.insert_axis(Axis(0)).view(), Array1::from_elem(1, step as f32).view());
        for (&p, &z) in predicted.iter().zip(noise.row(i)) {
            sum += (f64::from(p) - f64::from(z)).powi(2);
        }
    }
    (sum / x0.len() as f64) as f32
}

fn means(
    network: Network<'_>,
    x0: ArrayView2<'_, f32>,
    noise: ArrayView2<'_, f32>,
    abar: ArrayView1<'_, f64>,
    steps: &[usize],
) -> f32 {
    let kept = Array1::from_vec(steps.to_vec()).mapv(|step| abar[step]).insert_axis(Axis(1));
    let noisy =
        &x0 * &kept.mapv(|left| left.sqrt() as f32) + &noise * &kept.mapv(|left| (1.0 - left).sqrt() as f32);
    let levels = Array1::from_vec(steps.to_vec()).mapv(|step| step as f32);
    let error = &noise - &network(noisy.view(), levels.view());
    let of_rows = error.mapv(|error| error.powi(2)).mean_axis(Axis(1)).expect("d is at least 1");
    of_rows.mean().expect("n is at least 1")
}

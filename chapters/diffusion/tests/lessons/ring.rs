use diffusion::lesson::ring::*;
use std::f64::consts::TAU;

#[test]
fn the_score_is_the_slope_of_the_density_and_the_rest_follows_from_it() {
    for (noisy, class) in [
        (Noisy::kept(0.3), None),
        (Noisy { signal: 1.0, noise: 0.4 }, Some(1)),
        (Noisy { signal: 0.3, noise: 0.7 }, Some(3)),
        (Noisy { signal: 1.0, noise: 0.0 }, None),
    ] {
        let (x, step) = ([0.9, -0.4], 1e-5);
        let score = noisy.score(x, class);
        let slopes = [
            noisy.log_density([x[0] + step, x[1]], class) - noisy.log_density([x[0] - step, x[1]], class),
            noisy.log_density([x[0], x[1] + step], class) - noisy.log_density([x[0], x[1] - step], class),
        ];
        let denoised = noisy.denoised(x, class);
        let noise = noisy.noise(x, class);
        for at in 0..2 {
            assert!((score[at] - slopes[at] / (2.0 * step)).abs() < 1e-4 * (1.0 + score[at].abs()));
            // x is what it was made of, in the mean.
            let made = noisy.signal * denoised[at] + noisy.noise * noise[at];
            assert!((made - x[at]).abs() < 1e-9, "{made} {}", x[at]);
        }
    }
}

#[test]
fn the_means_go_round() {
    for mode in 0..MODES {
        let angle = mode as f64 * TAU / MODES as f64;
        let [x, y] = mean(mode);
        assert!((x - RADIUS * angle.cos()).abs() < 1e-12 && (y - RADIUS * angle.sin()).abs() < 1e-12);
    }
}

#[test]
fn samples_are_around_the_means() {
    let points = sample(&mut figures::random(1), 400, Some(2));
    let near = |row: ndarray::ArrayView1<'_, f32>| {
        distance([f64::from(row[0]), f64::from(row[1])], Some(2)) < 4.5 * SPREAD
    };
    assert!(points.rows().into_iter().all(near));
}

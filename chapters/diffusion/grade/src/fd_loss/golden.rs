//! What is known of `fd_loss` from elsewhere.

use diffusion::{Averages, FeatureQueue};
use judge::{Golden, Layout, mistaken};
use ndarray::{Array1, Array2, Axis, array};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Answered, Compared, reference};
use crate::frechet::laid::Laid;
use crate::frechet::reference::{distance, moments};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![
        the_official_queue,
        the_official_averages,
        the_normalised_loss,
        the_gradient_by_differences,
        one_dimension_by_hand
    ]
}

/// sin(0.7 i + s), row by row.
fn sines(shape: (usize, usize), s: f64) -> Array2<f64> {
    Array2::from_shape_fn(shape, |(row, k)| (0.7 * (row * shape.1 + k) as f64 + s).sin())
}

fn data() -> (Array1<f64>, Array2<f64>) {
    (array![1.0, -1.0], array![[1.0, -0.3], [-0.3, 2.0]])
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-6, "{found}, {expected}");
}

/// Six rows of sines with s = 0.1, then two with s = 0.9 from row 0 on; the data has mean (1, −1) and covariance [[1, −0.3], [−0.3, 2]].
/// `FeatureQueue` and the loss of Jiawei-Yang/FD-loss, executed; the mistakes by numpy in double precision.
fn the_official_queue() {
    let (mean, covariance) = data();
    let of = |knobs: Knobs| {
        let mut queue = FeatureQueue { features: sines((6, 2), 0.1), next: 0 };
        knobs.push(&mut queue, sines((2, 2), 0.9).view());
        assert_eq!(queue.next, 2);
        (knobs.loss(&queue, 2, mean.view(), covariance.view()), queue)
    };
    let (right, queue) = of(Knobs::default());
    let own = queue.features.mean_axis(Axis(0)).unwrap();
    assert!((own - array![0.171_733, 0.142_390]).iter().all(|x| x.abs() < 1e-6));
    close(right.distance, 2.961_924);
    let golden = array![[-0.039_488, 0.051_046], [-0.173_139, 0.221_260]];
    assert!((&right.gradient - &golden).iter().all(|x| x.abs() < 1e-6), "{}", right.gradient);
    let by = |id: &str| of(mistaken(mistakes(), id)).0;
    close(by("biased").distance, 3.047_295);
    let through = by("through_normaliser").gradient;
    let factor = 0.01 / 2.971_924;
    assert!((through - &golden * factor).iter().all(|x| x.abs() < 1e-8));
    let compared = Compared {
        features: queue.features,
        next: 2,
        new: 2,
        mean: mean.into(),
        covariance: Laid { values: covariance, layout: Layout::Contiguous },
    };
    let Answered::Lost(far, _, gradient) = reference::loss(&compared) else { unreachable!() };
    close(far, 2.961_924);
    assert!((gradient - golden).iter().all(|x| x.abs() < 1e-6));
}

/// The averages over the six old rows, then the two new ones with β = 0.9: as above, executed.
fn the_official_averages() {
    let (mean, covariance) = data();
    let of = |knobs: Knobs| {
        let old = sines((6, 2), 0.1);
        let mut averages =
            Averages { mean: old.mean_axis(Axis(0)).unwrap(), second: old.t().dot(&old) / 6.0 };
        let covariance = knobs.ema(&mut averages, sines((2, 2), 0.9).view(), 0.9);
        (averages.mean, covariance)
    };
    let (own_mean, own) = of(Knobs::default());
    assert!((&own_mean - &array![0.166_256, 0.242_960]).iter().all(|x| x.abs() < 1e-6), "{own_mean}");
    close(own[[0, 0]], 0.441_275);
    close(distance(own_mean.view(), own.view(), mean.view(), covariance.view()), 3.312_794);
    let second = Knobs { way: 1, ..mistaken(mistakes(), "averages_covariances") };
    close(of(second).1[[0, 0]], 0.401_507);
}

/// FD = 5.575426 gives 0.998210, by the code of FD-loss.
fn the_normalised_loss() {
    close(5.575_426 / (5.575_426 + 0.01), 0.998_210);
    let features = array![[0.0], [2.0]];
    let queue = FeatureQueue { features, next: 0 };
    // Variance 2 on both sides, and means √5.575426 apart.
    let mean = array![1.0 + 5.575_426_f64.sqrt()];
    let found = Knobs::default().loss(&queue, 1, mean.view(), array![[2.0]].view());
    close(found.distance, 5.575_426);
    close(found.loss, 0.998_210);
}

/// The reference's distance at both sides of each number, with the denominator held.
fn the_gradient_by_differences() {
    let (mean, covariance) = data();
    let features = sines((7, 2), 0.4);
    let far = |features: &Array2<f64>| {
        let (own_mean, own) = moments(features.view());
        distance(own_mean.view(), own.view(), mean.view(), covariance.view())
    };
    let compared = Compared {
        features: features.clone(),
        next: 3,
        new: 7,
        mean: mean.clone().into(),
        covariance: covariance.clone().into(),
    };
    let Answered::Lost(value, _, gradient) = reference::loss(&compared) else { unreachable!() };
    for ((i, k), slope) in gradient.indexed_iter() {
        let at = |by: f64| {
            let mut moved = features.clone();
            moved[[(3 + i) % 7, k]] += by;
            far(&moved)
        };
        let expected = (at(1e-5) - at(-1e-5)) / 2e-5 / (value + 0.01);
        assert!((slope - expected).abs() < 1e-9, "{slope}, {expected}");
    }
}

/// Rows 0 and 4: mean 2, deviation √8. For data of mean 1 and deviation √2, FD = 1 + 2 = 3. Row 4 moves the mean by ½ and the deviation by
/// 1/√2: 2·1·½ + 2·√2·/√2 = 3, over 3.01.
fn one_dimension_by_hand() {
    let queue = FeatureQueue { features: array![[0.0], [4.0]], next: 0 };
    let found = Knobs::default().loss(&queue, 1, array![1.0].view(), array![[2.0]].view());
    close(found.distance, 3.0);
    close(found.gradient[[0, 0]], 3.0 / 3.01);
}

//! Sets of points, and what their Fréchet distance sees.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, random, text};
use ndarray::{Array1, Array2, ArrayView2, array};

use crate::{Frechet, symmetric_eigen};

/// Points of a ring of eight Gaussians with radius 2.
const MODES: usize = 8;
const RADIUS: f64 = 2.0;
const SPREAD: f64 = 0.15;

/// Standard normal numbers, always the same for a seed.
pub fn noise(count: usize, d: usize, seed: u64) -> Array2<f64> {
    figures::normals(&mut random(seed), (count, d)).mapv(f64::from)
}

/// Points of the ring, as many from each Gaussian.
pub fn ring(count: usize, seed: u64) -> Array2<f64> {
    let mut points = noise(count, 2, seed) * SPREAD;
    for (i, mut point) in points.rows_mut().into_iter().enumerate() {
        point += &middle(i % MODES);
    }
    points
}

fn middle(mode: usize) -> Array1<f64> {
    let angle = std::f64::consts::TAU * mode as f64 / MODES as f64;
    array![RADIUS * angle.cos(), RADIUS * angle.sin()]
}

/// The share of points within three deviations of one of the eight.
pub fn near_a_mode(points: ArrayView2<'_, f64>) -> f64 {
    let near = |point: &ndarray::ArrayView1<'_, f64>| {
        (0..MODES).any(|mode| {
            let apart = point - &middle(mode);
            apart.dot(&apart).sqrt() < 3.0 * SPREAD
        })
    };
    points.rows().into_iter().filter(near).count() as f64 / points.nrows() as f64
}

/// The distance of two sets.
pub fn distance(frechet: Frechet, one: ArrayView2<'_, f64>, other: ArrayView2<'_, f64>) -> f64 {
    let ((mean, covariance), (other_mean, other)) = ((frechet.moments)(one), (frechet.moments)(other));
    (frechet.distance)(mean.view(), covariance.view(), other_mean.view(), other.view())
}

/// A matrix to a power, by its eigenvalues.
fn power(matrix: &Array2<f64>, exponent: f64) -> Array2<f64> {
    let (values, vectors) = symmetric_eigen(matrix.view());
    (&vectors * &values.mapv(|value| value.max(0.0).powf(exponent))).dot(&vectors.t())
}

/// Normal points whose mean and covariance are exactly those of a set.
pub fn cloud_like(frechet: Frechet, set: ArrayView2<'_, f64>, seed: u64) -> Array2<f64> {
    let points = noise(set.nrows(), set.ncols(), seed);
    let ((own_mean, own), (mean, covariance)) = ((frechet.moments)(points.view()), (frechet.moments)(set));
    (points - own_mean).dot(&power(&own, -0.5)).dot(&power(&covariance, 0.5)) + mean
}

/// How far a point is from the nearest of the data, on average.
pub fn to_nearest(points: ArrayView2<'_, f64>, data: ArrayView2<'_, f64>) -> f64 {
    let of = |point: ndarray::ArrayView1<'_, f64>| {
        let far = |x: ndarray::ArrayView1<'_, f64>| (&x - &point).mapv(|x| x * x).sum();
        data.rows().into_iter().map(far).fold(f64::INFINITY, f64::min).sqrt()
    };
    points.rows().into_iter().map(of).sum::<f64>() / points.nrows() as f64
}

/// The distance of two sets as shadows: their points along a direction, in order, compared one by one; the root of the mean square over 40
/// directions. 0 only for equal sets.
///
/// # Panics
/// If the sets differ in size, or do not lie in the plane.
pub fn sliced(one: ArrayView2<'_, f64>, other: ArrayView2<'_, f64>) -> f64 {
    assert_eq!(one.dim(), other.dim(), "as many points");
    let sorted = |set: ArrayView2<'_, f64>, way: &Array1<f64>| {
        let mut along = set.dot(way).to_vec();
        along.sort_by(f64::total_cmp);
        Array1::from(along)
    };
    let of = |k: u32| {
        let angle = std::f64::consts::PI * f64::from(k) / 40.0;
        let way = array![angle.cos(), angle.sin()];
        (sorted(one, &way) - sorted(other, &way)).mapv(|x| x * x).mean().expect("there are points")
    };
    ((0..40).map(of).sum::<f64>() / 40.0).sqrt()
}

/// Roots of [[2, ½], [½, 1]]: of each entry, and of the matrix.
pub fn two_roots() -> [Array2<f64>; 2] {
    let matrix = array![[2.0, 0.5], [0.5, 1.0]];
    [matrix.mapv(f64::sqrt), power(&matrix, 0.5)]
}

/// tr Σ₁^½ Σ₂^½, which is not the trace of the root of the product.
pub fn trace_of_roots(one: &Array2<f64>, other: &Array2<f64>) -> f64 {
    power(one, 0.5).dot(&power(other, 0.5)).diag().sum()
}

/// The smallest eigenvalue of Σ₁^½ Σ₂ Σ₁^½ where both are covariances of so many random rows of d numbers.
pub fn smallest(frechet: Frechet, rows: usize, d: usize) -> f64 {
    let [one, other] = [11, 12].map(|seed| (frechet.moments)(noise(rows, d, seed).view()).1);
    let root = power(&one, 0.5);
    symmetric_eigen(root.dot(&other).dot(&root).view()).0[0]
}

/// The mean distance of two sets of n rows from one standard normal law in d dimensions.
pub fn bias(frechet: Frechet, n: usize, d: usize) -> f64 {
    let repeats = (40_000 / n).clamp(8, 100);
    let of = |k: usize| {
        let [one, other] = [1, 2].map(|side| noise(n, d, (1000 * n + 2 * k + side) as u64));
        distance(frechet, one.view(), other.view())
    };
    (0..repeats).map(of).sum::<f64>() / repeats as f64
}

/// Two sets with the same moments.
pub fn alike(frechet: Frechet) -> Figure {
    let data = ring(160, 3);
    let cloud = cloud_like(frechet, data.view(), 4);
    let points = |set: &Array2<f64>| set.rows().into_iter().map(|p| (p[0], p[1])).collect::<Vec<_>>();
    let far = distance(frechet, data.view(), cloud.view());
    Chart::new(
        "To the Fréchet distance a ring and a round cloud with its mean and covariance are the same",
        &format!(
            "A ring of eight small groups of points, and one round cloud. Their Fréchet distance is {}; of the cloud {} % lie near one of the groups.",
            text(far.abs(), 3),
            text(100.0 * near_a_mode(cloud.view()), 0)
        ),
    )
    .x(Axis::linear("first coordinate").range(-4.0, 4.0))
    .y(Axis::linear("second coordinate").range(-4.5, 3.5))
    .line(Series::new("cloud", points(&cloud)).points_only().label_on_top())
    .line(Series::new("ring", points(&data)).points_only().label_on_top())
    .equal()
    .save()
}

/// The distance of two samples of one law, by their size.
pub fn bias_by_size(frechet: Frechet) -> Figure {
    let sizes = [20, 50, 100, 200, 500, 1000];
    let of = |d: usize| sizes.map(|n| (n as f64, bias(frechet, n, d).max(1e-9)));
    let (few, many) = (of(2), of(8));
    Chart::new(
        "Two samples of one law are apart, the more so the fewer they are and the more features they have",
        &format!(
            "The mean Fréchet distance of two samples of the same normal law against their size. In eight dimensions it falls from {} at 20 to {} at 1000, in two \
             from {} to {}: as 1/N.",
            text(many[0].1, 2),
            text(many[5].1, 3),
            text(few[0].1, 2),
            text(few[5].1, 4)
        ),
    )
    .x(Axis::log10("samples in each set"))
    .y(Axis::log10("Fréchet distance"))
    .line(Series::new("8 features", many))
    .line(Series::new("2 features", few))
    .save()
}

/// Two Gaussians, of which one is moved, stretched and turned.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Moved by", "", 0.25, (0, 12)).start(1.5),
        Parameter::steps("Stretched by", "", 0.25, (1, 12)).start(2.0),
        Parameter::steps("Turned by", "degrees", 15.0, (0, 12)).start(45.0),
    ];
    Play::new("diffusion/frechet", parameters, |values| {
        two_clouds(crate::answers::FRECHET, [values[0], values[1], values[2]])
    })
}

fn two_clouds(frechet: Frechet, [moved, stretched, turned]: [f64; 3]) -> Figure {
    let angle = turned.to_radians();
    let turn = array![[angle.cos(), -angle.sin()], [angle.sin(), angle.cos()]];
    let still = array![[1.5, 0.0], [0.0, 0.75]];
    let shape = turn.dot(&array![[1.5 * stretched, 0.0], [0.0, 0.75]]);
    let [one, other] = [&still, &shape].map(|shape| shape.dot(&shape.t()));
    let [here, there] = [array![0.0, 0.0], array![moved, 0.0]];
    let far = (frechet.distance)(here.view(), one.view(), there.view(), other.view());
    let by_shape = (frechet.distance)(here.view(), one.view(), here.view(), other.view());
    let ellipse = |shape: &Array2<f64>, middle: &Array1<f64>| {
        // From the rightmost point on, and back to it: the label stands beside it.
        let rightmost = shape[[0, 1]].atan2(shape[[0, 0]]);
        let at = |k: u32| {
            let angle = rightmost + std::f64::consts::TAU * f64::from(k) / 60.0;
            let point = shape.dot(&array![angle.cos(), angle.sin()]) + middle;
            (point[0], point[1])
        };
        (0..=60).map(at).collect::<Vec<_>>()
    };
    let sum = format!("distance {} = {} + {}", text(far, 2), text(moved * moved, 2), text(by_shape, 2));
    Chart::new(
        "The Fréchet distance is a sum: how far the means are apart, and how much the covariances differ",
        &format!(
            "One deviation around each of two means. The distance is {}: {} by the means, and {} by the covariances.",
            text(far, 2),
            text(moved * moved, 2),
            text(by_shape, 2)
        ),
    )
    .x(Axis::linear(&sum).range(-5.0, 8.0))
    .y(Axis::linear("").range(-5.0, 5.0))
    // On the left: the other one moves to the right.
    .line(Series::new("one", ellipse(&still, &here)).label_above(-1.5))
    .line(Series::new("other", ellipse(&shape, &there)))
    .equal()
    .save()
}

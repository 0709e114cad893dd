//! What a network may predict: the plane of data and noise, errors, and weights.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};
use ndarray::{Array1, array};

use crate::{Convert, Form, MinSnr};

/// One number, converted.
pub fn number(convert: Convert, forms: [Form; 2], value: f64, x: f64, [alpha, sigma]: [f64; 2]) -> f64 {
    let out = convert(
        forms[0],
        forms[1],
        array![[value as f32]].view(),
        array![[x as f32]].view(),
        array![alpha as f32].view(),
        array![sigma as f32].view(),
    );
    f64::from(out[[0, 0]])
}

/// By how much the data, or what `to` is, is wrong if a prediction is wrong by `error`.
pub fn error(convert: Convert, forms: [Form; 2], error: f64, levels: [f64; 2]) -> f64 {
    let [right, wrong] = [0.0, error].map(|value| number(convert, forms, value, 0.0, levels));
    (wrong - right).abs()
}

/// The levels of a schedule in which α² + σ² = 1.
pub fn circle(alpha: f64) -> [f64; 2] {
    [alpha, (1.0 - alpha * alpha).sqrt()]
}

/// The heading of the table of errors: α, with σ² = 1 − α².
pub const ALPHAS: &str = "α           0.999      0.7      0.1     0.01";

/// A row of the table of errors: what an error of a hundredth in the prediction makes of the data, or of what `to` is.
///
/// # Panics
/// Never: `ALPHAS` has numbers.
pub fn errors(convert: Convert, from: Form, to: Form) -> String {
    let alphas = ALPHAS.split_whitespace().skip(1).map(|alpha| alpha.parse::<f64>().expect("a number"));
    let of = |alpha: f64| format!("{:9.4}", error(convert, [from, to], 0.01, circle(alpha)));
    format!("{:8}{}", format!("{from:?}"), alphas.map(of).collect::<String>())
}

/// x, v and the velocity in the plane of data and noise, for an angle that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![Parameter::steps("Angle", "degrees", 5.0, (0, 18)).start(35.0)];
    Play::new("diffusion/circle", parameters, |values| circle_figure(crate::answers::CONVERT, values[0]))
}

/// Data is a step to the right, noise a step up: x lies on a circle.
pub fn circle_figure(convert: Convert, degrees: f64) -> Figure {
    let angle = degrees.to_radians();
    let [alpha, sigma] = [angle.cos(), angle.sin()];
    // Both coordinates as rows of a batch: data is (1, 0) and noise (0, 1), so that the velocity is (−1, 1).
    let v: [f64; 2] = [0, 1].map(|at| {
        let (velocity, x) = ([-1.0, 1.0][at], [alpha, sigma][at]);
        number(convert, [Form::Velocity, Form::V], velocity, x, [alpha, sigma])
    });
    let arc = (0..=45).rev().map(|at| {
        let angle = f64::from(at) * std::f64::consts::FRAC_PI_2 / 45.0;
        (angle.cos(), angle.sin())
    });
    let ordered = |mut ends: Vec<(f64, f64)>| {
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        ends
    };
    let tip = (alpha + 0.5 * v[0], sigma + 0.5 * v[1]);
    let description = format!(
        "The plane of data, to the right, and noise, upwards. At {} degrees x is {} of the data and {} of the noise, on the circle. v there is {} of the data and {} of the noise: it \
         stands at a right angle to x, along the circle. The velocity points along the straight line from the data to the noise, whatever the angle.",
        text(degrees, 0),
        text(alpha, 3),
        text(sigma, 3),
        text(v[0], 3),
        text(v[1], 3)
    );
    Chart::new(
        "v goes along the circle, at a right angle to x; the velocity goes straight from data to noise",
        &description,
    )
    .x(Axis::linear("data").range(-0.5, 1.05))
    .y(Axis::linear("noise").range(-0.05, 1.15).ticks(&[0.0, 0.5, 1.0]))
    .line(Series::new("x", ordered(vec![(0.0, 0.0), (alpha, sigma)])))
    .line(Series::new("half of v", ordered(vec![(alpha, sigma), tip])))
    .line(Series::new("velocity", vec![(0.0, 1.0), (1.0, 0.0)]))
    .line(Series::new("circle", arc).reference())
    .equal()
    .save()
}

/// The weights of three forms against the SNR.
pub fn weights(min_snr: MinSnr, gamma: f32) -> Figure {
    let mut ratios: Vec<f64> = (-15..=15).map(|at| 10.0_f64.powf(f64::from(at) / 5.0)).collect();
    // The lines have their corners there.
    ratios.push(f64::from(gamma));
    ratios.sort_by(f64::total_cmp);
    let snr: Array1<f32> = ratios.iter().map(|&x| x as f32).collect();
    let of = |form: Form| {
        let weights = min_snr(snr.view(), gamma, form);
        ratios
            .iter()
            .copied()
            .zip(weights.iter().map(|&w| f64::from(w)).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let at = |form: Form| f64::from(min_snr(array![20.0].view(), gamma, form)[0]);
    let description = format!(
        "The weight of a squared error against the SNR, both on logarithmic scales, with γ = {}. The data's weight grows up to γ. The weight of the noise is 1 up to there and falls then. \
         That of v rises and falls. At an SNR of 20 they are {}, {} and {}.",
        text(gamma, 0),
        text(at(Form::Data), 2),
        text(at(Form::Noise), 2),
        text(at(Form::V), 3)
    );
    let title = format!(
        "Above an SNR of {} the weight of the data stops growing, and those of the noise and of v fall",
        text(gamma, 0)
    );
    Chart::new(&title, &description)
        .x(Axis::log10("SNR"))
        .y(Axis::log10("weight"))
        .line(Series::new("data", of(Form::Data)))
        .line(Series::new("noise", of(Form::Noise)))
        .line(Series::new("v", of(Form::V)))
        .save()
}

//! Right answers to `s4d` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1};
use num_complex::{Complex32, Complex64};

use recurrence::S4d;

pub(super) fn alternatives() -> Vec<Alternative<S4d>> {
    vec![
        Alternative {
            name: "as the published code: a matrix of exp(ΔA l), states by steps",
            answer: by_a_matrix,
        },
        Alternative { name: "real waves with a phase, in double precision", answer: by_phases },
        Alternative {
            name: "both states of each pair, with a recurrence of its own for each",
            answer: by_pairs,
        },
    ]
}

type View<'a> = ArrayView1<'a, Complex32>;

fn by_a_matrix(a: View<'_>, c: View<'_>, step: f32, length: usize) -> Array1<f32> {
    let exponents = a.mapv(|a| a * step);
    let weights: Array1<Complex32> = &c * &(exponents.mapv(|x| x.exp() - 1.0) / a);
    let powers = Array2::from_shape_fn((a.len(), length), |(n, l)| (exponents[n] * l as f32).exp());
    weights.dot(&powers).mapv(|sum| 2.0 * sum.re)
}

fn by_phases(a: View<'_>, c: View<'_>, step: f32, length: usize) -> Array1<f32> {
    let step = f64::from(step);
    let waves: Vec<[f64; 4]> = a
        .iter()
        .zip(c)
        .map(|(a, c)| {
            let [a, c] = [a, c].map(|z| Complex64::new(f64::from(z.re), f64::from(z.im)));
            let (size, phase) = (c * ((a * step).exp() - 1.0) / a).to_polar();
            [size, a.re * step, phase, a.im * step]
        })
        .collect();
    let at = |l: f64| {
        waves.iter().map(move |[size, fall, phase, turn]| size * (fall * l).exp() * (phase + turn * l).cos())
    };
    (0..length).map(|l| 2.0 * at(l as f64).sum::<f64>() as f32).collect()
}

fn by_pairs(a: View<'_>, c: View<'_>, step: f32, length: usize) -> Array1<f32> {
    let conjugates = |x: View<'_>| x.iter().copied().chain(x.iter().map(Complex32::conj)).collect::<Vec<_>>();
    let (a, mut c) = (conjugates(a), conjugates(c));
    let factors: Vec<Complex32> = a.iter().map(|a| (a * step).exp()).collect();
    for ((c, a), factor) in c.iter_mut().zip(&a).zip(&factors) {
        *c *= (factor - 1.0) / a;
    }
    let mut out = Vec::with_capacity(length);
    while out.len() < length {
        out.push(c.iter().sum::<Complex32>().re);
        c.iter_mut().zip(&factors).for_each(|(c, factor)| *c *= factor);
    }
    out.into()
}

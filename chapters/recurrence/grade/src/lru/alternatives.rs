//! Right answers to `lru` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use num_complex::Complex64;

use recurrence::{Affine, Complex32, Lru, LruWeights};

pub(super) fn alternatives() -> Vec<Alternative<Lru>> {
    vec![
        Alternative {
            name: "as a convolution with powers of λ, in double precision",
            answer: Lru { decay: in_polar_form, combine: by_parts, forward: by_powers },
        },
        Alternative {
            name: "as a parallel scan: distances of 1, 2, 4 and so on",
            answer: Lru { decay: in_double, combine, forward: doubling },
        },
    ]
}

fn in_polar_form(nu: ArrayView1<'_, f32>, theta: ArrayView1<'_, f32>) -> (Array1<Complex32>, Array1<f32>) {
    let length = nu.mapv(|nu| (-nu.exp()).exp());
    let lambda = length.iter().zip(theta).map(|(&r, theta)| Complex32::from_polar(r, theta.exp())).collect();
    // 1 − r² = (1 − r) (1 + r), and 1 − r without a difference.
    let gamma = nu.mapv(|nu| {
        let less = -(-nu.exp()).exp_m1();
        (less * (2.0 - less)).sqrt()
    });
    (lambda, gamma)
}

fn in_double(nu: ArrayView1<'_, f32>, theta: ArrayView1<'_, f32>) -> (Array1<Complex32>, Array1<f32>) {
    let wide: Vec<Complex64> = nu
        .iter()
        .zip(theta)
        .map(|(&nu, &theta)| Complex64::new(-f64::from(nu).exp(), f64::from(theta).exp()).exp())
        .collect();
    let lambda = wide.iter().map(|l| Complex32::new(l.re as f32, l.im as f32)).collect();
    (lambda, wide.iter().map(|l| (1.0 - l.norm_sqr()).sqrt() as f32).collect())
}

fn combine(first: Affine, second: Affine) -> Affine {
    let Affine { factor: a, added: b } = second;
    Affine { factor: first.factor * a, added: b + first.added * a }
}

fn by_parts(first: Affine, second: Affine) -> Affine {
    let times = |x: Complex32, y: Complex32| {
        let (re, im) = (x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re);
        Complex32 { re, im }
    };
    let moved = times(second.factor, first.added);
    Affine {
        factor: times(second.factor, first.factor),
        added: Complex32 { re: moved.re + second.added.re, im: moved.im + second.added.im },
    }
}

fn by_powers(inputs: ArrayView2<'_, f32>, weights: LruWeights<'_>) -> Array2<f32> {
    let ((count, d), h) = (inputs.dim(), weights.nu.len());
    let wide = |x: Complex32| Complex64::new(x.re.into(), x.im.into());
    // How an input of channel k reaches channel j after some steps.
    let mut kernel = vec![Array2::<f64>::zeros((d, d)); count];
    for i in 0..h {
        let lambda = Complex64::new(-f64::from(weights.nu[i]).exp(), f64::from(weights.theta[i]).exp()).exp();
        let gamma = (1.0 - lambda.norm_sqr()).sqrt();
        let mut power = Complex64::new(gamma, 0.0);
        for kernel in &mut kernel {
            for ((j, k), x) in kernel.indexed_iter_mut() {
                *x += (wide(weights.c[[j, i]]) * power * wide(weights.b[[i, k]])).re;
            }
            power *= lambda;
        }
    }
    Array2::from_shape_fn((count, d), |(t, j)| {
        let mut y = f64::from(weights.d[j] * inputs[[t, j]]);
        for s in 0..=t {
            y += (0..d).map(|k| kernel[t - s][[j, k]] * f64::from(inputs[[s, k]])).sum::<f64>();
        }
        y as f32
    })
}

fn doubling(inputs: ArrayView2<'_, f32>, weights: LruWeights<'_>) -> Array2<f32> {
    let (count, h) = (inputs.nrows(), weights.nu.len());
    let (lambda, gamma) = in_double(weights.nu, weights.theta);
    let written = inputs.mapv(Complex32::from).dot(&weights.b.t());
    let mut output = &inputs * &weights.d;
    for i in 0..h {
        let mut steps: Vec<Affine> =
            (0..count).map(|t| Affine { factor: lambda[i], added: written[[t, i]] * gamma[i] }).collect();
        let mut distance = 1;
        while distance < count {
            let before = steps.clone();
            for t in distance..count {
                steps[t] = combine(before[t - distance], before[t]);
            }
            distance *= 2;
        }
        for (step, mut y) in steps.iter().zip(output.rows_mut()) {
            y += &weights.c.column(i).mapv(|c| (c * step.added).re);
        }
    }
    output
}

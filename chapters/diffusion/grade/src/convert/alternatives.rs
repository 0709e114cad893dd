//! Right answers to `convert` by another route.

use diffusion::{Convert, Form};
use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};

pub(super) fn alternatives() -> Vec<Alternative<Convert>> {
    vec![
        Alternative {
            name: "whole arrays, a formula for each form that is read, the score from the data",
            answer: by_arrays,
        },
        Alternative { name: "row by row in double precision, by a turn of the plane", answer: by_turns },
    ]
}

fn by_arrays(
    from: Form,
    to: Form,
    value: ArrayView2<'_, f32>,
    x: ArrayView2<'_, f32>,
    alpha: ArrayView1<'_, f32>,
    sigma: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let (alpha, sigma) = (alpha.insert_axis(Axis(1)), sigma.insert_axis(Axis(1)));
    if from == to {
        return value.to_owned();
    }
    let (data, noise) = match from {
        Form::Noise => ((&x - &(&sigma * &value)) / alpha, value.to_owned()),
        Form::Data => (value.to_owned(), (&x - &(&alpha * &value)) / sigma),
        Form::Score => {
            let noise = -(&sigma * &value);
            ((&x - &(&sigma * &noise)) / alpha, noise)
        }
        Form::V => {
            let length = &alpha * &alpha + &sigma * &sigma;
            let data = (&alpha * &x - &sigma * &value) / &length;
            (data, (&alpha * &value + &sigma * &x) / &length)
        }
        Form::Velocity => {
            let sum = &alpha + &sigma;
            let data = (&x - &(&sigma * &value)) / &sum;
            let noise = &data + &value;
            (data, noise)
        }
    };
    match to {
        Form::Noise => noise,
        Form::Data => data,
        Form::V => &alpha * &noise - &sigma * &data,
        Form::Score => (&alpha * &data - x) / (&sigma * &sigma),
        Form::Velocity => noise - data,
    }
}

/// With r the length of (α, σ): x/r and v/r are (x₀, ε), turned by the angle of the level.
fn by_turns(
    from: Form,
    to: Form,
    value: ArrayView2<'_, f32>,
    x: ArrayView2<'_, f32>,
    alpha: ArrayView1<'_, f32>,
    sigma: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let mut out = Array2::zeros(x.dim());
    for (row, mut out) in out.rows_mut().into_iter().enumerate() {
        let (a, s) = (f64::from(alpha[row]), f64::from(sigma[row]));
        let square = a * a + s * s;
        Zip::from(&mut out).and(x.row(row)).and(value.row(row)).for_each(|out, &x, &value| {
            let (x, value) = (f64::from(x), f64::from(value));
            let v = match from {
                Form::V => value,
                Form::Noise => (square * value - s * x) / a,
                Form::Data => (a * x - square * value) / s,
                Form::Score => (-square * s * value - s * x) / a,
                Form::Velocity => (square * value + (a - s) * x) / (a + s),
            };
            let [data, noise] = [(a * x - s * v) / square, (s * x + a * v) / square];
            *out = match to {
                Form::V => v,
                Form::Noise => noise,
                Form::Data => data,
                Form::Score => -noise / s,
                Form::Velocity => noise - data,
            } as f32;
        });
    }
    out
}

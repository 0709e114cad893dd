//! What the stub of `resampler` promises.

use judge::{Layout, Matrix, Promise};

use super::{Input, cases};

/// Mean and deviation of each row of the inputs and of the latents.
fn moments(input: &Input) -> Vec<[f64; 2]> {
    let of = |matrix: &Matrix| {
        let rows = matrix.double();
        rows.rows().into_iter().map(|row| cases::moments(&row.to_owned())).collect::<Vec<_>>()
    };
    [&input.inputs, &input.latents].into_iter().flat_map(of).collect()
}

fn layouts(input: &Input) -> Vec<Layout> {
    let vectors = input.norms.iter().map(|vector| vector.layout);
    input.matrices().into_iter().map(|matrix| matrix.layout).chain(vectors).collect()
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    let little = "Some rows vary so little that epsilon matters";
    vec![
        Promise::edge("for n = 0 too", |input| input.inputs.values.nrows() == 0),
        Promise::edge(little, |input| {
            let epsilon = f64::from(input.epsilon);
            moments(input).iter().any(|&[_, deviation]| deviation > 0.0 && deviation * deviation <= epsilon)
        }),
        Promise::edge(little, |input| {
            input.latents.values.ncols() > 1 && moments(input).iter().any(|&[_, deviation]| deviation == 0.0)
        }),
        Promise::range(
            "the mean of a row can be as large as ±1000 times its deviation",
            -1000.0..=1000.0,
            |input| {
                // A row without a deviation, or with none to speak of, is another matter.
                let varied =
                    moments(input).into_iter().filter(|[mean, deviation]| *deviation > 1e-6 * mean.abs());
                varied.map(|[mean, deviation]| mean / deviation).collect()
            },
        ),
        Promise::layouts("The views may be transposed or strided", layouts),
        Promise::sizes("There may be no inputs at all (n = 0)", 0, |input| vec![input.inputs.values.nrows()]),
        Promise::sizes("all other sizes are at least 1", 1, |input| {
            let (latents, width) = input.latents.values.dim();
            vec![latents, width, input.heads, input.query.values.ncols() / input.heads]
        }),
        Promise::layouts("All views may be transposed or strided", layouts),
        Promise::range("scores lie within ±60", -60.0..=60.0, |input| {
            input.scores().into_iter().flatten().collect()
        }),
    ]
}

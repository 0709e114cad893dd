//! What must hold of `mmdit`, whatever the reference says.

use judge::{Broken, Matrix, Property, same};
use ndarray::{Array2, Axis};

use super::{Answered, Input, TheProbe, Tokens};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property {
            name: "the order of the text's tokens is that of its outputs, and nothing else",
            holds: order,
        },
        Property { name: "the picture reads the text, and the text the picture", holds: both_ways },
        Property { name: "equal values come out as they are", holds: weights_sum_to_one },
        Property { name: "which stream is which makes no difference", holds: exchanged },
    ]
}

fn ran(input: &Input, probe: &mut TheProbe<'_>) -> Result<Answered, Broken> {
    let answered = probe.call(input)?;
    for (label, out, stream) in
        [("text", &answered.text, &input.text), ("image", &answered.image, &input.image)]
    {
        let shape = stream.values.values.dim();
        if out.dim() != shape {
            return Err(Broken::Law(format!("{label} has shape {:?} and not {shape:?}", out.dim())));
        }
    }
    Ok(answered)
}

fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut places: Vec<usize> = (0..input.text.count()).collect();
    probe.random.shuffle(&mut places);
    let moved = |matrix: &Matrix| Matrix::from(matrix.values.select(Axis(0), &places));
    let text = Tokens {
        queries: moved(&input.text.queries),
        keys: moved(&input.text.keys),
        values: moved(&input.text.values),
        gains: input.text.gains.clone(),
    };
    let before = ran(input, probe)?;
    let after = ran(&Input { text, ..input.clone() }, probe)?;
    let slack = 4.0 * probe.tolerance;
    let how = "with the text in another order";
    same("image", &before.image, &after.image, slack, how)?;
    same("text", &before.text.select(Axis(0), &places), &after.text, slack, how)
}

/// Values of one stream that are moved by a lot move both outputs of every head, unless a score is far below the others.
fn both_ways(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut gentle = input.clone();
    for stream in [&mut gentle.text, &mut gentle.image] {
        for matrix in [&mut stream.queries, &mut stream.keys] {
            let shape = matrix.values.dim();
            matrix.values = probe.random.normals(shape, 0.3);
        }
        let shape = stream.values.values.dim();
        stream.values.values = probe.random.normals(shape, 1.0);
    }
    if gentle.text.count() == 0 || gentle.text.count() + gentle.image.count() > 40 {
        return Ok(());
    }
    let before = ran(&gentle, probe)?;
    for which in ["text", "image"] {
        let mut other = gentle.clone();
        let stream = if which == "text" { &mut other.text } else { &mut other.image };
        stream.values.values += 50.0;
        let after = ran(&other, probe)?;
        for (label, a, b) in [("text", &before.text, &after.text), ("image", &before.image, &after.image)] {
            let still = a.iter().zip(b).position(|(a, b)| (a - b).abs() <= 1e-3 || (a - b).is_nan());
            if let Some(at) = still {
                let place = (at / a.ncols(), at % a.ncols());
                return Err(Broken::Law(format!(
                    "{label}[{}, {}] stays {} when 50 is added to all values of the {which}",
                    place.0, place.1, a[place]
                )));
            }
        }
    }
    Ok(())
}

fn weights_sum_to_one(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut equal = input.clone();
    let value = probe.random.normals((1, input.image.values.values.ncols()), 1.0);
    for stream in [&mut equal.text, &mut equal.image] {
        let shape = stream.values.values.dim();
        stream.values.values = Array2::from_shape_fn(shape, |(_, c)| value[[0, c]]);
    }
    let out = ran(&equal, probe)?;
    let slack = 4.0 * probe.tolerance + 1e-4;
    same("text", &out.text, &equal.text.values.values, slack, "as every value is")?;
    same("image", &out.image, &equal.image.values.values, slack, "as every value is")
}

fn exchanged(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.text.count() == 0 {
        return Ok(());
    }
    let one = ran(input, probe)?;
    let other = Input { text: input.image.clone(), image: input.text.clone(), heads: input.heads };
    let other = ran(&other, probe)?;
    let slack = 4.0 * probe.tolerance;
    same("text", &one.text, &other.image, slack, "when it comes as the picture")?;
    same("image", &one.image, &other.text, slack, "when it comes as the text")
}

//! What must hold of `patchify`, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::{Array2, Array3};

use super::{Answered, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "there and back is nothing", holds: there_and_back },
        Property { name: "back and there is nothing", holds: back_and_there },
        Property { name: "a patch alone is its own token", holds: patch_alone },
    ]
}

fn tokens(image: &Array3<f32>, p: usize, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let (channels, h, w) = image.dim();
    let shape = (h / p * (w / p), p * p * channels);
    match probe.call(&Input::Patchify { image: image.clone().into(), p })? {
        Answered::Tokens(tokens) if tokens.dim() == shape => Ok(tokens),
        Answered::Tokens(tokens) => {
            Err(Broken::Law(format!("patchify has shape {:?} and not {shape:?}", tokens.dim())))
        }
        Answered::Image(_) => Err(Broken::Law("no tokens".to_owned())),
    }
}

fn image(
    tokens: &Array2<f32>,
    shape: (usize, usize, usize),
    p: usize,
    probe: &mut TheProbe<'_>,
) -> Result<Array3<f32>, Broken> {
    match probe.call(&Input::Unpatchify { tokens: tokens.clone().into(), shape, p })? {
        Answered::Image(image) => Ok(image),
        Answered::Tokens(_) => Err(Broken::Law("no picture".to_owned())),
    }
}

fn there_and_back(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Patchify { image: cube, p } = input else { return Ok(()) };
    let tokens = tokens(&cube.values, *p, probe)?;
    let again = image(&tokens, cube.values.dim(), *p, probe)?;
    same("unpatchify(patchify(image))", &again, &cube.values, probe.tolerance, "in the picture")
}

fn back_and_there(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Unpatchify { tokens: matrix, shape, p } = input else { return Ok(()) };
    let image = image(&matrix.values, *shape, *p, probe)?;
    if image.dim() != *shape {
        return Err(Broken::Law(format!("unpatchify has shape {:?} and not {shape:?}", image.dim())));
    }
    let again = tokens(&image, *p, probe)?;
    same("patchify(unpatchify(tokens))", &again, &matrix.values, probe.tolerance, "in the tokens")
}

/// Cut out of the picture, it gives the same token.
fn patch_alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Patchify { image: cube, p } = input else { return Ok(()) };
    let (_, h, w) = cube.values.dim();
    let (row, column) = (probe.random.whole(0..=h / p - 1), probe.random.whole(0..=w / p - 1));
    let all = tokens(&cube.values, *p, probe)?;
    let patch = cube.values.slice(ndarray::s![.., row * p..(row + 1) * p, column * p..(column + 1) * p]);
    let alone = tokens(&patch.to_owned(), *p, probe)?;
    let at = row * (w / p) + column;
    let how = format!("as token {at} of the picture");
    same("the token of a patch alone", &alone.row(0), &all.row(at), probe.tolerance, &how)
}

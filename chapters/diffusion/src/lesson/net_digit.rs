//! A picture of eight by eight pixels, cut into tokens, and sent through a U-Net.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array1, Array3, ArrayView1, ArrayView3, s};

use crate::{Patchify, Unet, UnetLevel};

/// A three, by hand: points are empty, the letter x is full.
const THREE: [&str; 8] =
    ["........", "..xxxo..", ".o...xo.", ".....xo.", "...xxx..", ".....ox.", ".o...xx.", "..xxxo.."];

/// The digit as one channel of 8 × 8 numbers between 0 and 1.
pub fn three() -> Array3<f32> {
    let ink = |c: char| match c {
        'x' => 1.0,
        'o' => 0.5,
        _ => 0.0,
    };
    let numbers = THREE.iter().flat_map(|row| row.chars().map(ink)).collect();
    Array3::from_shape_vec((1, 8, 8), numbers).expect("eight rows of eight")
}

fn rows(image: ArrayView3<'_, f32>) -> Vec<Vec<f64>> {
    assert_eq!(image.dim().0, 1, "the picture has one channel");
    let cell = |&x: &f32| if x.is_finite() { f64::from(x).clamp(0.0, 1.0) } else { f64::NAN };
    image.slice(s![0, .., ..]).rows().into_iter().map(|row| row.iter().map(cell).collect()).collect()
}

/// The digit becomes four tokens, one by one.
///
/// # Panics
/// If the answer gives another shape.
pub fn steps(patchify: Patchify) -> Figure {
    const P: usize = 4;
    let image = three();
    let tokens = (patchify.patchify)(image.view(), P);
    assert_eq!(tokens.dim(), (4, 16), "the shape of the tokens");
    let mut steps = Steps::new("Each patch of a digit becomes one token, its pixels row by row");
    for at in 0..4 {
        let (row, column) = (at / 2, at % 2);
        // What is not looked at is pale.
        let mut shown = image.mapv(|x| 0.3 * x);
        let patch = s![0, row * P..(row + 1) * P, column * P..(column + 1) * P];
        shown.slice_mut(patch).assign(&image.slice(patch));
        let cell = |token: usize, number: usize| {
            let x = f64::from(tokens[[token, number]]);
            if token <= at { x.clamp(0.0, 1.0) } else { 0.0 }
        };
        let list: Vec<Vec<f64>> = (0..4).map(|t| (0..16).map(|i| cell(t, i)).collect()).collect();
        let ink: f64 = list[at].iter().sum();
        let about = format!(
            "Patch {at} lies in row {row} and column {column} of patches. Its token holds the 16 pixels row by row, with {ink:.1} of ink in all."
        );
        let grid = Grid::new(&format!("Token {at}"), &about)
            .panel(Panel::new("picture", rows(shown.view())))
            .panel(Panel::new("tokens", list).axes("token", "number in it").below());
        let says = format!(
            "Token {at}: the patch in row {row}, column {column}. Its first four numbers are the patch's first row, the next four its second."
        );
        steps = steps.frame(&says, grid.save());
    }
    steps.save()
}

/// What is left of the digit on its way through the bottom of a U-Net with so many levels, whose blocks do nothing; with `skip` the last block
/// gives back what was kept, and otherwise what came from below.
///
/// # Panics
/// If the answer does.
pub fn through(unet: Unet, levels: usize, skip: bool) -> Array3<f32> {
    let nothing = |x: ArrayView3<'_, f32>, _: ArrayView1<'_, f32>| x.to_owned();
    let below = |x: ArrayView3<'_, f32>, _: ArrayView1<'_, f32>| x.slice(s![..1, .., ..]).to_owned();
    let kept = |x: ArrayView3<'_, f32>, _: ArrayView1<'_, f32>| x.slice(s![1.., .., ..]).to_owned();
    let level =
        if skip { UnetLevel { down: &nothing, up: &kept } } else { UnetLevel { down: &nothing, up: &below } };
    let levels = vec![level; levels];
    (unet.forward)(three().view(), Array1::zeros(2).view(), &levels, &nothing)
}

/// The digit after the bottom of a U-Net with one, two and three levels, without what was kept.
pub fn lost(unet: Unet) -> Figure {
    let about = "A digit of 8 × 8 pixels, and what comes up again from below without skips, after one, two and three levels: squares of two, four and \
                 eight pixels of one grey.";
    let mut grid = Grid::new(
        "Without skips every level of averaging loses more of a digit, until one grey is left",
        about,
    )
    .panel(Panel::new("digit", rows(three().view())));
    // Two by two, to be read row by row: each panel of the second row belongs below one of the first.
    for (levels, caption) in [(2, "2 levels"), (1, "1 level"), (3, "3 levels")] {
        let panel = Panel::new(caption, rows(through(unet, levels, false).view()));
        grid = grid.panel(if levels == 1 { panel } else { panel.below() });
    }
    grid.save()
}

/// The mean distance of a picture from the digit.
pub fn distance(image: &Array3<f32>) -> f32 {
    (image - &three()).mapv(f32::abs).mean().expect("there are pixels")
}

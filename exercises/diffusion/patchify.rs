use ndarray::*;
pub fn patchify(image: ArrayView3<'_, f32>, p: usize) -> Array2<f32> {
    let (c, h, w) = image.dim();
    let mut rows = vec![];
    for patch in image.exact_chunks((c, p, p)) {
        let mut row = vec![];
        for i in 0..p { for j in 0..p { for k in 0..c { row.push(patch[[k, i, j]]); } } }
        rows.extend(row);
    }
    Array2::from_shape_vec(((h / p) * (w / p), p * p * c), rows).unwrap()
}
pub fn unpatchify(tokens: ArrayView2<'_, f32>, shape: (usize, usize, usize), p: usize) -> Array3<f32> {
    let (c, h, w) = shape;
    let mut out = Array3::zeros(shape);
    let mut it = tokens.iter();
    for y in 0..h / p { for x in 0..w / p { for i in 0..p { for j in 0..p { for k in 0..c {
        out[[k, y * p + i, x * p + j]] = *it.next().unwrap();
    } } } } }
    out
}

use ndarray::*;
pub fn patchify(image: ArrayView3<'_, f32>, p: usize) -> Array2<f32> {
    let (c, h, w) = image.dim();
    let v: Vec<f32> = image.iter().cloned().collect();
    let a = Array::from_shape_vec((c, h / p, p, w / p, p), v).unwrap();
    let a = a.permuted_axes([1, 3, 2, 4, 0]);
    let v: Vec<f32> = a.iter().cloned().collect();
    Array2::from_shape_vec(((h / p) * (w / p), p * p * c), v).unwrap()
}
pub fn unpatchify(tokens: ArrayView2<'_, f32>, (c, h, w): (usize, usize, usize), p: usize) -> Array3<f32> {
    let v: Vec<f32> = tokens.iter().cloned().collect();
    let a = Array::from_shape_vec((h / p, w / p, p, p, c), v).unwrap();
    let a = a.permuted_axes([4, 0, 1, 2, 3]);
    let v: Vec<f32> = a.iter().cloned().collect();
    Array3::from_shape_vec((c, h, w), v).unwrap()
}

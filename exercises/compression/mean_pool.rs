// right: each block from the left by a row of 1/block, in f32
use ndarray::{Array1, Array2, ArrayView2, s};

pub fn mean_pool(tokens: ArrayView2<'_, f32>, block: usize) -> Array2<f32> {
    let count = tokens.nrows() / block;
    let mut pooled = Array2::<f32>::zeros((count, tokens.ncols()));
    for i in 0..count {
        let average = Array1::from_elem(block, 1.0 / block as f32);
        let mean = average.dot(&tokens.slice(s![i * block..i * block + block, ..]));
        pooled.row_mut(i).assign(&mean);
    }
    pooled
}

pub fn visible(position: usize, block: usize) -> usize {
    // Whole numbers up to 100 million and their quotients are safe in f64.
    ((position as f64 + 1.0) / block as f64).floor() as usize
}

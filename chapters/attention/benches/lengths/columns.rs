//! What is timed: for each subject a function for each of its columns.

use attention::{Mask, solution};
use candle_core::{Device, Tensor};
use kernels::Precision;
use ndarray::{Array2, Array3};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// The width of queries, keys and values.
pub(crate) const WIDTH: usize = 64;

/// What is timed, and gives the numbers that the other columns give.
pub(crate) type Timed = Box<dyn FnMut() -> Vec<f32>>;

/// Standard normal numbers, the same for each column of a subject.
fn normals(seed: u64, rows: usize, columns: usize) -> Array2<f32> {
    let mut random = Pcg64::seed_from_u64(seed);
    Array2::from_shape_simple_fn((rows, columns), || random.sample(StandardNormal))
}

/// A row-major array as candle has it.
fn tensor(array: &Array2<f32>) -> Tensor {
    let numbers = array.iter().copied().collect::<Vec<f32>>();
    Tensor::from_vec(numbers, array.dim(), &Device::Cpu).expect("a matrix")
}

/// The numbers of a tensor.
fn numbers(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().and_then(|flat| flat.to_vec1()).expect("32-bit floats")
}

pub(crate) mod scaled_dot_product {
    use super::{Array2, Mask, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    fn inputs(length: usize) -> [Array2<f32>; 3] {
        [1, 2, 3].map(|seed| normals(seed, length, WIDTH))
    }

    pub(crate) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            solution::scaled_dot_product::scaled_dot_product(queries, keys, values, Mask::None)
                .into_raw_vec_and_offset()
                .0
        })
    }

    pub(crate) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            kernels::attention::scaled_dot_product(queries, keys, values, false, Precision::Float)
                .expect("the host build")
                .iter()
                .map(|&number| number as f32)
                .collect()
        })
    }

    pub(crate) fn by_candle(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| tensor(&array));
        let attend = move || {
            let scores = (queries.matmul(&keys.t()?)? / (WIDTH as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&values)
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

/// Attention in tiles of 64 keys, from a slow memory; candle's attention in tiles.
pub(crate) mod flash {
    use attention::SlowMemory;
    use candle_nn::attention::{AttnMask, flash_attn};
    use kernels::attention::Attention;

    use super::{Array2, Mask, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    fn inputs(length: usize) -> [Array2<f32>; 3] {
        [1, 2, 3].map(|seed| normals(seed, length, WIDTH))
    }

    pub(crate) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let memory = SlowMemory::new(keys.view(), values.view(), 64);
            solution::flash::flash(queries.view(), &memory, Mask::None).0.into_raw_vec_and_offset().0
        })
    }

    pub(crate) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let attention = Attention::new(queries.view(), keys.view(), values.view(), false);
            let (output, _) = kernels::attention::flash(attention, Precision::Float).expect("the host build");
            output.iter().map(|&number| number as f32).collect()
        })
    }

    pub(crate) fn by_candle(length: usize) -> Timed {
        // One text, one head.
        let [queries, keys, values] = inputs(length)
            .map(|array| tensor(&array).reshape((1, length, 1, WIDTH)).expect("as many numbers"));
        let scale = 1.0 / (WIDTH as f32).sqrt();
        Box::new(move || {
            let output = flash_attn::<f32>(&queries, &keys, &values, scale, AttnMask::None, None, None);
            numbers(&output.expect("the shapes fit"))
        })
    }
}

/// Eight query heads on two groups of keys and values.
pub(crate) mod gqa {
    use super::{Array3, Device, Mask, Precision, Tensor, Timed, WIDTH, normals, numbers, solution};

    const HEADS: [usize; 3] = [8, 2, 2];

    fn inputs(length: usize) -> [Array3<f32>; 3] {
        std::array::from_fn(|i| {
            let rows = normals(1 + i as u64, length, HEADS[i] * WIDTH);
            rows.into_shape_with_order((length, HEADS[i], WIDTH)).expect("as many numbers")
        })
    }

    pub(crate) fn solved(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length);
        Box::new(move || {
            let output = solution::gqa::gqa(queries.view(), keys.view(), values.view(), Mask::None);
            output.into_raw_vec_and_offset().0
        })
    }

    pub(crate) fn by_kernel(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            let output = kernels::attention::gqa(queries, keys, values, false, Precision::Float);
            output.expect("the host build").iter().map(|&number| number as f32).collect()
        })
    }

    pub(crate) fn by_candle(length: usize) -> Timed {
        let [queries, keys, values] = inputs(length).map(|array| {
            let shape = array.dim();
            Tensor::from_vec(array.into_raw_vec_and_offset().0, shape, &Device::Cpu).expect("as many numbers")
        });
        let attend = move || {
            let heads = |tensor: &Tensor, times: usize| {
                // Each group as often as heads share it: (heads, length, width).
                let shape = (length, 2, times, WIDTH);
                let repeated =
                    tensor.unsqueeze(2)?.broadcast_as(shape)?.reshape((length, 2 * times, WIDTH))?;
                repeated.transpose(0, 1)?.contiguous()
            };
            let (keys, values) = (heads(&keys, 4)?, heads(&values, 4)?);
            let queries = queries.transpose(0, 1)?.contiguous()?;
            let scores = (queries.matmul(&keys.transpose(1, 2)?)? / (WIDTH as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&values)?.transpose(0, 1)?.contiguous()
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

/// One step of absorbed decoding: 16 heads on latents of 256 numbers and rotated keys of 32.
pub(crate) mod mla {
    use super::{Array2, Precision, Timed, WIDTH, normals, numbers, solution, tensor};

    const HEADS: usize = 16;
    const LATENT: usize = 256;
    const ROPE: usize = 32;

    /// Absorbed and rotated queries, latents and rotated keys. Queries are small, as those of a model are.
    fn inputs(length: usize) -> [Array2<f32>; 4] {
        [(1, HEADS, LATENT), (2, HEADS, ROPE), (3, length, LATENT), (4, length, ROPE)].map(
            |(seed, rows, columns)| normals(seed, rows, columns) * if rows == HEADS { 0.25 } else { 1.0 },
        )
    }

    pub(crate) fn solved(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length);
        Box::new(move || {
            let (absorbed, q_rope) = (absorbed.view(), q_rope.view());
            let mixed = solution::mla::attend(absorbed, q_rope, latents.view(), keys_rope.view(), WIDTH);
            mixed.into_raw_vec_and_offset().0
        })
    }

    pub(crate) fn by_kernel(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length).map(|array| array.mapv(f64::from));
        Box::new(move || {
            let (absorbed, q_rope, latents) = (absorbed.view(), q_rope.view(), latents.view());
            let mixed = kernels::attention::mla_attend(
                absorbed,
                q_rope,
                latents,
                keys_rope.view(),
                WIDTH,
                Precision::Float,
            );
            mixed.expect("the host build").iter().map(|&number| number as f32).collect()
        })
    }

    pub(crate) fn by_candle(length: usize) -> Timed {
        let [absorbed, q_rope, latents, keys_rope] = inputs(length).map(|array| tensor(&array));
        let attend = move || {
            let scores = (absorbed.matmul(&latents.t()?)? + q_rope.matmul(&keys_rope.t()?)?)?;
            let scores = (scores / ((WIDTH + ROPE) as f64).sqrt())?;
            candle_nn::ops::softmax_last_dim(&scores)?.matmul(&latents)
        };
        Box::new(move || numbers(&attend().expect("the shapes fit")))
    }
}

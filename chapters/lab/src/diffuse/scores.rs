//! How far samples are from where they should be.

use ndarray::{Array1, Array2};

use crate::parameters::{normals, random};

/// √ of the mean over 64 directions of the squared Wasserstein distance of the projections: plane points, equally many.
pub(super) fn sliced(a: &Array2<f32>, b: &Array2<f32>) -> f64 {
    const DIRECTIONS: usize = 64;
    let sorted = |x: &Array2<f32>, (c, s): (f32, f32)| {
        let mut along: Vec<f32> = x.rows().into_iter().map(|row| c * row[0] + s * row[1]).collect();
        along.sort_unstable_by(f32::total_cmp);
        along
    };
    let squares: f64 = (0..DIRECTIONS)
        .map(|i| {
            let angle = std::f32::consts::PI * i as f32 / DIRECTIONS as f32;
            let direction = (angle.cos(), angle.sin());
            let (a, b) = (sorted(a, direction), sorted(b, direction));
            a.iter().zip(&b).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>() / a.len() as f64
        })
        .sum();
    (squares / DIRECTIONS as f64).sqrt()
}

/// Features that nobody has trained: cosines of random projections, always the same.
pub(super) struct Features {
    /// (2, 48) and (48).
    pub(super) weights: Array2<f32>,
    pub(super) phases: Array1<f32>,
}

impl Features {
    pub(super) fn new() -> Features {
        const COUNT: usize = 48;
        let mut fixed = random(0, 91, 0);
        let weights =
            Array2::from_shape_vec((2, COUNT), normals(&mut fixed, 2 * COUNT, 1.5)).expect("as many");
        Features { weights, phases: normals(&mut fixed, COUNT, 3.0).into_iter().collect() }
    }

    pub(super) fn of(&self, x: &Array2<f32>) -> Array2<f64> {
        (x.dot(&self.weights) + &self.phases).mapv(|x| f64::from(x.cos()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_shift_by_one_is_a_distance_of_a_half_root() {
        let a = array![[0.0_f32, 1.0], [2.0, 0.0], [1.0, 1.5]];
        assert!(sliced(&a, &a) == 0.0);
        let b = &a + &array![1.0_f32, 0.0];
        assert!((sliced(&a, &b) - 0.5_f64.sqrt()).abs() < 1e-6);
    }
}

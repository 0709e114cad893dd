use ndarray::{Array3, ArrayView3};

type Complex = (f64, f64);

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn unit(angle: f64) -> Complex {
    (angle.cos(), angle.sin())
}

pub fn inverse_rope(outputs: ArrayView3<'_, f32>, first: usize, rotary: usize, base: f32) -> Array3<f32> {
    let (n, heads, c) = outputs.dim();
    let mut turned = outputs.to_owned();
    for m in 0..rotary / 2 {
        // From one row to the next the rotation turns by one more step.
        let frequency = (-(2.0 * m as f64 / rotary as f64) * f64::from(base).ln()).exp();
        let step = unit(-frequency);
        let mut rotation = unit(-frequency * first as f64);
        let re = c - rotary + 2 * m;
        for i in 0..n {
            for h in 0..heads {
                let z = times((f64::from(outputs[[i, h, re]]), f64::from(outputs[[i, h, re + 1]])), rotation);
                turned[[i, h, re]] = z.0 as f32;
                turned[[i, h, re + 1]] = z.1 as f32;
            }
            rotation = times(rotation, step);
        }
    }
    turned
}

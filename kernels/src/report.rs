//! The report of a machine with a GPU: each kernel on the device and on the host, on the same input.

use ndarray::{Array1, Array2};
use serde::Serialize;

use crate::{Backend, Filled, Launch, Precision, Unavailable, attention, cuda};

/// What one machine showed.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The device's name.
    pub device: String,
    /// The CUDA version of the driver.
    pub driver: String,
    /// NVRTC's version.
    pub nvrtc: String,
    /// A line for each kernel and precision.
    pub kernels: Vec<Line>,
}

/// One kernel in one precision.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// File and kernel: `attention/softmax`.
    pub kernel: String,
    /// `double` or `float`.
    pub precision: &'static str,
    /// How many outputs were compared.
    pub outputs: usize,
    /// The largest difference between device and host, relative to the largest output.
    pub largest_difference: f64,
}

/// `sin(0.7 i + seed)` in row-major order: an input that any language can make again.
pub fn wave(rows: usize, columns: usize, seed: f64) -> Array2<f64> {
    Array2::from_shape_fn((rows, columns), |(r, c)| (0.7 * (r * columns + c) as f64 + seed).sin())
}

/// An input for every kernel, larger than one block of threads and a multiple of nothing.
fn launches() -> Vec<Launch> {
    let (queries, keys, values) = (wave(61, 19, 0.0), wave(83, 19, 1.0), wave(83, 23, 2.0));
    let scores: Array1<f64> = wave(1, 83, 3.0).row(0).mapv(|x| 20.0 * x);
    let member = Array2::from_shape_fn((61, 83), |(s, j)| (s * 7 + j * 3) % 5 < 2);
    vec![
        attention::softmax_launch((20.0 * &queries).view()),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), false),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), true),
        attention::online_softmax_launch(scores.view(), values.view(), member.view()),
        // >> look_back

        // << look_back

        // >> positions

        // << positions

        // >> heads

        // << heads

        // >> nearby
        attention::window_attention_launch(
            queries.view(),
            keys.view(),
            values.view(),
            &(22..83).collect::<Vec<_>>(),
            13,
        ),
        attention::sink_attention_launch(
            wave(35, 19, 0.0).into_shape_with_order((5, 7, 19)).expect("35 rows").view(),
            wave(55, 19, 1.0).into_shape_with_order((5, 11, 19)).expect("55 rows").view(),
            wave(55, 23, 2.0).into_shape_with_order((5, 11, 23)).expect("55 rows").view(),
            wave(1, 5, 3.0).row(0),
            Array2::from_shape_fn((7, 11), |(i, j)| (i * 7 + j * 3) % 5 < 3).view(),
        ),
        // << nearby

        // >> tiles

        // << tiles

        // >> blocks

        // << blocks
    ]
}

/// Runs every kernel on the GPU and on the host and compares.
///
/// # Errors
/// [`Unavailable`] if there is no GPU, no NVRTC or no host build.
pub fn run() -> Result<Report, Unavailable> {
    let device = cuda::Device::open().map_err(Unavailable::NoGpu)?;
    let probe = cuda::probe();
    let name = device.name().to_owned();
    let gpu = Backend::Cuda(Box::new(device));
    let mut kernels = Vec::new();
    for launch in launches() {
        for precision in [Precision::Double, Precision::Float] {
            let on_device = reals(launch.run_on(&gpu, precision)?);
            let on_host = reals(launch.run_on(&Backend::Host, precision)?);
            let largest = on_host.iter().filter(|v| v.is_finite()).fold(0.0, |m: f64, v| m.max(v.abs()));
            let difference = |(a, b): (&f64, &f64)| if a == b { 0.0 } else { (a - b).abs() / largest };
            kernels.push(Line {
                kernel: format!("{}/{}", launch.file.name, launch.kernel.name),
                precision: precision.c_name(),
                outputs: on_host.len(),
                largest_difference: on_device.iter().zip(&on_host).map(difference).fold(0.0, worse),
            });
        }
    }
    let version = |v: Result<String, String>| v.unwrap_or_else(|why| why);
    Ok(Report { device: name, driver: version(probe.driver), nvrtc: version(probe.nvrtc), kernels })
}

/// The larger of two differences, where not-a-number is larger than anything.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

fn reals(outputs: Vec<Filled>) -> Vec<f64> {
    outputs
        .into_iter()
        .flat_map(|filled| match filled {
            Filled::Reals(values) => values,
            Filled::Integers(values) => values.into_iter().map(|v| v as f64).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_is_in_the_report() {
        let reported: Vec<&str> = launches().iter().map(|launch| launch.kernel.name).collect();
        for kernel in crate::FILES.iter().flat_map(|file| file.kernels) {
            assert!(reported.contains(&kernel.name), "report::launches has no input for {}", kernel.name);
        }
    }
}

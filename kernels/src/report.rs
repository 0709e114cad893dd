//! The report of a machine with a GPU: each kernel on the device and on the host, on the same input.

use serde::Serialize;

use crate::{Backend, Filled, Launch, Precision, Unavailable, cuda};

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

/// An input for every kernel, chapter after chapter.
fn launches() -> Vec<Launch> {
    macro_rules! launches {
        ($($chapter:ident)*) => { [$(crate::$chapter::launches()),*] };
    }
    chapters!(launches).into_iter().flatten().collect()
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
        let launches = launches();
        let reported: Vec<_> = launches.iter().map(|launch| (launch.file.name, launch.kernel.name)).collect();
        for file in crate::FILES {
            for kernel in file.kernels {
                assert!(
                    reported.contains(&(file.name, kernel.name)),
                    "src/{}/launches.rs has no input for {}",
                    file.name,
                    kernel.name
                );
            }
        }
    }
}

//! What depends on the machine: compiling every kernel needs NVRTC, running them live needs a GPU. Where these are
//! missing the tests are ignored, with the reason.

use kernels::{File, Precision};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// The architectures that the book speaks of: Ampere, and Hopper with its tensor-core instructions.
const ARCHITECTURES: [&str; 2] = ["sm_80", "sm_90a"];

fn main() {
    let mut trials = vec![Trial::ignorable_test("device_and_host_agree", device_and_host_agree)];
    for file in kernels::FILES {
        for precision in [Precision::Double, Precision::Float] {
            for arch in ARCHITECTURES {
                let name = format!("nvrtc::{}::{}::{arch}", file.name, precision.c_name());
                trials.push(Trial::ignorable_test(name, move || compiles(file, precision, arch)));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn compiles(file: &File, precision: Precision, arch: &str) -> Result<Completion, Failed> {
    if let Err(reason) = kernels::probe().nvrtc {
        return Ok(Completion::ignored_with(reason));
    }
    let cubin = kernels::compile(file, precision, arch)?;
    let is_elf = cubin.starts_with(b"\x7fELF");
    if is_elf { Ok(Completion::Completed) } else { Err("NVRTC returned no CUBIN".into()) }
}

/// A libm differs from the device's in the last digits; sums run in the same order.
fn device_and_host_agree() -> Result<Completion, Failed> {
    let probe = kernels::probe();
    if let Err(reason) = probe.device.and(probe.nvrtc) {
        return Ok(Completion::ignored_with(reason));
    }
    for line in kernels::report::run()?.kernels {
        let allowed = if line.precision == "double" { 1e-13 } else { 1e-5 };
        if line.largest_difference.is_nan() || line.largest_difference > allowed {
            return Err(format!("{line:?}: at most {allowed:e}").into());
        }
    }
    Ok(Completion::Completed)
}

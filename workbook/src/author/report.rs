//! The report that compares the kernels on a GPU with the host.

use std::path::Path;

use anyhow::Result;

use crate::Course;
use crate::reader::state;

/// Compares the kernels on the GPU with the host, and writes the report.
///
/// # Errors
/// If this machine has no GPU, NVRTC or host build.
pub fn report(out: Option<&Path>) -> Result<()> {
    let report = kernels::report::run()?;
    for line in &report.kernels {
        println!(
            "{:36} {:6} {:>6} outputs  {:.1e}",
            line.kernel, line.precision, line.outputs, line.largest_difference
        );
    }
    let name: String =
        report.device.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let path = match out {
        Some(path) => path.to_owned(),
        None => Course::find()?.root.join("kernels/reports").join(format!("{name}.json")),
    };
    state::write(&path, format!("{}\n", serde_json::to_string_pretty(&report)?).as_bytes())?;
    println!("{}: {}", report.device, path.display());
    Ok(())
}

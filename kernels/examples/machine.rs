//! What this machine has for the reference kernels, and how they agree on its GPU and on the host: `cargo run -- doctor` and
//! `cargo run -- report` start it. It needs no repository, so that it can be carried to a machine with a GPU:
//!
//! ```sh
//! machine probe            # as JSON
//! machine report [FILE]    # compares every kernel, and writes the report; without FILE named after the device
//! ```

use std::process::ExitCode;

use serde_json::{Value, json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["probe"] => {
            println!("{}", probe());
            Ok(())
        }
        ["report"] => report(None),
        ["report", file] => report(Some(file)),
        _ => Err("machine probe, or machine report [FILE]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(2)
        }
    }
}

/// For each thing what was found, as `Ok`, or why it is missing, as `Err`.
fn probe() -> Value {
    let probe = kernels::probe();
    json!({
        "backend": kernels::backend().map(ToString::to_string).map_err(|error| error.to_string()),
        "host": if kernels::has_host_build() { Ok("built the kernels") } else { Err("not found when the kernels were built") },
        "driver": probe.driver.map(|version| format!("CUDA {version}")),
        "device": probe.device,
        "nvrtc": probe.nvrtc,
    })
}

fn report(file: Option<&str>) -> Result<(), String> {
    let report = kernels::report::run().map_err(|error| error.to_string())?;
    for line in &report.kernels {
        println!(
            "{:36} {:6} {:>6} outputs  {:.1e}",
            line.kernel, line.precision, line.outputs, line.largest_difference
        );
    }
    let name: String =
        report.device.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let path = file.map_or_else(|| format!("{name}.json"), str::to_owned);
    let text = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
    std::fs::write(&path, text + "\n").map_err(|error| format!("{path} cannot be written: {error}"))?;
    println!("{}: {path}", report.device);
    Ok(())
}

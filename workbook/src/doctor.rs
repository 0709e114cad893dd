//! What this machine has.

use std::process::{Command, Stdio};

use crate::Course;
use crate::machine::{self, Probe};
use crate::notebooks::jupyter;

/// One thing that the workbook can use.
struct Finding {
    name: &'static str,
    /// A version, or why it is missing.
    found: Result<String, String>,
    purpose: &'static str,
    /// How to get it.
    get: &'static str,
}

/// Prints what this machine has, what each thing is for, and how to get what is missing.
pub fn print(course: &Course) {
    let kernels = machine::probe(course);
    match kernels.get("backend") {
        Ok(backend) => println!("Reference kernels run on: {backend}\n"),
        Err(error) => println!("{error}\n"),
    }
    for Finding { name, found, purpose, get } in findings(course, &kernels) {
        match found {
            Ok(version) => println!("yes  {name:14} {version}\n     {:14} for {purpose}", ""),
            Err(why) => println!("no   {name:14} {why}\n     {:14} for {purpose}; {get}", ""),
        }
    }
    println!("\nLimits under which an answer runs:");
    for (limit, enforced, how) in contract::Limits::enforcement() {
        println!("{}  {limit:14} {how}", if enforced { "yes" } else { "no " });
    }
}

fn findings(course: &Course, kernels: &Probe) -> Vec<Finding> {
    vec![
        Finding {
            name: "C compiler",
            found: kernels.get("host"),
            purpose: "the reference kernels on a machine without a GPU",
            get: "Debian: apt install gcc; macOS: xcode-select --install; Windows: the C++ build tools",
        },
        Finding {
            name: "NVIDIA driver",
            found: kernels.get("driver"),
            purpose: "the reference kernels on a GPU",
            get: "needs an NVIDIA GPU and its driver",
        },
        Finding {
            name: "NVIDIA GPU",
            found: kernels.get("device"),
            purpose: "the reference kernels on a GPU",
            get: "without one, everything is judged by the host build",
        },
        Finding {
            name: "NVRTC",
            found: kernels.get("nvrtc"),
            purpose: "compiling the kernels for a GPU; no CUDA toolkit is needed",
            get: "pip install nvidia-cuda-nvrtc-cu12, then set WORKBOOK_NVRTC to its .../nvidia/cuda_nvrtc/lib/libnvrtc.so.12",
        },
        Finding {
            name: "Jupyter",
            found: jupyter::find_jupyter(course)
                .ok_or("not on the path, and not in .workbook/".to_owned())
                .and_then(|jupyter| version(&jupyter.to_string_lossy(), &["lab", "--version"])),
            purpose: "running the chapters as notebooks",
            get: "cargo run -- notebook",
        },
        Finding {
            name: "evcxr",
            found: jupyter::find_evcxr(course)
                .map(|path| path.display().to_string())
                .ok_or("not on the path, and not in .workbook/".to_owned()),
            purpose: "Rust in Jupyter",
            get: "cargo run -- notebook",
        },
        Finding {
            name: "MPI",
            found: version("mpirun", &["--version"]),
            purpose: "the sharding chapter on several processes; without it the ranks are threads",
            get: "Debian: apt install libopenmpi-dev openmpi-bin",
        },
    ]
}

/// The first line that a program prints, or that it is missing.
fn version(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    match output {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or("").trim().to_owned())
        }
        Ok(output) => Err(format!("`{program}` ended with {}", output.status)),
        Err(_) => Err(format!("`{program}` is not on the path")),
    }
}

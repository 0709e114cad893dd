//! What this machine has.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Course;
use crate::book::play;
use crate::machine::{self, Probe};
use crate::notebooks::jupyter;

/// Whether a thing is there.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// It is, in this version.
    Here(String),
    /// It is not, for this reason, and the workbook does without.
    Optional(String),
    /// It is not, for this reason, and nothing is judged without it.
    Needed(String),
    /// It is there, and does not work.
    Broken(String),
}

/// One thing that the workbook can use.
struct Finding {
    name: &'static str,
    found: Found,
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
    let mut findings = findings(course, &kernels);
    if kernels.failure().is_some() {
        // It was said above, once for all that is theirs.
        findings.retain(|finding| !OF_KERNELS.contains(&finding.name));
    }
    for Finding { name, found, purpose, get } in &findings {
        let (mark, words) = match found {
            Found::Here(version) => ("yes", version),
            Found::Optional(why) => ("optional", why),
            Found::Needed(why) => ("needed", why),
            Found::Broken(why) => ("broken", why),
        };
        println!("{mark:8}  {name:14} {words}");
        match found {
            Found::Here(_) => println!("{:25}for {purpose}", ""),
            _ => println!("{:25}for {purpose}; {get}", ""),
        }
    }
    println!("\n{}", summary(&findings));
    println!("\nLimits under which an answer runs:");
    for (limit, enforced, how) in contract::Limits::enforcement() {
        println!("{:8}  {limit:14} {how}", if enforced { "yes" } else { "no" });
    }
}

/// What is to be done, if anything is.
fn summary(findings: &[Finding]) -> String {
    let named = |is: fn(&Found) -> bool| {
        let names = findings.iter().filter(|finding| is(&finding.found)).map(|finding| finding.name);
        names.collect::<Vec<_>>().join(", ")
    };
    let needed = named(|found| matches!(found, Found::Needed(_)));
    let broken = named(|found| matches!(found, Found::Broken(_)));
    match (needed.as_str(), broken.as_str()) {
        ("", "") => "Nothing is broken. What is optional you can do without.".to_owned(),
        ("", broken) => format!("There, and does not work: {broken}. Everything else does."),
        (needed, "") => format!("Nothing can be judged without: {needed}."),
        (needed, broken) => {
            format!("Nothing can be judged without: {needed}. There, and does not work: {broken}.")
        }
    }
}

/// What the kernels' program looks for.
const OF_KERNELS: [&str; 4] = ["C compiler", "NVIDIA driver", "NVIDIA GPU", "NVRTC"];

fn findings(course: &Course, kernels: &Probe) -> Vec<Finding> {
    vec![
        Finding {
            name: "C compiler",
            found: compiler(kernels),
            purpose: "the reference kernels on a machine without a GPU",
            get: "Debian: apt install gcc; macOS: xcode-select --install; Windows: the C++ build tools",
        },
        Finding {
            name: "NVIDIA driver",
            found: part(kernels, "driver"),
            purpose: "the reference kernels on a GPU",
            get: "needs an NVIDIA GPU and its driver",
        },
        Finding {
            name: "NVIDIA GPU",
            found: device(kernels),
            purpose: "the reference kernels on a GPU",
            get: "without one, everything is judged by the host build",
        },
        Finding {
            name: "NVRTC",
            found: part(kernels, "nvrtc"),
            purpose: "compiling the kernels for a GPU; no CUDA toolkit is needed",
            get: "pip install nvidia-cuda-nvrtc-cu12, then set WORKBOOK_NVRTC to its .../nvidia/cuda_nvrtc/lib/libnvrtc.so.12",
        },
        Finding {
            name: "Jupyter",
            found: program(&jupyter::jupyters(course), &["lab", "--version"]),
            purpose: "running the chapters as notebooks",
            get: "cargo run -- notebook installs it in .workbook/",
        },
        Finding {
            name: "evcxr",
            found: program(&jupyter::evcxrs(course), &["--help"]),
            purpose: "Rust in Jupyter",
            get: "cargo run -- notebook installs it in .workbook/",
        },
        Finding {
            name: "MPI",
            found: program(&["mpirun"], &["--version"]),
            purpose: "running the ranks of the chapter on sharding as processes, with its feature mpi",
            get: "Debian: apt install openmpi-bin libopenmpi-dev libclang-dev; macOS: brew install open-mpi llvm; ranks are threads without it",
        },
        Finding {
            name: "WebAssembly",
            found: if play::installed() {
                Found::Here("Rust compiles for wasm32-unknown-unknown".to_owned())
            } else {
                Found::Optional("Rust does not compile for it yet".to_owned())
            },
            purpose: "the figures to play with; without it they stand still",
            get: play::GET,
        },
    ]
}

/// Without a compiler the kernels run on a GPU, or nowhere.
fn compiler(kernels: &Probe) -> Found {
    match kernels.get("host") {
        Ok(found) => Found::Here(found),
        Err(why) if kernels.get("backend").is_ok() => Found::Optional(why),
        Err(why) => Found::Needed(why),
    }
}

/// A part that is a library: one that cannot be loaded is not there, and any other trouble is its own.
fn part(kernels: &Probe, name: &str) -> Found {
    match kernels.get(name) {
        Ok(version) => Found::Here(version),
        Err(why) if why.contains("found") || why.contains("NO_DEVICE") => Found::Optional(why),
        Err(why) => Found::Broken(why),
    }
}

/// What the driver has to say stands at the driver.
fn device(kernels: &Probe) -> Found {
    match kernels.get("driver") {
        Ok(_) => part(kernels, "device"),
        Err(_) => Found::Optional("not looked for: there is no driver that works".to_owned()),
    }
}

/// The first of some programs that works; or that there is one that does not; or that there is none.
fn program(places: &[impl AsRef<Path>], arguments: &[&str]) -> Found {
    let mut broken = None;
    for place in places {
        let name = place.as_ref().display();
        match Command::new(place.as_ref()).args(arguments).stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => {
                let said = String::from_utf8_lossy(&output.stdout);
                // The kernel knows no version, only its help; MPI says its name before it.
                let words = said.lines().next().unwrap_or_default().split_whitespace();
                let version = words.rev().take(1).find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
                return Found::Here(format!("{name} {}", version.unwrap_or_default()).trim_end().to_owned());
            }
            Ok(output) => {
                let tried = format!("`{name} {}` ended with {}", arguments.join(" "), output.status);
                let _ = broken.get_or_insert(tried);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => {
                let _ = broken.get_or_insert(format!("{name} does not start: {error}"));
            }
        }
    }
    broken.map_or_else(|| Found::Optional("not on the path, and not in .workbook/".to_owned()), Found::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_from_what_is_broken() {
        let here = std::env::current_exe().unwrap();
        let nowhere = Path::new("/no/such/program").to_path_buf();
        assert!(matches!(program(&[&nowhere, &here], &["--list"]), Found::Here(_)));
        assert!(matches!(program(&[&nowhere], &[]), Found::Optional(_)));
        let broken = program(&[&here, &nowhere], &["--no-such-option"]);
        assert!(matches!(&broken, Found::Broken(why) if why.contains("--no-such-option")), "{broken:?}");

        let probe = |found| Probe::of(found);
        let bare = probe(serde_json::json!({
            "backend": {"Err": "no reference kernel can run here"}, "host": {"Err": "not found"},
            "driver": {"Err": "no NVIDIA driver (libcuda) was found"}, "nvrtc": {"Ok": "12.8"},
        }));
        assert!(matches!(compiler(&bare), Found::Needed(_)));
        assert!(matches!(part(&bare, "driver"), Found::Optional(_)));
        assert!(matches!(device(&bare), Found::Optional(_)));
        assert_eq!(part(&bare, "nvrtc"), Found::Here("12.8".to_owned()));
        let gpu = probe(serde_json::json!({
            "backend": {"Ok": "CUDA"}, "host": {"Err": "not found"}, "driver": {"Ok": "12.8"},
            "device": {"Err": "CUDA_ERROR_UNKNOWN"},
        }));
        assert!(matches!(compiler(&gpu), Found::Optional(_)));
        assert!(matches!(device(&gpu), Found::Broken(_)));
    }
}

//! Reads the parameters of every kernel in `cuda/*.cu`, writes them as a table, and compiles the files for the host.
//! Without a C compiler the table says that there is no host build; the workspace still builds.
//!
//! Each file is a chapter's and has its name; from the names the crate declares the chapters' modules, and the report finds
//! what to run.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

struct Kernel {
    name: String,
    parameters: Vec<&'static str>,
}

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let cuda = here.join("cuda");
    println!("cargo::rerun-if-changed={}", cuda.display());
    println!("cargo::rerun-if-env-changed=KERNELS_NO_HOST_BUILD");
    println!("cargo::rustc-check-cfg=cfg(host_build)");

    let mut files: Vec<PathBuf> = fs::read_dir(&cuda)
        .expect("kernels/cuda is part of the repository")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|e| e == "cu"))
        .collect();
    files.sort();

    let parsed: Vec<(String, PathBuf, Vec<Kernel>)> = files
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(&path).expect("a kernel file is text");
            let name = path.file_stem().expect("it has one").to_string_lossy().into_owned();
            let kernels = kernels_of(&source, &path);
            (name, path, kernels)
        })
        .collect();

    fs::write(out.join("chapters.rs"), chapters(&here, &parsed)).expect("OUT_DIR is writable");
    let built = compile(&cuda, &out, &parsed);
    if built {
        println!("cargo::rustc-cfg=host_build");
    }
    fs::write(out.join("registry.rs"), registry(&parsed, built)).expect("OUT_DIR is writable");
}

/// The macro `chapters`, which hands the names of all files to another macro. A file without a module is an error.
fn chapters(here: &Path, files: &[(String, PathBuf, Vec<Kernel>)]) -> String {
    for (file, ..) in files {
        for part in ["mod.rs", "launches.rs"] {
            if !here.join("src").join(file).join(part).is_file() {
                println!(
                    "cargo::error=kernels/cuda/{file}.cu has no kernels/src/{file}/{part}. mod.rs holds the functions that \
                     launch its kernels, launches.rs an input for each in `pub(crate) fn launches() -> Vec<Launch>`, which \
                     mod.rs passes on: write them like those in kernels/src/attention/"
                );
            }
        }
    }
    let names: Vec<&str> = files.iter().map(|(file, ..)| file.as_str()).collect();
    format!(
        "macro_rules! chapters {{\n    ($callback:ident) => {{ $callback! {{ {} }} }};\n}}\n",
        names.join(" ")
    )
}

/// The kernels of one file: what follows `KERNEL void` up to the closing parenthesis.
fn kernels_of(source: &str, path: &Path) -> Vec<Kernel> {
    source
        .match_indices("KERNEL void ")
        .map(|(at, marker)| {
            let rest = &source[at + marker.len()..];
            let (name, rest) = rest.split_once('(').expect("a parameter list follows a kernel's name");
            let (parameters, _) = rest.split_once(')').expect("a parameter list ends");
            let parameters = parameters.split(',').map(|p| kind(p, name, path)).collect();
            Kernel { name: name.trim().to_owned(), parameters }
        })
        .collect()
}

/// The kind of one parameter, from its C declaration.
fn kind(parameter: &str, kernel: &str, path: &Path) -> &'static str {
    let words: String = parameter.replace('*', " * ").split_whitespace().collect::<Vec<_>>().join(" ");
    let (declaration, _name) = words.rsplit_once(' ').unwrap_or((&words, ""));
    match declaration {
        "const real *" => "Reals",
        "real *" => "RealsOut",
        "const integer *" => "Integers",
        "integer *" => "IntegersOut",
        "integer" => "Integer",
        "real" => "Real",
        other => panic!(
            "{}: kernel {kernel}: a parameter is [const] real *, [const] integer *, integer or real, not `{other}`",
            path.display()
        ),
    }
}

/// The table of all files and kernels, as Rust.
fn registry(files: &[(String, PathBuf, Vec<Kernel>)], built: bool) -> String {
    let mut text = String::new();
    for (file, _, kernels) in files.iter().filter(|_| built) {
        for Kernel { name, .. } in kernels {
            for real in ["double", "float"] {
                writeln!(text, "unsafe extern \"C\" {{ fn {file}_{name}_{real}(threads: i64, arguments: *mut *mut core::ffi::c_void); }}").expect("to a string");
            }
        }
    }
    text += "/// Every kernel file with its kernels, in the order of the file names.\npub static FILES: &[File] = &[\n";
    for (file, path, kernels) in files {
        writeln!(
            text,
            "File {{ name: {file:?}, source: include_str!({:?}), kernels: &[",
            path.display().to_string()
        )
        .expect("to a string");
        for Kernel { name, parameters } in kernels {
            let parameters: Vec<String> = parameters.iter().map(|p| format!("Parameter::{p}")).collect();
            let host = if built {
                format!("Some([{file}_{name}_double, {file}_{name}_float])")
            } else {
                "None".into()
            };
            writeln!(
                text,
                "Kernel {{ name: {name:?}, parameters: &[{}], host: {host} }},",
                parameters.join(", ")
            )
            .expect("to a string");
        }
        text += "] },\n";
    }
    text + "];\n"
}

/// Compiles every file twice, for double and for float. False if this machine has no C compiler.
fn compile(cuda: &Path, out: &Path, files: &[(String, PathBuf, Vec<Kernel>)]) -> bool {
    if env::var_os("KERNELS_NO_HOST_BUILD").is_some() {
        return false;
    }
    let mut build = cc::Build::new();
    build.std("c11").opt_level(2).warnings(false).cargo_warnings(false).include(cuda);
    // A fused multiply-add rounds once where the definition rounds twice: the reference must not depend on the machine.
    build.flag_if_supported("-ffp-contract=off").flag_if_supported("-Wno-unused-function");
    for (file, path, kernels) in files {
        for real in ["double", "float"] {
            let mut unit =
                format!("#define real {real}\n#include \"common.h\"\n#include {:?}\n", path.display());
            for Kernel { name, parameters } in kernels {
                let arguments: Vec<String> = parameters
                    .iter()
                    .enumerate()
                    .map(|(i, parameter)| {
                        let c = match *parameter {
                            "Reals" => "const real *",
                            "RealsOut" => "real *",
                            "Integers" => "const integer *",
                            "IntegersOut" => "integer *",
                            "Integer" => "integer",
                            _ => "real",
                        };
                        format!("*({c} *)arguments[{i}]")
                    })
                    .collect();
                writeln!(
                    unit,
                    "void {file}_{name}_{real}(integer threads, void **arguments) {{\n    for (thread_number = 0; thread_number < threads; thread_number++)\n        {name}({});\n}}",
                    arguments.join(", ")
                )
                .expect("to a string");
            }
            let source = out.join(format!("{file}_{real}.c"));
            fs::write(&source, unit).expect("OUT_DIR is writable");
            build.file(source);
        }
    }
    if let Err(error) = build.try_compile("reference_kernels") {
        println!("cargo::warning=no host build of the reference kernels: {error}");
        return false;
    }
    if env::var("CARGO_CFG_UNIX").is_ok() {
        println!("cargo::rustc-link-lib=m");
    }
    true
}

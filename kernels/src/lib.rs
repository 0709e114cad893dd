//! The reference kernels of every chapter, and the machinery that runs them.
//!
//! A kernel in `cuda/*.cu` defines what an exercise must compute. It runs in double precision (the reference) and in
//! float (which tells how much rounding a correct answer may show), on one of two backends:
//!
//! * **CUDA**, where an NVIDIA driver and NVRTC are installed. Both are loaded at run time and probed first;
//! * **host build** elsewhere: a C compiler compiled the same files when this crate was built.
//!
//! With neither, every call returns [`Unavailable`], which says what is missing.
//!
//! `WORKBOOK_REFERENCE` chooses a backend: `cuda`, `host` or `none`. `WORKBOOK_NVRTC` is the path of the NVRTC
//! library where the loader does not find it by itself.

// The macro `chapters`, which build.rs writes: `chapters!(callback)` is `callback!` of the names of the files in `cuda/`.
include!(concat!(env!("OUT_DIR"), "/chapters.rs"));

macro_rules! modules {
    ($($chapter:ident)*) => { $(pub mod $chapter;)* };
}
chapters!(modules);

mod arrays;
mod cache;
mod cuda;
mod host;
pub mod report;
pub mod waves;

use std::fmt;
use std::sync::OnceLock;

pub use cuda::{Probe, compile, probe};

/// The type in which a kernel computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 64-bit floats: the reference.
    Double,
    /// 32-bit floats: how far rounding alone moves the result.
    Float,
    /// 64-bit floats on inputs moved by one unit in the last place of a 32-bit float: how far the result moves if
    /// every input is rounded once more, whatever the order of the operations.
    Nudged,
}

impl Precision {
    /// The C name of the type.
    pub fn c_name(self) -> &'static str {
        match self {
            Precision::Double | Precision::Nudged => "double",
            Precision::Float => "float",
        }
    }
}

/// What a kernel's parameter is, read from its declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `const real *`
    Reals,
    /// `real *`
    RealsOut,
    /// `const integer *`
    Integers,
    /// `integer *`
    IntegersOut,
    /// `integer`
    Integer,
    /// `real`
    Real,
}

type HostLauncher = unsafe extern "C" fn(threads: i64, arguments: *mut *mut core::ffi::c_void);

/// One kernel of a file.
#[derive(Debug)]
pub struct Kernel {
    /// The name in the source.
    pub name: &'static str,
    /// The parameters in order.
    pub parameters: &'static [Parameter],
    /// The host build for double and float, where there is one.
    pub(crate) host: Option<[HostLauncher; 2]>,
}

/// One kernel file.
#[derive(Debug)]
pub struct File {
    /// The chapter's name, which is also the file's.
    pub name: &'static str,
    /// The CUDA source, without the common header.
    pub source: &'static str,
    /// The kernels in order.
    pub kernels: &'static [Kernel],
}

impl File {
    /// The complete source for a precision: what NVRTC compiles.
    pub fn cuda_source(&self, precision: Precision) -> String {
        format!("#define real {}\n{}\n{}", precision.c_name(), include_str!("../cuda/common.h"), self.source)
    }
}

#[allow(unsafe_code, clippy::doc_markdown)] // Declares the launchers that build.rs generates from the same table.
mod registry {
    use super::{File, Kernel, Parameter};
    include!(concat!(env!("OUT_DIR"), "/registry.rs"));
}
pub use registry::FILES;

/// Why no reference could be computed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Unavailable {
    /// Neither backend exists on this machine.
    #[error(
        "no reference kernel can run here: {0}. Install a C compiler (Debian: apt install gcc; macOS: xcode-select --install; Windows: the C++ build tools) and build again, or an NVIDIA driver with NVRTC. `cargo run -- doctor` shows what is missing"
    )]
    NoBackend(String),
    /// The report compares a GPU with the host, and there is no GPU to be used.
    #[error(
        "the report needs an NVIDIA GPU, its driver and NVRTC: {0}. `cargo run -- doctor` shows what is missing"
    )]
    NoGpu(String),
    /// A backend failed.
    #[error("the reference kernel {kernel} failed on {backend}: {cause}")]
    Failed {
        /// The kernel's name.
        kernel: String,
        /// What ran it.
        backend: String,
        /// What the backend said.
        cause: String,
    },
}

/// What runs the kernels on this machine.
pub enum Backend {
    /// An NVIDIA GPU.
    Cuda(Box<cuda::Device>),
    /// The files compiled by a C compiler.
    Host,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Backend::Cuda(device) => write!(f, "CUDA, {}", device.name()),
            Backend::Host => write!(f, "host build"),
        }
    }
}

/// Whether a C compiler built the kernels for this machine's processor.
pub fn has_host_build() -> bool {
    cfg!(host_build)
}

/// The backend of this process, chosen at the first call.
///
/// # Errors
/// [`Unavailable::NoBackend`] if nothing can run a kernel here.
pub fn backend() -> Result<&'static Backend, Unavailable> {
    static BACKEND: OnceLock<Result<Backend, Unavailable>> = OnceLock::new();
    let choose = || {
        let wish = std::env::var("WORKBOOK_REFERENCE").unwrap_or_default();
        let no = |why: String| Err(Unavailable::NoBackend(why));
        let host = |why: String| {
            if has_host_build() {
                Ok(Backend::Host)
            } else {
                no(format!("{why}, and no C compiler was found when the workspace was built"))
            }
        };
        match wish.as_str() {
            "none" => no("WORKBOOK_REFERENCE is `none`".into()),
            "host" => host("WORKBOOK_REFERENCE is `host`".into()),
            "" | "cuda" => match cuda::Device::open() {
                Ok(device) => Ok(Backend::Cuda(Box::new(device))),
                Err(why) if wish == "cuda" => no(format!("WORKBOOK_REFERENCE is `cuda`, but {why}")),
                Err(why) => host(why),
            },
            other => no(format!("WORKBOOK_REFERENCE is `{other}`; it may be `cuda`, `host` or `none`")),
        }
    };
    BACKEND.get_or_init(choose).as_ref().map_err(Clone::clone)
}

/// The name of what runs the kernels: `CUDA, NVIDIA H100`, `host build` or `none`.
pub fn ran() -> String {
    backend().map_or_else(|_| "none".to_owned(), ToString::to_string)
}

/// One argument of a launch, held in double precision and converted at the border.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Reals(Vec<f64>),
    RealsOut(usize),
    Integers(Vec<i64>),
    IntegersOut(usize),
    Integer(i64),
    Real(f64),
}

impl Argument {
    fn kind(&self) -> Parameter {
        match self {
            Argument::Reals(_) => Parameter::Reals,
            Argument::RealsOut(_) => Parameter::RealsOut,
            Argument::Integers(_) => Parameter::Integers,
            Argument::IntegersOut(_) => Parameter::IntegersOut,
            Argument::Integer(_) => Parameter::Integer,
            Argument::Real(_) => Parameter::Real,
        }
    }
}

/// One array that a kernel filled.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filled {
    Reals(Vec<f64>),
    Integers(Vec<i64>),
}

impl Filled {
    pub(crate) fn reals(self) -> Vec<f64> {
        match self {
            Filled::Reals(values) => values,
            Filled::Integers(_) => unreachable!("the kernel's declaration says that this output is real"),
        }
    }
}

/// A launch of one kernel. The typed functions of each chapter's module build it from array shapes, which is what
/// makes it safe: a kernel indexes raw memory by the sizes that it is given.
pub(crate) struct Launch {
    file: &'static File,
    kernel: &'static Kernel,
    threads: usize,
    arguments: Vec<Argument>,
}

impl Launch {
    /// `file` and `kernel` name the kernel; `threads` is the number of outputs.
    pub(crate) fn new(file: &str, kernel: &str, threads: usize, arguments: Vec<Argument>) -> Launch {
        let file = FILES.iter().find(|f| f.name == file).expect("the chapter's kernel file exists");
        let kernel = file.kernels.iter().find(|k| k.name == kernel).expect("the kernel is in its file");
        let kinds: Vec<Parameter> = arguments.iter().map(Argument::kind).collect();
        assert_eq!(kinds, kernel.parameters, "arguments of {}", kernel.name);
        Launch { file, kernel, threads, arguments }
    }

    /// The same launch with every real input moved by one unit in the last place of a 32-bit float, up or down.
    fn nudged(&self) -> Launch {
        let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
        let mut nudge = |value: &f64| {
            bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            let sign = if bits >> 63 == 0 { 1.0 } else { -1.0 };
            value * (1.0 + sign * f64::from(f32::EPSILON))
        };
        let nudged = |argument: &Argument| match argument {
            Argument::Reals(values) => Argument::Reals(values.iter().map(&mut nudge).collect()),
            other => other.clone(),
        };
        let arguments = self.arguments.iter().map(nudged).collect();
        Launch { file: self.file, kernel: self.kernel, threads: self.threads, arguments }
    }

    /// Runs on the process's backend and returns the outputs in the order of the parameters.
    pub(crate) fn run(&self, precision: Precision) -> Result<Vec<Filled>, Unavailable> {
        self.run_on(backend()?, precision)
    }

    /// Runs on a given backend.
    pub(crate) fn run_on(&self, backend: &Backend, precision: Precision) -> Result<Vec<Filled>, Unavailable> {
        if precision == Precision::Nudged {
            return self.nudged().run_on(backend, Precision::Double);
        }
        let outcome = match backend {
            Backend::Host => host::run(self, precision),
            Backend::Cuda(device) => device.run(self, precision),
        };
        outcome.map_err(|cause| Unavailable::Failed {
            kernel: self.kernel.name.to_owned(),
            backend: backend.to_string(),
            cause,
        })
    }
}

//! The CUDA backend: NVRTC compiles a kernel file for the device, the driver runs it.
#![allow(unsafe_code)] // The driver and NVRTC are C libraries.

use std::collections::HashMap;
use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};

use cudarc::driver::{
    CudaContext, CudaModule, CudaSlice, CudaStream, LaunchConfig, PushKernelArg, sys as driver,
};
use cudarc::nvrtc::{Ptx, result as nvrtc, sys as nvrtc_sys};

use crate::{Argument, File, Filled, Launch, Precision, cache};

const THREADS_PER_BLOCK: usize = 128;

/// Which CUDA libraries and devices this machine has.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The driver's CUDA version, such as 12.8, or why there is none.
    pub driver: Result<String, String>,
    /// The first device's name, or why there is none.
    pub device: Result<String, String>,
    /// NVRTC's version, or why it cannot be loaded.
    pub nvrtc: Result<String, String>,
}

/// Looks for the driver, a device and NVRTC, without a panic where they are missing.
pub fn probe() -> Probe {
    let driver = driver_version();
    let device = driver.clone().and_then(|_| {
        guarded(|| CudaContext::new(0).and_then(|context| context.name()).map_err(|e| format!("{e:?}")))
    });
    let nvrtc = nvrtc_version().map(|(major, minor)| format!("{major}.{minor}"));
    Probe { driver, device, nvrtc }
}

/// Runs `action` and turns a panic of the bindings (a library without a symbol) into an error.
fn guarded<T>(action: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(action)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        Err(text.unwrap_or_else(|| "the CUDA bindings panicked".into()))
    })
}

fn driver_version() -> Result<String, String> {
    // SAFETY: only tries to load the library.
    if !unsafe { driver::is_culib_present() } {
        return Err("no NVIDIA driver (libcuda) was found".into());
    }
    guarded(|| {
        cudarc::driver::result::init().map_err(|e| format!("the NVIDIA driver does not start: {e:?}"))?;
        let mut version = 0;
        // SAFETY: writes one integer to a live address.
        unsafe { driver::cuDriverGetVersion(&raw mut version) }.result().map_err(|e| format!("{e:?}"))?;
        Ok(format!("{}.{}", version / 1000, version % 1000 / 10))
    })
}

/// NVRTC's version; loads the library on the first call.
///
/// # Errors
/// Says how to install NVRTC if the loader does not find it.
pub(crate) fn nvrtc_version() -> Result<(i32, i32), String> {
    static VERSION: OnceLock<Result<(i32, i32), String>> = OnceLock::new();
    VERSION
        .get_or_init(|| {
            if let Some(path) = std::env::var_os("WORKBOOK_NVRTC") {
                // SAFETY: NVRTC's initialisers have no preconditions. Once loaded, it answers to its short name too.
                match unsafe { libloading::Library::new(&path) } {
                    Ok(library) => std::mem::forget(library),
                    Err(error) => return Err(format!("WORKBOOK_NVRTC does not load: {error}")),
                }
            }
            // SAFETY: only tries to load the library.
            if !unsafe { nvrtc_sys::is_culib_present() } {
                return Err("NVRTC (libnvrtc) was not found".into());
            }
            guarded(|| {
                let (mut major, mut minor) = (0, 0);
                // SAFETY: writes two integers to live addresses.
                unsafe { nvrtc_sys::nvrtcVersion(&raw mut major, &raw mut minor) }
                    .result()
                    .map_err(|e| e.to_string())?;
                Ok((major, minor))
            })
        })
        .clone()
}

/// Compiles a kernel file to a CUBIN for an architecture such as `sm_90a`.
///
/// # Errors
/// The compiler's log, or why NVRTC cannot be loaded.
pub fn compile(file: &File, precision: Precision, arch: &str) -> Result<Vec<u8>, String> {
    let (major, minor) = nvrtc_version()?;
    let source = file.cuda_source(precision);
    // As in the host build: a fused multiply-add would round once where the definition rounds twice.
    let options = [format!("--gpu-architecture={arch}"), "--fmad=false".to_owned()];
    let key = cache::key(&[&source, &options.join(" "), &format!("NVRTC {major}.{minor}")]);
    cache::get_or_make(&key, || guarded(|| compile_uncached(&source, file.name, &options)))
}

fn compile_uncached(source: &str, name: &str, options: &[String]) -> Result<Vec<u8>, String> {
    let text = |error: nvrtc::NvrtcError| format!("NVRTC: {error}");
    let source = CString::new(source).map_err(|_| "a kernel file holds a NUL byte".to_owned())?;
    let name = CString::new(format!("{name}.cu")).expect("a file name holds no NUL byte");
    let program = nvrtc::create_program(&source, Some(&name)).map_err(text)?;
    let cubin = || -> Result<Vec<u8>, nvrtc::NvrtcError> {
        let mut size = 0;
        // SAFETY: `program` is live until it is destroyed below, and the buffer has the size that NVRTC asks for.
        unsafe {
            nvrtc::compile_program(program, options)?;
            nvrtc_sys::nvrtcGetCUBINSize(program, &raw mut size).result()?;
            let mut cubin = vec![0_u8; size];
            nvrtc_sys::nvrtcGetCUBIN(program, cubin.as_mut_ptr().cast()).result()?;
            Ok(cubin)
        }
    };
    let outcome = cubin().map_err(|error| {
        // SAFETY: as above.
        let log = unsafe { nvrtc::get_program_log(program) }.unwrap_or_default();
        let log: Vec<u8> = log.into_iter().map(|c| c as u8).filter(|&c| c != 0).collect();
        format!("NVRTC: {error}\n{}", String::from_utf8_lossy(&log))
    });
    // SAFETY: nothing uses `program` from here on.
    let _ = unsafe { nvrtc::destroy_program(program) };
    outcome
}

/// The first NVIDIA GPU, with the kernel files loaded so far.
pub struct Device {
    name: String,
    arch: String,
    stream: Arc<CudaStream>,
    context: Arc<CudaContext>,
    modules: Mutex<HashMap<(&'static str, &'static str), Arc<CudaModule>>>,
}

impl Device {
    /// Opens the first device.
    pub(crate) fn open() -> Result<Device, String> {
        driver_version()?;
        nvrtc_version()?;
        guarded(|| {
            let fail = |error| format!("the NVIDIA driver reports {error:?}");
            let context = CudaContext::new(0).map_err(fail)?;
            let name = context.name().map_err(fail)?;
            let (major, minor) = context.compute_capability().map_err(fail)?;
            let stream = context.default_stream();
            Ok(Device {
                name,
                arch: format!("sm_{major}{minor}"),
                stream,
                context,
                modules: Mutex::new(HashMap::new()),
            })
        })
    }

    /// The device's name as the driver reports it.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn module(&self, file: &'static File, precision: Precision) -> Result<Arc<CudaModule>, String> {
        let mut modules = self.modules.lock().expect("no kernel compilation panics while it holds the lock");
        if let Some(module) = modules.get(&(file.name, precision.c_name())) {
            return Ok(module.clone());
        }
        let cubin = compile(file, precision, &self.arch)?;
        let module = self
            .context
            .load_module(Ptx::from_binary(cubin))
            .map_err(|e| format!("the driver does not load {}.cu: {e:?}", file.name))?;
        modules.insert((file.name, precision.c_name()), module.clone());
        Ok(module)
    }

    /// Runs a launch and waits for it.
    pub(crate) fn run(&self, launch: &Launch, precision: Precision) -> Result<Vec<Filled>, String> {
        guarded(|| self.run_guarded(launch, precision))
    }

    fn run_guarded(&self, launch: &Launch, precision: Precision) -> Result<Vec<Filled>, String> {
        let fail = |error| format!("{error:?}");
        let module = self.module(launch.file, precision)?;
        let function = module.load_function(launch.kernel.name).map_err(fail)?;
        let mut slots = Vec::new();
        for argument in &launch.arguments {
            slots.push(Slot::new(&self.stream, argument, precision).map_err(fail)?);
        }
        if launch.threads > 0 {
            let mut builder = self.stream.launch_builder(&function);
            for slot in &slots {
                match slot {
                    Slot::Doubles(slice, _) => builder.arg(slice),
                    Slot::Floats(slice, _) => builder.arg(slice),
                    Slot::Integers(slice, _) => builder.arg(slice),
                    Slot::Integer(value) => builder.arg(value),
                    Slot::Double(value) => builder.arg(value),
                    Slot::Float(value) => builder.arg(value),
                };
            }
            let blocks = launch.threads.div_ceil(THREADS_PER_BLOCK);
            let config = LaunchConfig {
                grid_dim: (u32::try_from(blocks).map_err(|_| "the grid is too large".to_owned())?, 1, 1),
                block_dim: (THREADS_PER_BLOCK as u32, 1, 1),
                shared_mem_bytes: 0,
            };
            // SAFETY: `Launch::new` checked the arguments against the kernel's declaration, and the typed functions
            // derive every size that it reads from the arrays passed with it.
            unsafe { builder.launch(config) }.map_err(fail)?;
        }
        let mut filled = Vec::new();
        for (slot, argument) in slots.into_iter().zip(&launch.arguments) {
            if matches!(argument, Argument::RealsOut(_) | Argument::IntegersOut(_)) {
                filled.push(slot.fetch(&self.stream).map_err(fail)?);
            }
        }
        Ok(filled)
    }
}

/// Device memory for one argument, and how many of its elements count: an empty array still needs an address.
enum Slot {
    Doubles(CudaSlice<f64>, usize),
    Floats(CudaSlice<f32>, usize),
    Integers(CudaSlice<i64>, usize),
    Integer(i64),
    Double(f64),
    Float(f32),
}

impl Slot {
    fn new(
        stream: &Arc<CudaStream>,
        argument: &Argument,
        precision: Precision,
    ) -> Result<Slot, cudarc::driver::DriverError> {
        let reals = |values: &[f64]| {
            let length = values.len();
            let padded = || values.iter().copied().chain((length == 0).then_some(0.0));
            Ok(match precision {
                Precision::Double | Precision::Nudged => {
                    Slot::Doubles(stream.clone_htod(&padded().collect::<Vec<f64>>())?, length)
                }
                Precision::Float => Slot::Floats(
                    stream.clone_htod(&padded().map(|v| v as f32).collect::<Vec<f32>>())?,
                    length,
                ),
            })
        };
        let integers = |values: &[i64]| {
            let padded: Vec<i64> = values.iter().copied().chain(values.is_empty().then_some(0)).collect();
            Ok(Slot::Integers(stream.clone_htod(&padded)?, values.len()))
        };
        match argument {
            Argument::Reals(values) => reals(values),
            Argument::RealsOut(length) => reals(&vec![f64::NAN; *length]),
            Argument::Integers(values) => integers(values),
            Argument::IntegersOut(length) => integers(&vec![i64::MIN; *length]),
            Argument::Integer(value) => Ok(Slot::Integer(*value)),
            Argument::Real(value) => Ok(match precision {
                Precision::Double | Precision::Nudged => Slot::Double(*value),
                Precision::Float => Slot::Float(*value as f32),
            }),
        }
    }

    fn fetch(self, stream: &Arc<CudaStream>) -> Result<Filled, cudarc::driver::DriverError> {
        Ok(match self {
            Slot::Doubles(slice, length) => {
                let mut values = stream.clone_dtoh(&slice)?;
                values.truncate(length);
                Filled::Reals(values)
            }
            Slot::Floats(slice, length) => {
                let mut values: Vec<f64> = stream.clone_dtoh(&slice)?.into_iter().map(f64::from).collect();
                values.truncate(length);
                Filled::Reals(values)
            }
            Slot::Integers(slice, length) => {
                let mut values = stream.clone_dtoh(&slice)?;
                values.truncate(length);
                Filled::Integers(values)
            }
            Slot::Integer(_) | Slot::Double(_) | Slot::Float(_) => unreachable!("scalars are never outputs"),
        })
    }
}

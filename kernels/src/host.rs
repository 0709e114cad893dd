//! The host build: each kernel file compiled by a C compiler, with a launcher that turns the grid into a loop.
#![allow(unsafe_code)] // Calls the compiled kernels through raw pointers, as a GPU launch does.

use core::ffi::c_void;

use crate::{Argument, Filled, Launch, Precision};

/// Memory for one argument, in the precision of the launch.
enum Slot {
    Doubles(Vec<f64>, *mut f64),
    Floats(Vec<f32>, *mut f32),
    Integers(Vec<i64>, *mut i64),
    Integer(i64),
    Double(f64),
    Float(f32),
}

impl Slot {
    fn new(argument: &Argument, precision: Precision) -> Slot {
        let reals = |values: Vec<f64>| match precision {
            Precision::Double | Precision::Nudged => Slot::Doubles(values, std::ptr::null_mut()),
            Precision::Float => {
                Slot::Floats(values.iter().map(|&v| v as f32).collect(), std::ptr::null_mut())
            }
        };
        match argument {
            Argument::Reals(values) => reals(values.clone()),
            // Poisoned: an output that the kernel forgets is not a number, rather than a plausible zero.
            Argument::RealsOut(length) => reals(vec![f64::NAN; *length]),
            Argument::Integers(values) => Slot::Integers(values.clone(), std::ptr::null_mut()),
            Argument::IntegersOut(length) => Slot::Integers(vec![i64::MIN; *length], std::ptr::null_mut()),
            Argument::Integer(value) => Slot::Integer(*value),
            Argument::Real(value) => match precision {
                Precision::Double | Precision::Nudged => Slot::Double(*value),
                Precision::Float => Slot::Float(*value as f32),
            },
        }
    }

    /// A pointer to what the kernel receives: for arrays, to the pointer to their first element.
    fn address(&mut self) -> *mut c_void {
        match self {
            Slot::Doubles(values, at) => {
                *at = values.as_mut_ptr();
                std::ptr::from_mut(at).cast()
            }
            Slot::Floats(values, at) => {
                *at = values.as_mut_ptr();
                std::ptr::from_mut(at).cast()
            }
            Slot::Integers(values, at) => {
                *at = values.as_mut_ptr();
                std::ptr::from_mut(at).cast()
            }
            Slot::Integer(value) => std::ptr::from_mut(value).cast(),
            Slot::Double(value) => std::ptr::from_mut(value).cast(),
            Slot::Float(value) => std::ptr::from_mut(value).cast(),
        }
    }

    fn filled(self) -> Filled {
        match self {
            Slot::Doubles(values, _) => Filled::Reals(values),
            Slot::Floats(values, _) => Filled::Reals(values.into_iter().map(f64::from).collect()),
            Slot::Integers(values, _) => Filled::Integers(values),
            Slot::Integer(_) | Slot::Double(_) | Slot::Float(_) => unreachable!("scalars are never outputs"),
        }
    }
}

/// Runs a launch with the host build.
pub(crate) fn run(launch: &Launch, precision: Precision) -> Result<Vec<Filled>, String> {
    let Some(launchers) = launch.kernel.host else {
        return Err("no C compiler was found when the workspace was built".into());
    };
    let mut slots: Vec<Slot> = launch.arguments.iter().map(|a| Slot::new(a, precision)).collect();
    let mut addresses: Vec<*mut c_void> = slots.iter_mut().map(Slot::address).collect();
    let launcher = launchers[usize::from(precision == Precision::Float)];
    // SAFETY: build.rs generated the launcher and the parameter table from one declaration, `Launch::new` checked the
    // arguments against the table, and the slots outlive the call. The typed functions derive every size that the
    // kernel reads from the arrays passed with it.
    unsafe { launcher(launch.threads as i64, addresses.as_mut_ptr()) };
    Ok(slots
        .into_iter()
        .zip(&launch.arguments)
        .filter(|(_, a)| matches!(a, Argument::RealsOut(_) | Argument::IntegersOut(_)))
        .map(|(slot, _)| slot.filled())
        .collect())
}

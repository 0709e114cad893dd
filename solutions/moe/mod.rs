//! The answers of the chapter, in the order of the text.

use ::moe::Answers;

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
#[cfg(not(skip = "engram"))]
pub mod engram;
#[cfg(not(skip = "mhc"))]
pub mod mhc;
// << everywhere

pub static ANSWERS: Answers = Answers {
    // >> mixtures
    // << mixtures
    // >> switch
    // << switch
    // >> bias
    // << bias
    // >> assignment
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    #[cfg(not(skip = "mhc"))]
    mhc: Some(::moe::Mhc { project: mhc::project, coefficients: mhc::coefficients, step: mhc::step }),
    #[cfg(skip = "mhc")]
    mhc: None,
    #[cfg(not(skip = "engram"))]
    engram: Some(::moe::Engram {
        slots: engram::slots,
        look_up: engram::look_up,
        gate: engram::gate,
        short_conv: engram::short_conv,
    }),
    #[cfg(skip = "engram")]
    engram: None,
    // << everywhere
};

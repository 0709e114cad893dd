//! The contract of the chapter: what each answer receives and returns.

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
mod everywhere;
pub use everywhere::*;
// << everywhere

/// The answers of the chapter, in the order of the text. `None` is an answer whose file was left out because it does not
/// compile.
pub struct Answers {
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
    /// `mhc`
    pub mhc: Option<Mhc>,
    /// `engram`
    pub engram: Option<Engram>,
    // << everywhere
}

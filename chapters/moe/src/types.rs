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
mod gradients;
pub use gradients::*;
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
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
    /// See [`Reinforce`].
    pub reinforce: Option<Reinforce>,
    /// See [`DSelectK`].
    pub dselect_k: Option<DSelectK>,
    /// See [`Soft`].
    pub soft: Option<Soft>,
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
}

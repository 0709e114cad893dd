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
mod dispatch;
pub use dispatch::*;
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
    // << gradients
    // >> dispatch
    /// Permute, grouped product, un-permute.
    pub dispatch: Option<Dispatch>,
    /// Mixture of depths.
    pub depths: Option<Depths>,
    /// A dense layer becomes experts.
    pub upcycle: Option<Upcycle>,
    // << dispatch
    // >> everywhere
    // << everywhere
}

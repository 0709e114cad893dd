//! The contract of the chapter: what each answer receives and returns.

// >> mixtures
mod mixtures;
pub use mixtures::*;
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
// << everywhere

/// The answers of the chapter, in the order of the text. `None` is an answer whose file was left out because it does not
/// compile.
pub struct Answers {
    // >> mixtures
    /// `mixture`
    pub mixture: Option<Mixture>,
    /// `noisy_top_k`
    pub noisy_top_k: Option<NoisyTopK>,
    /// `load`
    pub load: Option<Load>,
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
    // << everywhere
}

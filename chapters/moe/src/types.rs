//! The contract of the chapter: what each answer receives and returns.

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
mod assignment;
pub use assignment::*;
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
    // << mixtures
    // >> switch
    // << switch
    // >> bias
    // << bias
    // >> assignment
    /// `base`
    pub base: Option<Base>,
    /// `sinkhorn`
    pub sinkhorn: Option<Sinkhorn>,
    /// `expert_choice`
    pub expert_choice: Option<ExpertChoice>,
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
}

//! The answers of the chapter, in the order of the text.

use ::moe::Answers;

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
#[cfg(not(skip = "base"))]
pub mod base;
#[cfg(not(skip = "expert_choice"))]
pub mod expert_choice;
#[cfg(not(skip = "sinkhorn"))]
pub mod sinkhorn;
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

pub static ANSWERS: Answers = Answers {
    // >> mixtures
    // << mixtures
    // >> switch
    // << switch
    // >> bias
    // << bias
    // >> assignment
    #[cfg(not(skip = "base"))]
    base: Some(::moe::Base { assign: base::assign, combine: base::combine }),
    #[cfg(skip = "base")]
    base: None,

    #[cfg(not(skip = "sinkhorn"))]
    sinkhorn: Some(::moe::Sinkhorn {
        plan: sinkhorn::plan,
        choose: sinkhorn::choose,
        route: sinkhorn::route,
    }),
    #[cfg(skip = "sinkhorn")]
    sinkhorn: None,

    #[cfg(not(skip = "expert_choice"))]
    expert_choice: Some(::moe::ExpertChoice {
        choose: expert_choice::choose,
        combine: expert_choice::combine,
    }),
    #[cfg(skip = "expert_choice")]
    expert_choice: None,
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
};

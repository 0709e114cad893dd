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
#[cfg(not(skip = "depths"))]
pub mod depths;
#[cfg(not(skip = "dispatch"))]
pub mod dispatch;
#[cfg(not(skip = "upcycle"))]
pub mod upcycle;
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
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    #[cfg(not(skip = "dispatch"))]
    dispatch: Some(::moe::Dispatch {
        permute: dispatch::permute,
        grouped: dispatch::grouped,
        unpermute: dispatch::unpermute,
    }),
    #[cfg(skip = "dispatch")]
    dispatch: None,
    #[cfg(not(skip = "depths"))]
    depths: Some(::moe::Depths { choose: depths::choose, depths: depths::depths }),
    #[cfg(skip = "depths")]
    depths: None,
    #[cfg(not(skip = "upcycle"))]
    upcycle: Some(::moe::Upcycle {
        experts: upcycle::experts,
        gates: upcycle::gates,
        forward: upcycle::forward,
    }),
    #[cfg(skip = "upcycle")]
    upcycle: None,
    // << dispatch
    // >> everywhere
    // << everywhere
};

//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

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
#[cfg(feature = "mine")]
pub use crate::mine::{depths, dispatch, upcycle};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{depths, dispatch, upcycle};
/// The three functions of `dispatch`.
pub const DISPATCH: crate::Dispatch = crate::Dispatch {
    permute: dispatch::permute,
    grouped: dispatch::grouped,
    unpermute: dispatch::unpermute,
};
/// The two functions of `depths`.
pub const DEPTHS: crate::Depths = crate::Depths { choose: depths::choose, depths: depths::depths };
/// The three functions of `upcycle`.
pub const UPCYCLE: crate::Upcycle =
    crate::Upcycle { experts: upcycle::experts, gates: upcycle::gates, forward: upcycle::forward };
// << dispatch
// >> everywhere
// << everywhere

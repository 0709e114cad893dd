//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
#[cfg(feature = "mine")]
pub use crate::mine::{base, expert_choice, sinkhorn};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{base, expert_choice, sinkhorn};

/// The two functions of `base`.
pub const BASE: crate::Base = crate::Base { assign: base::assign, combine: base::combine };

/// The three functions of `sinkhorn`.
pub const SINKHORN: crate::Sinkhorn =
    crate::Sinkhorn { plan: sinkhorn::plan, choose: sinkhorn::choose, route: sinkhorn::route };

/// The two functions of `expert_choice`.
pub const EXPERT_CHOICE: crate::ExpertChoice =
    crate::ExpertChoice { choose: expert_choice::choose, combine: expert_choice::combine };
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

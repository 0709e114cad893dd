//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// >> mixtures
// << mixtures
// >> switch
#[cfg(feature = "mine")]
pub use crate::mine::{balance_loss, gshard, switch, z_loss};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{balance_loss, gshard, switch, z_loss};

/// The two functions of `switch`.
pub const SWITCH: crate::Switch = crate::Switch { capacity: switch::capacity, route: switch::route };
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

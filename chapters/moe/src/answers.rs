//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

#[cfg(feature = "mine")]
pub use crate::mine::{load, mixture, noisy_top_k};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{load, mixture, noisy_top_k};

/// The four functions of `mixture`.
pub const MIXTURE: crate::Mixture = crate::Mixture {
    blended: mixture::blended,
    competitive: mixture::competitive,
    responsibilities: mixture::responsibilities,
    likelihood: mixture::likelihood,
};

/// The four functions of `load`.
pub const LOAD: crate::Load = crate::Load {
    cv_squared: load::cv_squared,
    importance_loss: load::importance_loss,
    chances: load::chances,
    load_loss: load::load_loss,
};
#[cfg(feature = "mine")]
pub use crate::mine::{balance_loss, gshard, switch, z_loss};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{balance_loss, gshard, switch, z_loss};

/// The two functions of `switch`.
pub const SWITCH: crate::Switch = crate::Switch { capacity: switch::capacity, route: switch::route };
#[cfg(feature = "mine")]
pub use crate::mine::{bias_update, deepseek, hash};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{bias_update, deepseek, hash};

/// The two functions of `deepseek`.
pub const DEEPSEEK: crate::DeepSeek = crate::DeepSeek { route: deepseek::route, combine: deepseek::combine };

/// The two functions of `bias_update`.
pub const BIAS_UPDATE: crate::BiasUpdate =
    crate::BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };

/// The three functions of `hash`.
pub const HASH: crate::Hash =
    crate::Hash { balanced: hash::balanced, random: hash::random, bigram: hash::bigram };
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
#[cfg(feature = "mine")]
pub use crate::mine::{dselect_k, reinforce, soft};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{dselect_k, reinforce, soft};

/// The three functions of `reinforce`.
pub const REINFORCE: crate::Reinforce = crate::Reinforce {
    exact: reinforce::exact,
    sampled: reinforce::sampled,
    straight_through: reinforce::straight_through,
};

/// The four functions of `dselect_k`.
pub const DSELECT_K: crate::DSelectK = crate::DSelectK {
    smooth_step: dselect_k::smooth_step,
    selector: dselect_k::selector,
    gate: dselect_k::gate,
    penalty: dselect_k::penalty,
};

/// The three functions of `soft`.
pub const SOFT: crate::Soft = crate::Soft { logits: soft::logits, weights: soft::weights, soft: soft::soft };
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
#[cfg(feature = "mine")]
pub use crate::mine::{engram, mhc};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{engram, mhc};

/// The three functions of `mhc`.
pub const MHC: crate::Mhc =
    crate::Mhc { project: mhc::project, coefficients: mhc::coefficients, step: mhc::step };

/// The four functions of `engram`.
pub const ENGRAM: crate::Engram = crate::Engram {
    slots: engram::slots,
    look_up: engram::look_up,
    gate: engram::gate,
    short_conv: engram::short_conv,
};

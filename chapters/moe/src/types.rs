//! The contract of the chapter: what each answer receives and returns.

// >> mixtures
mod mixtures;
pub use mixtures::*;
// << mixtures
// >> switch
mod switch;
pub use switch::*;
// << switch
// >> bias
mod bias;
pub use bias::*;
// << bias
// >> assignment
mod assignment;
pub use assignment::*;
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
    /// `mixture`
    pub mixture: Option<Mixture>,
    /// `noisy_top_k`
    pub noisy_top_k: Option<NoisyTopK>,
    /// `load`
    pub load: Option<Load>,
    // << mixtures
    // >> switch
    /// `moe/switch`
    pub switch: Option<Switch>,
    /// `moe/balance_loss`
    pub balance_loss: Option<BalanceLoss>,
    /// `moe/z_loss`
    pub z_loss: Option<ZLoss>,
    /// `moe/gshard`
    pub gshard: Option<Gshard>,
    // << switch
    // >> bias
    /// `deepseek`
    pub deepseek: Option<DeepSeek>,
    /// `bias_update`
    pub bias_update: Option<BiasUpdate>,
    /// `hash`
    pub hash: Option<Hash>,
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

//! The contract of the chapter: what each answer receives and returns.

mod mixtures;
pub use mixtures::*;
mod switch;
pub use switch::*;
mod bias;
pub use bias::*;
mod assignment;
pub use assignment::*;
mod gradients;
pub use gradients::*;
mod dispatch;
pub use dispatch::*;
mod everywhere;
pub use everywhere::*;

/// The answers of the chapter, in the order of the text. `None` is an answer whose file was left out because it does not
/// compile.
pub struct Answers {
    /// `mixture`
    pub mixture: Option<Mixture>,
    /// `noisy_top_k`
    pub noisy_top_k: Option<NoisyTopK>,
    /// `load`
    pub load: Option<Load>,
    /// `moe/switch`
    pub switch: Option<Switch>,
    /// `moe/balance_loss`
    pub balance_loss: Option<BalanceLoss>,
    /// `moe/z_loss`
    pub z_loss: Option<ZLoss>,
    /// `moe/gshard`
    pub gshard: Option<Gshard>,
    /// `deepseek`
    pub deepseek: Option<DeepSeek>,
    /// `bias_update`
    pub bias_update: Option<BiasUpdate>,
    /// `hash`
    pub hash: Option<Hash>,
    /// `base`
    pub base: Option<Base>,
    /// `sinkhorn`
    pub sinkhorn: Option<Sinkhorn>,
    /// `expert_choice`
    pub expert_choice: Option<ExpertChoice>,
    /// See [`Reinforce`].
    pub reinforce: Option<Reinforce>,
    /// See [`DSelectK`].
    pub dselect_k: Option<DSelectK>,
    /// See [`Soft`].
    pub soft: Option<Soft>,
    /// Permute, grouped product, un-permute.
    pub dispatch: Option<Dispatch>,
    /// Mixture of depths.
    pub depths: Option<Depths>,
    /// A dense layer becomes experts.
    pub upcycle: Option<Upcycle>,
    /// `mhc`
    pub mhc: Option<Mhc>,
    /// `engram`
    pub engram: Option<Engram>,
}

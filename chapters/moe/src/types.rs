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

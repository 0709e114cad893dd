//! Golden values of the kernels of the chapter on mixtures of experts.

#[path = "../shared/arrays.rs"]
mod arrays;
mod assignment;
mod bias;
mod dispatch;
mod everywhere;
mod gradients;
#[path = "../shared/lcg.rs"]
mod lcg;
mod mixtures;
mod switch;

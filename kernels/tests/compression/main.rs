//! Golden values of the kernels of the chapter on compression.

#[path = "../shared/arrays.rs"]
mod arrays;
mod attend;
mod chosen;
mod layer;
mod moba;
mod pool;
mod roles;
mod select;

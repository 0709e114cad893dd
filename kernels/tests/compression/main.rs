//! Golden values of the kernels of the chapter on compression.

#[path = "../shared/arrays.rs"]
mod arrays;
mod attend;
mod layer;
mod chosen;
mod moba;
mod pool;
mod roles;
mod select;

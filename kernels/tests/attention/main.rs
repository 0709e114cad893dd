//! Golden values of the kernels of the chapter on attention.

#[path = "../shared/arrays.rs"]
mod arrays;
mod basic;
mod blocks;
mod heads;
mod look_back;
mod nearby;
mod positions;
mod tiles;

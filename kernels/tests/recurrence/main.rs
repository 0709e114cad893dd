//! Golden values of the kernels of the chapter on recurrence.

#[path = "../shared/arrays.rs"]
mod arrays;
mod chunks;
mod edits;
mod gates;
#[path = "../shared/lcg.rs"]
mod lcg;
mod matrix;
mod select;
mod spaces;

//! Golden values of the kernels of the chapter on recurrence.

#[path = "../shared/arrays.rs"]
mod arrays;
#[path = "../shared/lcg.rs"]
mod lcg;
mod select;

//! Golden values of the kernels of the chapter on recurrence.

#[path = "../shared/arrays.rs"]
mod arrays;
mod chunks;

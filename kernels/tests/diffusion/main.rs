//! Golden values of the kernels of the chapter on diffusion.

#[path = "../shared/arrays.rs"]
mod arrays;
#[path = "../shared/lcg.rs"]
mod lcg;
mod levels;
mod networks;
mod noise;
mod steps;
mod straight;
mod targets;

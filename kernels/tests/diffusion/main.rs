//! Golden values of the kernels of the chapter on diffusion.

#[allow(dead_code)]
#[path = "../shared/arrays.rs"]
mod arrays;
#[allow(dead_code)]
#[path = "../shared/lcg.rs"]
mod lcg;
mod levels;
mod networks;
mod noise;
mod scores;
mod steps;
mod straight;
mod targets;

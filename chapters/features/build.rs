//! Its presence makes cargo look at the build dependencies.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
}

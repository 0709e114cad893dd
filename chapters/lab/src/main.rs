//! Training experiments: `cargo run --release -p lab -- NAME`.

fn main() {}

use diffusion::idx::*;

// Beside its file, which proofs depend on.
#[path = "../../src/idx/tests.rs"]
mod tests;

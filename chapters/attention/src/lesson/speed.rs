//! How long attention takes here: the solutions, the reference kernels and candle's operators, at several lengths.
//!
//! `cargo bench -p attention --features bench` measures it. The figures are not among [`super::drawings`], because the reader's
//! answers do not change them.

use std::sync::LazyLock;

use speed::Measured;

/// What was measured.
pub static MEASURED: LazyLock<Measured> =
    LazyLock::new(|| Measured::read(include_str!("../../../../book/data/attention-bench.json")));

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_can_be_shown() {
        speed::check(&super::MEASURED, "attention");
    }
}

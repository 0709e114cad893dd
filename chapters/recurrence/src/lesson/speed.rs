//! How long one function takes by several roads: token by token, with all pairs, and in chunks, at several lengths.
//!
//! `cargo bench -p recurrence --features bench` measures it. The figures are not among [`super::drawings`], because the reader's
//! answers do not change them.

use figures::Figure;
use speed::Measured;

/// The file that the benchmark writes.
const DATA: &str = include_str!("../../../../book/data/recurrence-bench.json");

/// What was measured.
pub fn measured() -> Measured {
    Measured::read(DATA)
}

/// For a cell: [`Measured::table`].
pub fn table(subject: &str) -> String {
    measured().table(subject)
}

/// For a cell: [`Measured::quotients`].
pub fn quotients(above: (&str, &str), below: (&str, &str)) -> String {
    measured().quotients(above, below)
}

/// For a cell: [`Measured::figure`].
pub fn figure(subject: &str) -> Figure {
    measured().figure(subject)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_can_be_shown() {
        speed::check(&super::measured(), "recurrence");
    }
}

//! How long one function takes by several roads: token by token, with all pairs, and in chunks, at several lengths.
//!
//! `cargo bench -p recurrence --features bench` measures it. The figures are not among [`super::drawings`], because the reader's
//! answers do not change them.

use std::sync::LazyLock;

use speed::Measured;

/// What was measured.
pub static MEASURED: LazyLock<Measured> =
    LazyLock::new(|| Measured::read(include_str!("../../../../book/data/recurrence-bench.json")));

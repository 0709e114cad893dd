//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

use judge::slips::{
    as_slices, assumes_contiguous, in_memory_order, memory_of, memory_order, reshapes_columns,
};

attention::exercises!(judge::plans);

mod levels;
mod tanh;
mod turn;

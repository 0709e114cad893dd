//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

// Alternatives and bent solutions are written as readers write.
#![allow(
    clippy::needless_range_loop,
    clippy::manual_is_multiple_of,
    clippy::trivially_copy_pass_by_ref,
    clippy::struct_field_names,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::unused_self
)]

pub mod clock;

fast::exercises!(judge::plans);

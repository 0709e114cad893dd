//! The chapter's exercises as the judge sees them: their references, cases, properties and typical mistakes.

// Alternatives and bent solutions are written as readers write; knobs are handed on by reference, however few bytes they have.
#![allow(
    clippy::enum_variant_names,
    clippy::if_not_else,
    clippy::manual_is_multiple_of,
    clippy::match_bool,
    clippy::maybe_infinite_iter,
    clippy::needless_for_each,
    clippy::needless_range_loop,
    clippy::struct_field_names,
    clippy::trivially_copy_pass_by_ref,
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::unused_self
)]

mod given;
mod summed;
mod talk;

sharding::exercises!(judge::plans);

//! The files of `book/pytorch/`, which the book folds under each exercise, against the workbook's solutions.
//!
//! An [`Example`] is what a function of such a file receives and what the solution makes of it; `tests/same.py` calls the one and
//! compares it with the other. The numbers come from here, so that both see the same.

#[macro_use]
mod plain;
mod attention;
mod compression;
mod diffusion;
mod example;
mod fast;
mod moe;
mod recurrence;
mod sharding;

pub use example::{Example, Examples};

/// The exercises of a chapter, `CHAPTER/NAME`, in the order of the text.
macro_rules! ids {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        &[$(concat!(stringify!($chapter), "/", $text)),+]
    };
}

/// All exercises of the book.
pub fn exercises() -> Vec<&'static str> {
    let chapters: &[&[&str]] = &[
        ::attention::exercises!(ids),
        ::compression::exercises!(ids),
        ::moe::exercises!(ids),
        ::recurrence::exercises!(ids),
        ::diffusion::exercises!(ids),
        ::sharding::exercises!(ids),
        ::fast::exercises!(ids),
    ];
    chapters.concat()
}

/// All examples.
pub fn examples() -> Vec<Example> {
    let mut examples = Examples::default();
    attention::examples(examples.of("attention"));
    compression::examples(examples.of("compression"));
    moe::examples(examples.of("moe"));
    recurrence::examples(examples.of("recurrence"));
    diffusion::examples(examples.of("diffusion"));
    sharding::examples(examples.of("sharding"));
    fast::examples(examples.of("fast"));
    examples.list
}

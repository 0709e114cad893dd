//! A chapter registers an exercise in one line of its list, a macro `exercises!` that hands the lines to one of the macros
//! here, or to the judge's `plans!`:
//!
//! ```ignore
//! #[macro_export]
//! macro_rules! exercises {
//!     ($($then:ident)::+) => { $($then)::+! { attention;
//!         softmax "softmax" SOFTMAX: Softmax = softmax::softmax;
//!         // one line an exercise, in the order of the text
//!     } };
//! }
//! ```
//!
//! A line is the exercise's name, three times as the language needs it (for the file and module, for `--cfg 'skip="softmax"'`,
//! for the constant that lessons call), the type of an answer, and how an answer is made of what the file defines. That is an
//! expression of its own, so that the compiler shows this line where a reader's signature is another one.

/// The type of a chapter's answers: a field for each exercise, which is `None` if its file was left out.
#[macro_export]
macro_rules! answers {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        /// An answer to each exercise of the chapter; `None` for a file that was left out because it does not compile.
        pub struct Answers {
            $(#[doc = concat!("The answer to `", $text, "`.")] pub $name: Option<$type>,)+
        }
    };
}

/// The files of a folder as modules, and `ANSWERS` made of them. `--cfg 'skip="softmax"'` leaves a file out.
#[macro_export]
macro_rules! modules {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        $(#[cfg(not(skip = $text))] pub mod $name;)+

        /// The answers in these files.
        pub static ANSWERS: ::$chapter::Answers = {
            #[allow(unused_imports, clippy::wildcard_imports)]
            use ::$chapter::*;
            ::$chapter::Answers {
                $(
                    #[cfg(not(skip = $text))]
                    $name: Some({
                        const ANSWER: $type = $answer;
                        ANSWER
                    }),
                    #[cfg(skip = $text)]
                    $name: None,
                )+
            }
        };
    };
}

/// The same files, each among the solutions of the others, and `ANSWERS` made of them: whether an answer is right where those
/// that it calls are. `super::softmax` is then the solution.
#[macro_export]
macro_rules! apart {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        $(
            #[cfg(not(skip = $text))]
            #[path = "."]
            pub mod $name {
                use ::$chapter::*;
                pub use ::$chapter::solution::*;

                pub mod $name;

                /// The answer in this file.
                pub const ANSWER: $type = $answer;
            }
        )+

        /// The answers in these files.
        pub static ANSWERS: ::$chapter::Answers = ::$chapter::Answers {
            $(
                #[cfg(not(skip = $text))]
                $name: Some($name::ANSWER),
                #[cfg(skip = $text)]
                $name: None,
            )+
        };
    };
}

/// `ANSWERS_AS_BUILT`: what the files of the module `answer` held when they were compiled. Who judges compares it with what they
/// hold now, because cargo goes by the time of a file alone: one that came with an older time (`cp -p`, `mv`, `tar x`, a share
/// whose clock is behind) it takes for the one that it knows. For a test beside `exercises/` three folders up.
#[macro_export]
macro_rules! as_built {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        /// The answers' files as they were compiled.
        pub static ANSWERS_AS_BUILT: &[::contract::AsBuilt] = &[
            $(
                #[cfg(not(skip = $text))]
                ::contract::AsBuilt {
                    file: concat!("exercises/", stringify!($chapter), "/", $text, ".rs"),
                    path: concat!(
                        env!("CARGO_MANIFEST_DIR"), "/../../exercises/", stringify!($chapter), "/", $text, ".rs"
                    ),
                    text: include_bytes!(concat!("../../../exercises/", stringify!($chapter), "/", $text, ".rs")),
                },
            )+
        ];
        $crate::built_anew!();
    };
}

/// Where this stands, cargo builds anew when the variable `WORKBOOK_BUILD` has another value than before: so that who sees that a
/// file has changed can have it compiled although its time says nothing.
#[macro_export]
macro_rules! built_anew {
    () => {
        const _: Option<&str> = option_env!("WORKBOOK_BUILD");
    };
}

/// A reader's files as modules; the solution in place of each that `WORKBOOK_SKIP` leaves out, so that the others, and what
/// calls them, still compile. `chapters/left_out.rs` is the build script of such a chapter.
#[macro_export]
macro_rules! mine {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        $(
            #[cfg(not(left_out = $text))]
            pub mod $name;
            #[cfg(left_out = $text)]
            pub use ::$chapter::solution::$name;
        )+
        $crate::built_anew!();
    };
}

/// What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers; as modules, and as a
/// constant for each exercise.
#[macro_export]
macro_rules! called {
    ($chapter:ident; $($name:ident $text:literal $constant:ident: $type:ty = $answer:expr;)+) => {
        #[cfg(feature = "mine")]
        pub use ::$chapter::mine::{$($name),+};
        #[cfg(not(feature = "mine"))]
        pub use ::$chapter::solution::{$($name),+};

        $(
            #[doc = concat!("The answer to `", $text, "`.")]
            pub const $constant: $type = $answer;
        )+
    };
}

//! Mounts a reader's files as modules; the solution in place of each that `WORKBOOK_SKIP` leaves out (`left_out.rs`), so that
//! the others, and what calls them, still compile.

macro_rules! mount {
    ($($name:ident, $left_out:tt, $path:tt;)+) => {$(
        #[cfg(not(left_out = $left_out))]
        #[path = $path]
        pub mod $name;
        #[cfg(left_out = $left_out)]
        pub use crate::solution::$name;
    )+};
}

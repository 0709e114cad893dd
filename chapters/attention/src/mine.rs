//! The reader's answers; the solution in place of each file that `WORKBOOK_SKIP` leaves out, so that the others, and
//! what calls them, still compile.

macro_rules! mount {
    ($($name:ident, $left_out:tt, $path:tt;)+) => {$(
        #[cfg(not(left_out = $left_out))]
        #[path = $path]
        pub mod $name;
        #[cfg(left_out = $left_out)]
        pub use crate::solution::$name;
    )+};
}

mount! {
    online_softmax, "online_softmax", "../../../exercises/attention/online_softmax.rs";
    scaled_dot_product, "scaled_dot_product", "../../../exercises/attention/scaled_dot_product.rs";
    softmax, "softmax", "../../../exercises/attention/softmax.rs";

    // >> look_back

    // << look_back

    // >> positions

    // << positions

    // >> heads

    // << heads

    // >> nearby

    // << nearby

    // >> tiles
    flash, "flash", "../../../exercises/attention/flash.rs";
    flash_backward, "flash_backward", "../../../exercises/attention/flash_backward.rs";
    merge, "merge", "../../../exercises/attention/merge.rs";

    // << tiles

    // >> blocks

    // << blocks

}

//! The reader's answers; the solution in place of each file that `WORKBOOK_SKIP` leaves out.

#[macro_use]
#[path = "../../mount.rs"]
mod mount;

mount! {
    // >> mixtures
    // << mixtures
    // >> switch
    // << switch
    // >> bias
    // << bias
    // >> assignment
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    depths, "depths", "../../../exercises/moe/depths.rs";
    dispatch, "dispatch", "../../../exercises/moe/dispatch.rs";
    upcycle, "upcycle", "../../../exercises/moe/upcycle.rs";
    // << dispatch
    // >> everywhere
    // << everywhere
}

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
    dselect_k, "dselect_k", "../../../exercises/moe/dselect_k.rs";
    reinforce, "reinforce", "../../../exercises/moe/reinforce.rs";
    soft, "soft", "../../../exercises/moe/soft.rs";
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
}

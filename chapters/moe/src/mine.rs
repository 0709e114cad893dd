//! The reader's answers; the solution in place of each file that `WORKBOOK_SKIP` leaves out.

#[macro_use]
#[path = "../../mount.rs"]
mod mount;

mount! {
    // >> mixtures
    load, "load", "../../../exercises/moe/load.rs";
    mixture, "mixture", "../../../exercises/moe/mixture.rs";
    noisy_top_k, "noisy_top_k", "../../../exercises/moe/noisy_top_k.rs";
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
    // << dispatch
    // >> everywhere
    // << everywhere
}

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
    base, "base", "../../../exercises/moe/base.rs";
    expert_choice, "expert_choice", "../../../exercises/moe/expert_choice.rs";
    sinkhorn, "sinkhorn", "../../../exercises/moe/sinkhorn.rs";
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
}

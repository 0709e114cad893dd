//! The reader's answers; the solution in place of each file that `WORKBOOK_SKIP` leaves out.

#[macro_use]
#[path = "../../mount.rs"]
mod mount;

mount! {
    load, "load", "../../../exercises/moe/load.rs";
    mixture, "mixture", "../../../exercises/moe/mixture.rs";
    noisy_top_k, "noisy_top_k", "../../../exercises/moe/noisy_top_k.rs";
    balance_loss, "balance_loss", "../../../exercises/moe/balance_loss.rs";
    gshard, "gshard", "../../../exercises/moe/gshard.rs";
    switch, "switch", "../../../exercises/moe/switch.rs";
    z_loss, "z_loss", "../../../exercises/moe/z_loss.rs";
    deepseek, "deepseek", "../../../exercises/moe/deepseek.rs";
    bias_update, "bias_update", "../../../exercises/moe/bias_update.rs";
    hash, "hash", "../../../exercises/moe/hash.rs";
    base, "base", "../../../exercises/moe/base.rs";
    expert_choice, "expert_choice", "../../../exercises/moe/expert_choice.rs";
    sinkhorn, "sinkhorn", "../../../exercises/moe/sinkhorn.rs";
    dselect_k, "dselect_k", "../../../exercises/moe/dselect_k.rs";
    reinforce, "reinforce", "../../../exercises/moe/reinforce.rs";
    soft, "soft", "../../../exercises/moe/soft.rs";
    depths, "depths", "../../../exercises/moe/depths.rs";
    dispatch, "dispatch", "../../../exercises/moe/dispatch.rs";
    upcycle, "upcycle", "../../../exercises/moe/upcycle.rs";
    engram, "engram", "../../../exercises/moe/engram.rs";
    mhc, "mhc", "../../../exercises/moe/mhc.rs";
}

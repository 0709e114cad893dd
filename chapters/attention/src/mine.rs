//! The reader's answers; the solution in place of each file that `WORKBOOK_SKIP` leaves out.

#[macro_use]
#[path = "../../mount.rs"]
mod mount;

mount! {
    additive, "additive", "../../../exercises/attention/additive.rs";
    alibi, "alibi", "../../../exercises/attention/alibi.rs";
    cache_bytes, "cache_bytes", "../../../exercises/attention/cache_bytes.rs";
    flash, "flash", "../../../exercises/attention/flash.rs";
    flash_backward, "flash_backward", "../../../exercises/attention/flash_backward.rs";
    gqa, "gqa", "../../../exercises/attention/gqa.rs";
    luong, "luong", "../../../exercises/attention/luong.rs";
    merge, "merge", "../../../exercises/attention/merge.rs";
    mla, "mla", "../../../exercises/attention/mla.rs";
    msrope, "msrope", "../../../exercises/attention/msrope.rs";
    online_softmax, "online_softmax", "../../../exercises/attention/online_softmax.rs";
    packing, "packing", "../../../exercises/attention/packing.rs";
    parallel_block, "parallel_block", "../../../exercises/attention/parallel_block.rs";
    qk_norm, "qk_norm", "../../../exercises/attention/qk_norm.rs";
    resampler, "resampler", "../../../exercises/attention/resampler.rs";
    rope, "rope", "../../../exercises/attention/rope.rs";
    rope_2d, "rope_2d", "../../../exercises/attention/rope_2d.rs";
    scaled_dot_product, "scaled_dot_product", "../../../exercises/attention/scaled_dot_product.rs";
    sink, "sink", "../../../exercises/attention/sink.rs";
    softmax, "softmax", "../../../exercises/attention/softmax.rs";
    sparse, "sparse", "../../../exercises/attention/sparse.rs";
    window, "window", "../../../exercises/attention/window.rs";
}

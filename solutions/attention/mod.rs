//! The answers of the chapter, in the order of the text.

use ::attention::{
    Alibi, Answers, CacheBytes, Luong, Mla, Msrope, OnlineSoftmax, Packing, ParallelBlock, QkNorm, Resampler,
    Sparse, Window,
};

#[cfg(not(skip = "additive"))]
pub mod additive;
#[cfg(not(skip = "alibi"))]
pub mod alibi;
#[cfg(not(skip = "cache_bytes"))]
pub mod cache_bytes;
#[cfg(not(skip = "flash"))]
pub mod flash;
#[cfg(not(skip = "flash_backward"))]
pub mod flash_backward;
#[cfg(not(skip = "gqa"))]
pub mod gqa;
#[cfg(not(skip = "luong"))]
pub mod luong;
#[cfg(not(skip = "merge"))]
pub mod merge;
#[cfg(not(skip = "mla"))]
pub mod mla;
#[cfg(not(skip = "msrope"))]
pub mod msrope;
#[cfg(not(skip = "online_softmax"))]
pub mod online_softmax;
#[cfg(not(skip = "packing"))]
pub mod packing;
#[cfg(not(skip = "parallel_block"))]
pub mod parallel_block;
#[cfg(not(skip = "qk_norm"))]
pub mod qk_norm;
#[cfg(not(skip = "resampler"))]
pub mod resampler;
#[cfg(not(skip = "rope"))]
pub mod rope;
#[cfg(not(skip = "rope_2d"))]
pub mod rope_2d;
#[cfg(not(skip = "scaled_dot_product"))]
pub mod scaled_dot_product;
#[cfg(not(skip = "sink"))]
pub mod sink;
#[cfg(not(skip = "softmax"))]
pub mod softmax;
#[cfg(not(skip = "sparse"))]
pub mod sparse;
#[cfg(not(skip = "window"))]
pub mod window;

pub static ANSWERS: Answers = Answers {
    #[cfg(not(skip = "softmax"))]
    softmax: Some(softmax::softmax),
    #[cfg(skip = "softmax")]
    softmax: None,

    #[cfg(not(skip = "additive"))]
    additive: Some(additive::additive),
    #[cfg(skip = "additive")]
    additive: None,

    #[cfg(not(skip = "luong"))]
    luong: Some(Luong { scores: luong::scores, attentional: luong::attentional }),
    #[cfg(skip = "luong")]
    luong: None,

    #[cfg(not(skip = "scaled_dot_product"))]
    scaled_dot_product: Some(scaled_dot_product::scaled_dot_product),
    #[cfg(skip = "scaled_dot_product")]
    scaled_dot_product: None,

    #[cfg(not(skip = "alibi"))]
    alibi: Some(Alibi { slopes: alibi::slopes, attend: alibi::attend }),
    #[cfg(skip = "alibi")]
    alibi: None,

    #[cfg(not(skip = "rope"))]
    rope: Some(rope::rope),
    #[cfg(skip = "rope")]
    rope: None,

    #[cfg(not(skip = "rope_2d"))]
    rope_2d: Some(rope_2d::rope_2d),
    #[cfg(skip = "rope_2d")]
    rope_2d: None,

    #[cfg(not(skip = "msrope"))]
    msrope: Some(Msrope { positions: msrope::positions, rotate: msrope::rotate }),
    #[cfg(skip = "msrope")]
    msrope: None,

    #[cfg(not(skip = "gqa"))]
    gqa: Some(gqa::gqa),
    #[cfg(skip = "gqa")]
    gqa: None,

    #[cfg(not(skip = "qk_norm"))]
    qk_norm: Some(QkNorm { normalise: qk_norm::normalise, scores: qk_norm::scores }),
    #[cfg(skip = "qk_norm")]
    qk_norm: None,

    #[cfg(not(skip = "mla"))]
    mla: Some(Mla { compress: mla::compress, absorb: mla::absorb, attend: mla::attend, expand: mla::expand }),
    #[cfg(skip = "mla")]
    mla: None,

    #[cfg(not(skip = "window"))]
    window: Some(Window {
        visible: window::visible,
        start: window::start,
        push: window::push,
        attend: window::attend,
    }),
    #[cfg(skip = "window")]
    window: None,

    #[cfg(not(skip = "sink"))]
    sink: Some(sink::sink),
    #[cfg(skip = "sink")]
    sink: None,

    #[cfg(not(skip = "sparse"))]
    sparse: Some(Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops }),
    #[cfg(skip = "sparse")]
    sparse: None,

    #[cfg(not(skip = "cache_bytes"))]
    cache_bytes: Some(CacheBytes { total: cache_bytes::total, growth: cache_bytes::growth }),
    #[cfg(skip = "cache_bytes")]
    cache_bytes: None,

    #[cfg(not(skip = "online_softmax"))]
    online_softmax: Some(OnlineSoftmax {
        start: online_softmax::start,
        update: online_softmax::update,
        merge: online_softmax::merge,
        finish: online_softmax::finish,
    }),
    #[cfg(skip = "online_softmax")]
    online_softmax: None,

    #[cfg(not(skip = "merge"))]
    merge: Some(merge::merge),
    #[cfg(skip = "merge")]
    merge: None,

    #[cfg(not(skip = "flash"))]
    flash: Some(flash::flash),
    #[cfg(skip = "flash")]
    flash: None,

    #[cfg(not(skip = "flash_backward"))]
    flash_backward: Some(flash_backward::flash_backward),
    #[cfg(skip = "flash_backward")]
    flash_backward: None,

    #[cfg(not(skip = "packing"))]
    packing: Some(Packing {
        mask: packing::mask,
        positions: packing::positions,
        targets: packing::targets,
        attend: packing::attend,
    }),
    #[cfg(skip = "packing")]
    packing: None,

    #[cfg(not(skip = "parallel_block"))]
    parallel_block: Some(ParallelBlock {
        rms_norm: parallel_block::rms_norm,
        swiglu: parallel_block::swiglu,
        block: parallel_block::parallel_block,
    }),
    #[cfg(skip = "parallel_block")]
    parallel_block: None,

    #[cfg(not(skip = "resampler"))]
    resampler: Some(Resampler { layer_norm: resampler::layer_norm, resample: resampler::resample }),
    #[cfg(skip = "resampler")]
    resampler: None,
};

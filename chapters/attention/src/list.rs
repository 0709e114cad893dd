//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { attention;
            softmax "softmax" SOFTMAX: Softmax = softmax::softmax;
            additive "additive" ADDITIVE: Additive = additive::additive;
            luong "luong" LUONG: Luong = Luong { scores: luong::scores, attentional: luong::attentional };
            scaled_dot_product "scaled_dot_product" SCALED_DOT_PRODUCT: ScaledDotProduct = scaled_dot_product::scaled_dot_product;
            alibi "alibi" ALIBI: Alibi = Alibi { slopes: alibi::slopes, attend: alibi::attend };
            rope "rope" ROPE: Rope = rope::rope;
            rope_2d "rope_2d" ROPE_2D: Rope2d = rope_2d::rope_2d;
            msrope "msrope" MSROPE: Msrope = Msrope { positions: msrope::positions, rotate: msrope::rotate };
            gqa "gqa" GQA: Gqa = gqa::gqa;
            qk_norm "qk_norm" QK_NORM: QkNorm = QkNorm { normalise: qk_norm::normalise, scores: qk_norm::scores };
            mla "mla" MLA: Mla = Mla { compress: mla::compress, absorb: mla::absorb, attend: mla::attend, expand: mla::expand };
            window "window" WINDOW: Window = Window { visible: window::visible, start: window::start, push: window::push, attend: window::attend };
            sink "sink" SINK: Sink = sink::sink;
            sparse "sparse" SPARSE: Sparse = Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops };
            cache_bytes "cache_bytes" CACHE_BYTES: CacheBytes = CacheBytes { total: cache_bytes::total, growth: cache_bytes::growth };
            online_softmax "online_softmax" ONLINE_SOFTMAX: OnlineSoftmax = OnlineSoftmax { start: online_softmax::start, update: online_softmax::update, merge: online_softmax::merge, finish: online_softmax::finish };
            merge "merge" MERGE: Merge = merge::merge;
            flash "flash" FLASH: Flash = flash::flash;
            flash_backward "flash_backward" FLASH_BACKWARD: FlashBackward = flash_backward::flash_backward;
            packing "packing" PACKING: Packing = Packing { mask: packing::mask, positions: packing::positions, targets: packing::targets, attend: packing::attend };
            parallel_block "parallel_block" PARALLEL_BLOCK: ParallelBlock = ParallelBlock { rms_norm: parallel_block::rms_norm, swiglu: parallel_block::swiglu, block: parallel_block::parallel_block };
            resampler "resampler" RESAMPLER: Resampler = Resampler { layer_norm: resampler::layer_norm, resample: resampler::resample };
        }
    };
}

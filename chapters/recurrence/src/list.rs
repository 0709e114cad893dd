//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { recurrence;
            rnn "rnn" RNN: Rnn = Rnn { forward: rnn::forward, jacobian: rnn::jacobian };
            lstm "lstm" LSTM: Lstm = Lstm { step: lstm::step, jacobian: lstm::jacobian };
            gru "gru" GRU: Gru = gru::gru;
            linear_attention "linear_attention" LINEAR_ATTENTION: LinearAttention = LinearAttention { quadratic: linear_attention::quadratic, step: linear_attention::step };
            gla "gla" GLA: Gla = Gla { retention: gla::retention, gla: gla::gla, chunked: gla::chunked };
            hippo "hippo" HIPPO: Hippo = Hippo { matrices: hippo::matrices, remember: hippo::remember, recall: hippo::recall };
            discretise "discretise" DISCRETISE: Discretise = Discretise { bilinear: discretise::bilinear, zoh: discretise::zoh };
            s4_conv "s4_conv" S4_CONV: S4Conv = S4Conv { kernel: s4_conv::kernel, convolve: s4_conv::convolve, recur: s4_conv::recur };
            s4d "s4d" S4D: S4d = s4d::s4d;
            lru "lru" LRU: Lru = Lru { decay: lru::decay, combine: lru::combine, forward: lru::forward };
            short_conv "short_conv" SHORT_CONV: ShortConv = ShortConv { whole: short_conv::whole, push: short_conv::push };
            selective_scan "selective_scan" SELECTIVE_SCAN: SelectiveScan = selective_scan::selective_scan;
            ssd "ssd" SSD: Ssd = Ssd { quadratic: ssd::quadratic, chunk: ssd::chunk };
            delta "delta" DELTA: Delta = Delta { unit: delta::unit, delta: delta::delta };
            gated_delta "gated_delta" GATED_DELTA: GatedDelta = gated_delta::gated_delta;
            kda "kda" KDA: Kda = Kda { decay: kda::decay, attend: kda::attend, gate: kda::gate };
            kda_chunk "kda_chunk" KDA_CHUNK: KdaChunk = KdaChunk { solve: kda_chunk::solve, chunk: kda_chunk::chunk };
            state_bytes "state_bytes" STATE_BYTES: StateBytes = StateBytes { bytes: state_bytes::bytes, places: state_bytes::places };
        }
    };
}

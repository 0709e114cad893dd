//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { sharding;
            reduce_scatter "reduce_scatter" REDUCE_SCATTER: ReduceScatter = ReduceScatter { floats: reduce_scatter::reduce_scatter, integers: reduce_scatter::reduce_scatter };
            all_gather "all_gather" ALL_GATHER: AllGather = AllGather { floats: all_gather::all_gather, integers: all_gather::all_gather };
            all_reduce "all_reduce" ALL_REDUCE: AllReduce = AllReduce { floats: all_reduce::all_reduce, integers: all_reduce::all_reduce };
            buckets "buckets" BUCKETS: Buckets = Buckets { rebuilt: buckets::rebuilt, initial: buckets::initial };
            ddp "ddp" DDP: Ddp = ddp::ddp;
            zero_bytes "zero_bytes" ZERO_BYTES: ZeroBytes = ZeroBytes { held: zero_bytes::held, peak: zero_bytes::peak, sent: zero_bytes::sent };
            fsdp_forward "fsdp_forward" FSDP_FORWARD: FsdpForward = fsdp_forward::forward;
            fsdp_backward "fsdp_backward" FSDP_BACKWARD: FsdpBackward = fsdp_backward::backward;
            sharded_adam "sharded_adam" SHARDED_ADAM: ShardedAdam = ShardedAdam { step: sharded_adam::step, zero_1: sharded_adam::zero_1 };
            clip "clip" CLIP: Clip = clip::clip;
            checkpointing "checkpointing" CHECKPOINTING: Checkpointing = checkpointing::checkpointing;
            mixed_precision "mixed_precision" MIXED_PRECISION: MixedPrecision = mixed_precision::mixed_precision;
            tensor_parallel "tensor_parallel" TENSOR_PARALLEL: TensorParallel = TensorParallel { split: tensor_parallel::split, forward: tensor_parallel::forward, backward: tensor_parallel::backward };
            pipeline "pipeline" PIPELINE: Pipeline = Pipeline { order: pipeline::order, bubble: pipeline::bubble, run: pipeline::run };
            all_to_all "all_to_all" ALL_TO_ALL: AllToAll = AllToAll { counts: all_to_all::counts, layer: all_to_all::layer };
            diloco "diloco" DILOCO: Diloco = Diloco { outer_step: diloco::outer_step, train: diloco::train };
            streaming "streaming" STREAMING: StreamingDiloco = streaming::streaming;
            four_bit "four_bit" FOUR_BIT: FourBit = FourBit { encode: four_bit::encode, decode: four_bit::decode, exchange: four_bit::exchange };
            power_sgd "power_sgd" POWER_SGD: PowerSgd = power_sgd::power_sgd;
            quorum "quorum" QUORUM: FaultTolerant = FaultTolerant { sources: quorum::sources, step: quorum::step };
        }
    };
}

//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { sharding;
            all_gather "all_gather" ALL_GATHER: AllGather = AllGather { floats: all_gather::all_gather, integers: all_gather::all_gather };
            zero_bytes "zero_bytes" ZERO_BYTES: ZeroBytes = ZeroBytes { held: zero_bytes::held, peak: zero_bytes::peak, sent: zero_bytes::sent };
            fsdp_forward "fsdp_forward" FSDP_FORWARD: FsdpForward = fsdp_forward::forward;
            fsdp_backward "fsdp_backward" FSDP_BACKWARD: FsdpBackward = fsdp_backward::backward;
            sharded_adam "sharded_adam" SHARDED_ADAM: ShardedAdam = ShardedAdam { step: sharded_adam::step, zero_1: sharded_adam::zero_1 };
            clip "clip" CLIP: Clip = clip::clip;
        }
    };
}

//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { sharding;
            all_gather "all_gather" ALL_GATHER: AllGather = AllGather { floats: all_gather::all_gather, integers: all_gather::all_gather };
            tensor_parallel "tensor_parallel" TENSOR_PARALLEL: TensorParallel = TensorParallel { split: tensor_parallel::split, forward: tensor_parallel::forward, backward: tensor_parallel::backward };
            pipeline "pipeline" PIPELINE: Pipeline = Pipeline { order: pipeline::order, bubble: pipeline::bubble, run: pipeline::run };
            all_to_all "all_to_all" ALL_TO_ALL: AllToAll = AllToAll { counts: all_to_all::counts, layer: all_to_all::layer };
        }
    };
}

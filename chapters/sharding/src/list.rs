//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { sharding;
            all_gather "all_gather" ALL_GATHER: AllGather = AllGather { floats: all_gather::all_gather, integers: all_gather::all_gather };
        }
    };
}

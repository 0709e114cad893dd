//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { compression;
            dual_role "dual_role" DUAL_ROLE: DualRole = dual_role::dual_role;
            stream "stream" STREAM: Streaming = Streaming { start: stream::start, push: stream::push };
        }
    };
}

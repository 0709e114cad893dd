//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            flow_loss "flow_loss" FLOW_LOSS: FlowLoss = FlowLoss { loss: flow_loss::loss, data: flow_loss::data, step: flow_loss::step, shift: flow_loss::shift, levels: flow_loss::levels, density: flow_loss::density };
            blocks "blocks" BLOCKS: Blocks = Blocks { boundaries: blocks::boundaries, of: blocks::of, step: blocks::step, sample: blocks::sample };
            consistency "consistency" CONSISTENCY: Consistency = Consistency { scales: consistency::scales, denoise: consistency::denoise, loss: consistency::loss };
        }
    };
}

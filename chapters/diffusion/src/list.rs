//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            posterior "posterior" POSTERIOR: Posterior = Posterior { coefficients: posterior::coefficients, step: posterior::step };
            ddim "ddim" DDIM: Ddim = Ddim { step: ddim::step, times: ddim::times };
            cfg "cfg" CFG: Cfg = Cfg { guide: cfg::guide, drop: cfg::drop, auto: cfg::auto };
        }
    };
}

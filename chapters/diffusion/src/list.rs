//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            vp_sde "vp_sde" VP_SDE: VpSde = VpSde { marginal: vp_sde::marginal, ve: vp_sde::ve, reverse: vp_sde::reverse, flow: vp_sde::flow, step: vp_sde::step };
            convert "convert" CONVERT: Convert = convert::convert;
            min_snr "min_snr" MIN_SNR: MinSnr = min_snr::min_snr;
        }
    };
}

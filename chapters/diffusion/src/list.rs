//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            schedule "schedule" SCHEDULE: Schedule = Schedule { linear: schedule::linear, scaled_linear: schedule::scaled_linear, cosine: schedule::cosine, cumulative: schedule::cumulative, snr: schedule::snr };
            q_sample "q_sample" Q_SAMPLE: QSample = q_sample::q_sample;
            eps_loss "eps_loss" EPS_LOSS: EpsLoss = eps_loss::eps_loss;
            posterior "posterior" POSTERIOR: Posterior = Posterior { coefficients: posterior::coefficients, step: posterior::step };
            ddim "ddim" DDIM: Ddim = Ddim { step: ddim::step, times: ddim::times };
            cfg "cfg" CFG: Cfg = Cfg { guide: cfg::guide, drop: cfg::drop, auto: cfg::auto };
            vp_sde "vp_sde" VP_SDE: VpSde = VpSde { marginal: vp_sde::marginal, ve: vp_sde::ve, reverse: vp_sde::reverse, flow: vp_sde::flow, step: vp_sde::step };
            convert "convert" CONVERT: Convert = convert::convert;
            min_snr "min_snr" MIN_SNR: MinSnr = min_snr::min_snr;
            edm "edm" EDM: Edm = Edm { scales: edm::scales, denoise: edm::denoise, grid: edm::grid };
            heun "heun" HEUN: Heun = Heun { euler: heun::euler, heun: heun::heun };
            dpm_solver "dpm_solver" DPM_SOLVER: DpmSolver = DpmSolver { first: dpm_solver::first, second: dpm_solver::second, sample: dpm_solver::sample };
            flow_loss "flow_loss" FLOW_LOSS: FlowLoss = FlowLoss { loss: flow_loss::loss, data: flow_loss::data, step: flow_loss::step, shift: flow_loss::shift, levels: flow_loss::levels, density: flow_loss::density };
            unet "unet" UNET: Unet = Unet { embed: unet::embed, forward: unet::forward };
            patchify "patchify" PATCHIFY: Patchify = Patchify { patchify: patchify::patchify, unpatchify: patchify::unpatchify };
            adaln_zero "adaln_zero" ADALN_ZERO: AdaLnZero = AdaLnZero { modulate: adaln_zero::modulate, block: adaln_zero::block };
            mmdit "mmdit" MMDIT: Mmdit = mmdit::mmdit;
            frechet "frechet" FRECHET: Frechet = Frechet { moments: frechet::moments, distance: frechet::distance };
            fd_loss "fd_loss" FD_LOSS: FdLoss = FdLoss { push: fd_loss::push, loss: fd_loss::loss, ema: fd_loss::ema };
            blocks "blocks" BLOCKS: Blocks = Blocks { boundaries: blocks::boundaries, of: blocks::of, step: blocks::step, sample: blocks::sample };
            consistency "consistency" CONSISTENCY: Consistency = Consistency { scales: consistency::scales, denoise: consistency::denoise, loss: consistency::loss };
        }
    };
}

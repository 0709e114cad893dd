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
        }
    };
}

//! The list of the chapter's exercises, in the order of the text: a line each, from which modules, answers, constants and plans
//! follow (`contract::list`).

/// Hands the list to a macro.
#[macro_export]
macro_rules! exercises {
    ($($then:ident)::+) => {
        $($then)::+! { diffusion;
            edm "edm" EDM: Edm = Edm { scales: edm::scales, denoise: edm::denoise, grid: edm::grid };
            heun "heun" HEUN: Heun = Heun { euler: heun::euler, heun: heun::heun };
            dpm_solver "dpm_solver" DPM_SOLVER: DpmSolver = DpmSolver { first: dpm_solver::first, second: dpm_solver::second, sample: dpm_solver::sample };
        }
    };
}

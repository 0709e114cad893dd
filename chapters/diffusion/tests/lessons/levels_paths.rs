use diffusion::DpmSolver;
use diffusion::Edm;
use diffusion::lesson::levels_paths::*;
use diffusion::solution::{dpm_solver, edm, heun};

pub(crate) const EDM: Edm = Edm { scales: edm::scales, denoise: edm::denoise, grid: edm::grid };
const SOLVER: DpmSolver =
    DpmSolver { first: dpm_solver::first, second: dpm_solver::second, sample: dpm_solver::sample };

/// NVlabs/edm, `edm_sampler` without churn, executed.
#[test]
fn the_gaussian_ends_where_the_official_sampler_ends() {
    for (n, golden) in [(5, 1.257_886), (10, 0.609_798), (18, 0.527_625), (40, 0.504_877)] {
        let (end, calls) = gaussian(EDM, Way::Slopes(heun::heun), n);
        assert!((end - golden).abs() < 2e-5 && calls == 2 * n - 1, "{n}: {end}");
    }
    assert!((gaussian(EDM, Way::Slopes(heun::euler), 10).0 - 0.365_213).abs() < 2e-5);
    assert!((exact() - 0.499_990).abs() < 1e-6);
}

#[test]
fn heun_is_worse_with_few_calls_and_better_with_many() {
    let of = |way, n| ring(EDM, way, n).0;
    for n in [5, 10, 20, 40, 80] {
        println!(
            "{n}: {:.5} {:.5} {:.5}",
            of(Way::Slopes(heun::euler), n),
            of(Way::Slopes(heun::heun), n.div_ceil(2)),
            of(Way::Multistep(SOLVER), n)
        );
    }
    assert!(of(Way::Slopes(heun::heun), 5) > of(Way::Slopes(heun::euler), 9));
    assert!(of(Way::Slopes(heun::heun), 20) < 0.7 * of(Way::Slopes(heun::euler), 39));
    assert!(of(Way::Multistep(SOLVER), 20) < 0.5 * of(Way::Slopes(heun::euler), 20));
}

#[test]
fn the_figure_is_finished() {
    assert_eq!(figure(EDM, heun::euler, heun::heun, SOLVER).overlapping_labels(), []);
}

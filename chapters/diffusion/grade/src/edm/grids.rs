//! The mistakes of `edm` that are made in `grid`.

use judge::Mistake;

use super::bent::{Grid, Knobs};
use super::mistakes::scale;

const LEVEL: &str = "(a + i as f64 / (n - 1) as f64 * (b - a)).powf(rho)";
const ENDS: &str = "(most.powf(1.0 / rho), least.powf(1.0 / rho))";
const CHAIN: &str = "(0..n).map(level).chain([0.0]).collect()";

pub(super) fn of_grids() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "over_count",
            "the place of a level is i / n, so that the least level is not reached. The last of n places is n − 1.",
            |k| k.grid = Grid::OverCount,
        )
        .edit(LEVEL, "(a + i as f64 / n as f64 * (b - a)).powf(rho)"),
        scale(
            "from_one",
            "levels are counted from 1, so that the largest is missing: place 0 belongs to `most`.",
            |k| k.grid = Grid::FromOne,
        ),
        scale("without_end", "the 0 behind the levels is missing: there are n + 1 numbers.", |k| {
            k.grid = Grid::WithoutEnd;
        })
        .edit(CHAIN, "(0..n).map(level).collect()"),
        scale(
            "end_among",
            "the 0 is one of the n levels, so that there is one number less. n levels come before it.",
            |k| k.grid = Grid::EndAmong,
        ),
        scale(
            "one_level_more",
            "there are n + 1 levels before the 0, with places i / n. It is n of them.",
            |k| k.grid = Grid::OneMore,
        ),
        scale("two_ends", "there are two zeros at the end, and one number more.", |k| k.grid = Grid::Twice)
            .edit(CHAIN, "(0..n).map(level).chain([0.0, 0.0]).collect()"),
        scale("end_of_least", "the least level comes twice, where a 0 belongs.", |k| k.grid = Grid::EndLeast)
            .edit(CHAIN, "(0..n).map(level).chain([least]).collect()"),
        scale("ascending", "the levels rise. A sampler begins with the most noise.", |k| {
            k.grid = Grid::Ascending;
        })
        .edit(ENDS, "(least.powf(1.0 / rho), most.powf(1.0 / rho))"),
        scale(
            "zero_first",
            "the grid is upside down: the 0 comes first, and the levels rise. A sampler begins with the most noise.",
            |k| k.grid = Grid::ZeroFirst,
        ),
        scale(
            "logarithmic",
            "the logarithms of the levels are equally spaced, whatever ρ is. That is what a ρ without bounds would give.",
            |k| k.grid = Grid::Logarithmic,
        ),
        scale("linear", "the levels themselves are equally spaced, whatever ρ is.", |k| k.grid = Grid::Linear),
        scale("root_missing", "the ends are taken without the power 1/ρ, and the result still with ρ.", |k| {
            k.grid = Grid::RootMissing;
        })
        .edit(ENDS, "(most, least)"),
        scale("power_missing", "the power 1/ρ is not undone at the end by the power ρ.", |k| {
            k.grid = Grid::PowerMissing;
        })
        .edit(LEVEL, "(a + i as f64 / (n - 1) as f64 * (b - a))"),
        scale(
            "exponents_swapped",
            "the ends have the power ρ, and the result 1/ρ: most levels then lie near the largest. It is the other way round.",
            |k| k.grid = Grid::ExponentsSwapped,
        ),
        scale(
            "power_of_place",
            "the power is that of the place between two levels. It belongs around the levels: first the root of both ends, at the end the power of all.",
            |k| k.grid = Grid::PowerOfPlace,
        ),
        scale(
            "whole_power",
            "the last power is a whole number, as `powi(rho as i32)` takes it: what stands behind the point of ρ is lost. powf takes all of it.",
            |k| k.grid = Grid::WholePower,
        )
        .edit(LEVEL, "(a + i as f64 / (n - 1) as f64 * (b - a)).powi(rho as i32)"),
        scale("rho_of_seven", "the exponent is 7, whatever ρ is. It is an argument.", |k| k.grid = Grid::Seven),
    ]
}

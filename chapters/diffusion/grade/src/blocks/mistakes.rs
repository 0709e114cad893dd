//! The typical mistakes of `blocks`.

use judge::{Mistake, slips};

use super::knobs::{Bounds, Knobs, Move, Of, Sample};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_steps(), of_boundaries(), of_blocks(), of_samples(), of_views()].into_iter().flatten().collect()
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    const PART: &str = "let part = ((sigma - next) / sigma) as f32;";
    const STEP: &str = "&z + &((&denoised - &z) * part)";
    vec![
        Mistake::<Knobs>::new(
            "printed_sign",
            "step goes away from what z is denoised to. So the paper's equation has it as it is printed, with Δσ = σ − next; the released code goes towards it. With next = 0 only `denoised` may \
             be left.",
            |k| k.step = Move::Rendered,
        )
        .edit(STEP, "&z + &((&z - &denoised) * part)"),
        Mistake::<Knobs>::new(
            "divided_by_next",
            "step divides the change of the level by the next level. It is a part of the level at which z is: (σ − next)/σ.",
            |k| k.step = Move::ByNext,
        )
        .edit(PART, "let part = ((sigma - next) / next) as f32;"),
        Mistake::<Knobs>::new(
            "not_divided",
            "step does not divide the change of the level by the level. The slope is (z − D)/σ.",
            |k| k.step = Move::NotDivided,
        )
        .edit(PART, "let part = (sigma - next) as f32;"),
        Mistake::<Knobs>::new("jump", "step jumps to what z is denoised to, whatever the next level is.", |k| k.step = Move::Jump)
            .edit(STEP, "&denoised + &(0.0 * part * &z)"),
        Mistake::<Knobs>::new(
            "weights_exchanged",
            "step goes by next/σ, which is the part that is left of the noise. z keeps next/σ of itself, and the rest is `denoised`.",
            |k| k.step = Move::Exchanged,
        )
        .edit(PART, "let part = (next / sigma) as f32;"),
        Mistake::new("part_alone", "step gives the weighted `denoised` alone: z itself, with the weight next/σ, is missing.", |k| {
            k.step = Move::OnlyPart;
        }),
        Mistake::<Knobs>::new(
            "squared_levels",
            "step goes by (σ² − next²)/σ², the part of the variance. Along the path noise shrinks with the level itself.",
            |k| k.step = Move::Squares,
        )
        .edit(PART, "let part = ((sigma * sigma - next * next) / (sigma * sigma)) as f32;"),
        Mistake::new(
            "logarithm_of_levels",
            "step goes by ln(σ/next). That is nearly the same for small steps, and infinite for the last.",
            |k| k.step = Move::Logarithms,
        ),
    ]
}

fn of_boundaries() -> Vec<Mistake<Knobs>> {
    const BACK: &str = "(law.mean + law.deviation * normal::quantile(share)).exp()";
    const EVEN: &str = "Array1::linspace(share(most), share(least), count + 1)";
    vec![
        Mistake::new(
            "log_uniform",
            "boundaries are spaced evenly in ln σ. Then the blocks in the middle get most of the training, and those at the ends next to none. It is the shares that are even.",
            |k| k.bounds = Bounds::LogUniform,
        ),
        Mistake::new(
            "karras",
            "boundaries are spaced evenly in σ^(1/7), as the levels of EDM's sampler are. It is the shares that are even.",
            |k| k.bounds = Bounds::Karras,
        ),
        Mistake::new("linear", "boundaries are spaced evenly in σ. It is the shares that are even.", |k| {
            k.bounds = Bounds::Linear;
        }),
        Mistake::<Knobs>::new(
            "deviation_forgotten",
            "the deviation is forgotten: on the way back from shares, where Φ⁻¹ is multiplied by it, and maybe on the way to them, where ln σ − mean is divided by it.",
            |k| k.bounds = Bounds::NoDeviation,
        )
        .edit(BACK, "(law.mean + normal::quantile(share)).exp()"),
        Mistake::<Knobs>::new("mean_forgotten", "on the way back from shares, the mean is not added to Φ⁻¹.", |k| {
            k.bounds = Bounds::NoMean;
        })
        .edit(BACK, "(law.deviation * normal::quantile(share)).exp()"),
        Mistake::<Knobs>::new("no_exp", "boundaries are logarithms of levels: exp is missing.", |k| {
            k.bounds = Bounds::NoExp;
        }),
        Mistake::new(
            "rising",
            "boundaries rise. They begin with `most`, since block 0 has the highest levels.",
            |k| k.bounds = Bounds::Rising,
        ),
        Mistake::<Knobs>::new(
            "whole_law",
            "shares go from 1 to 0. Levels between `least` and `most` have the shares from Φ of the one to Φ of the other.",
            |k| k.bounds = Bounds::WholeLaw,
        )
        .edit(EVEN, "Array1::linspace(1.0 + 0.0 * share(most), 0.0, count + 1)"),
        Mistake::<Knobs>::new(
            "no_logarithm",
            "Φ is taken of σ. It is ln σ that is normal.",
            |k| k.bounds = Bounds::NoLogarithm,
        ),
        Mistake::new("deviation_is_variance", "the deviation is taken for a variance.", |k| {
            k.bounds = Bounds::Variance;
        }),
        Mistake::new(
            "one_boundary_less",
            "there are as many boundaries as blocks. Both ends are boundaries, so that there is one more.",
            |k| k.bounds = Bounds::OneLess,
        ),
        Mistake::new(
            "one_boundary_more",
            "there is a boundary too many: count + 1 of them make `count` blocks.",
            |k| k.bounds = Bounds::OneMore,
        ),
        Mistake::new("shares_alone", "boundaries gives the shares. The levels below which these lie are asked for.", |k| {
            k.bounds = Bounds::Shares;
        }),
        Mistake::new(
            "middles",
            "boundaries lie in the middle of each share, where a block's typical level is, and not between two blocks.",
            |k| k.bounds = Bounds::Middles,
        ),
        Mistake::new(
            "logistic",
            "1/(1 + e^−x) is taken for Φ. The law is normal.",
            |k| k.bounds = Bounds::Logistic,
        ),
    ]
}

fn of_blocks() -> Vec<Mistake<Knobs>> {
    const FOUND: &str = "boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap()";
    vec![
        Mistake::<Knobs>::new(
            "tie_below",
            "of gives a level on a boundary to the block below it. It belongs to the block above, which has the higher levels.",
            |k| k.of = Of::Below,
        )
        .edit(
            FOUND,
            "boundaries.iter().skip(1).position(|&lower| sigma > lower).unwrap_or(boundaries.len() - 2)",
        ),
        Mistake::<Knobs>::new(
            "tie_below_panics",
            "of looks for a lower boundary that is less than σ, and panics at the least level, where there is none. A level on a boundary belongs to the block above it: the least one to the last block.",
            |k| k.of = Of::BelowPanics,
        )
        .edit(FOUND, "boundaries.iter().skip(1).position(|&lower| sigma > lower).unwrap()"),
        Mistake::<Knobs>::new(
            "counted_from_below",
            "of counts blocks from the lowest levels. Block 0 has the highest.",
            |k| k.of = Of::FromLow,
        )
        .edit(
            FOUND,
            "boundaries.len() - 2 - boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap()",
        ),
        Mistake::new(
            "one_block_on",
            "of is one block too far down, as if it counted the boundary at the top as well.",
            |k| k.of = Of::After,
        ),
        Mistake::new(
            "always_first",
            "of finds the first upper boundary that is not below σ, which is that of block 0. Look at lower boundaries, or from the other end.",
            |k| k.of = Of::FirstAbove,
        ),
        Mistake::new(
            "nearest_boundary",
            "of takes the nearest boundary. A level belongs to the two boundaries between which it lies.",
            |k| k.of = Of::Nearest,
        ),
        Mistake::new(
            "even_blocks",
            "of computes the block as if all were equally wide in ln σ. They are as wide as `boundaries` says.",
            |k| k.of = Of::Even,
        ),
    ]
}

fn of_samples() -> Vec<Mistake<Knobs>> {
    const NEXT: &str = "unwrap_or(0.0)";
    const BLOCK: &str = "denoisers[of(sigma, boundaries)]";
    const TOLD: &str = "sigma as f32";
    vec![
        Mistake::<Knobs>::new(
            "stops_early",
            "sample ends at the last level, with noise of that size still in z. Behind the last level comes 0: it is denoised once more.",
            |k| k.sample = Sample::StopsEarly,
        )
        .edit("sigmas.iter().enumerate()", "sigmas.iter().enumerate().take(sigmas.len() - 1)"),
        Mistake::<Knobs>::new(
            "to_the_least",
            "sample's last step goes to the least boundary. It goes to 0.",
            |k| k.sample = Sample::ToLeast,
        )
        .edit(NEXT, "unwrap_or(boundaries[boundaries.len() - 1])"),
        Mistake::new(
            "last_level_missing",
            "sample goes from the last level but one to 0, and never asks at the last level.",
            |k| k.sample = Sample::LastLevelMissing,
        ),
        Mistake::<Knobs>::new(
            "block_of_next",
            "sample asks the block of the level to which the step goes. z is at σ, and the block of σ has learned such z.",
            |k| k.sample = Sample::NextBlock,
        ),
        Mistake::new(
            "block_for_each_step",
            "sample asks block 0 at the first level, block 1 at the second, and so on. There may be more levels than blocks, or fewer: `of` says which block it is.",
            |k| k.sample = Sample::InTurn,
        ),
        Mistake::<Knobs>::new("first_block_always", "sample asks block 0 at every level.", |k| k.sample = Sample::FirstBlock)
            .edit(BLOCK, "denoisers[0 * of(sigma, boundaries)]"),
        Mistake::<Knobs>::new("last_block_always", "sample asks the last block at every level.", |k| {
            k.sample = Sample::LastBlock;
        })
        .edit(BLOCK, "denoisers[denoisers.len() - 1]"),
        Mistake::new(
            "each_block_once",
            "sample goes through the blocks, each once, from its upper boundary to its lower one or to 0 at the end, and does not look at `sigmas`. The levels are given, as many as one likes.",
            |k| k.sample = Sample::Boundaries,
        ),
        Mistake::new(
            "all_blocks",
            "sample sends z through all blocks at every level, as through the layers of one network. Each level has one block, which denoises by itself.",
            |k| k.sample = Sample::AllBlocks,
        ),
        Mistake::<Knobs>::new(
            "told_next",
            "the network is told the level to which the step goes. It is told the level at which z is.",
            |k| k.sample = Sample::ToldNext,
        )
        .edit(TOLD, "next as f32"),
        Mistake::<Knobs>::new(
            "told_as_edm",
            "the network is told ln σ/4. That is what EDM tells the network inside; here networks take σ, and give denoised rows.",
            |k| k.sample = Sample::ToldAsEdm,
        )
        .edit(TOLD, "(0.25 * sigma.ln()) as f32"),
        Mistake::<Knobs>::new("told_block", "the network is told the number of its block. It is told the level.", |k| {
            k.sample = Sample::ToldBlock;
        })
        .edit(TOLD, "of(sigma, boundaries) as f32"),
        Mistake::new(
            "always_from_start",
            "every step starts from the first z. It starts from where the step before has ended.",
            |k| k.sample = Sample::FromStart,
        ),
        Mistake::new(
            "residual",
            "sample adds z to what the network gives. The networks give denoised rows, and not what is to be added.",
            |k| k.sample = Sample::Residual,
        ),
        Mistake::<Knobs>::new(
            "asked_again",
            "the sample is right, and the networks are asked for more rows than samples times levels: all blocks at each level, say. Only one block's answer counts.",
            |k| k.again = true,
        )
        .by_law(),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

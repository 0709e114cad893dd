//! The typical mistakes of `consistency`.

use judge::{Mistake, slips};

use super::knobs::{Knobs, Mixed, Out, Pairing, Seen, Skip, Told};
use super::weights::of_weights;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_scales(), of_denoise(), of_pairs(), of_weights(), of_views()].into_iter().flatten().collect()
}

const SCALES: &str = "(data * data / (above * above + data * data), above * data / sigma.hypot(data))";

fn of_scales() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "edm_scales",
            "c_skip and c_out are those of EDM, with σ in place of σ − σ_min, or with 0 for σ_min. At σ_min the function then is not quite x, and everything above learns from that.",
            |k| {
                k.skip = Skip::Edm;
                k.out = Out::Edm;
            },
        )
        .edit("let above = sigma - least;", "let above = sigma - 0.0 * least;"),
        Mistake::<Knobs>::new(
            "edm_out",
            "c_out has σ on top, as in EDM, where σ − σ_min belongs. c_skip is right. At σ_min the network still has a say.",
            |k| k.out = Out::Edm,
        )
        .edit(SCALES, "(data * data / (above * above + data * data), sigma * data / sigma.hypot(data))"),
        Mistake::<Knobs>::new(
            "edm_skip",
            "c_skip has σ² below, as in EDM, where (σ − σ_min)² belongs. c_out is right.",
            |k| k.skip = Skip::Edm,
        )
        .edit(SCALES, "(data * data / (sigma * sigma + data * data), above * data / sigma.hypot(data))"),
        Mistake::<Knobs>::new(
            "out_below",
            "c_out has σ − σ_min under its root, where σ stands. The boundary holds all the same, so that only numbers show it.",
            |k| k.out = Out::Below,
        )
        .edit(SCALES, "(data * data / (above * above + data * data), above * data / above.hypot(data))"),
        Mistake::<Knobs>::new(
            "out_without_data",
            "c_out lacks the factor σ_data.",
            |k| k.out = Out::NoData,
        )
        .edit(SCALES, "(data * data / (above * above + data * data), above / sigma.hypot(data))"),
        Mistake::<Knobs>::new(
            "out_of_lcm",
            "c_out is that of latent consistency models, (σ − σ_min)/√((σ − σ_min)² + σ_data²). Here it is (σ − σ_min) σ_data/√(σ² + σ_data²).",
            |k| k.out = Out::Lcm,
        )
        .edit(SCALES, "(data * data / (above * above + data * data), above / above.hypot(data))"),
        Mistake::<Knobs>::new("out_without_root", "c_out is divided by σ² + σ_data², without the root.", |k| {
            k.out = Out::NoRoot;
        })
        .edit(
            SCALES,
            "(data * data / (above * above + data * data), above * data / (sigma * sigma + data * data))",
        ),
        Mistake::<Knobs>::new("skip_not_squared", "c_skip is σ_data/(σ − σ_min + σ_data). All three are squared.", |k| {
            k.skip = Skip::Plain;
        })
        .edit(SCALES, "(data / (above + data), above * data / sigma.hypot(data))"),
        Mistake::<Knobs>::new("skip_root", "c_skip is σ_data/√((σ − σ_min)² + σ_data²), the root of what it is.", |k| {
            k.skip = Skip::Root;
        })
        .edit(SCALES, "(data / above.hypot(data), above * data / sigma.hypot(data))"),
        Mistake::<Knobs>::new(
            "skip_other",
            "c_skip has (σ − σ_min)² on top. At σ_min it is 1, and σ_data² stands on top.",
            |k| k.skip = Skip::Other,
        )
        .edit(SCALES, "(above * above / (above * above + data * data), above * data / sigma.hypot(data))"),
        Mistake::<Knobs>::new(
            "scales_exchanged",
            "scales gives c_out first. c_skip, which x is multiplied by, comes first.",
            |k| k.swapped = true,
        )
        .edit(SCALES, "(above * data / sigma.hypot(data), data * data / (above * above + data * data))"),
    ]
}

fn of_denoise() -> Vec<Mistake<Knobs>> {
    const IN: &str = "1.0 / sigma.hypot(edges.data)";
    const TIME: &str = "250.0 * sigma.ln()";
    const MIXED: &str = "&x * &skip + found * &out";
    vec![
        Mistake::<Knobs>::new("unscaled", "the network sees x as it is. It sees c_in x, whose size is the same at every level.", |k| {
            k.seen = Seen::Unscaled;
        })
        .edit(IN, "1.0 + 0.0 * sigma"),
        Mistake::<Knobs>::new("in_without_root", "c_in is 1/(σ² + σ_data²), without the root.", |k| {
            k.seen = Seen::NoRoot;
        })
        .edit(IN, "1.0 / (sigma * sigma + edges.data * edges.data)"),
        Mistake::<Knobs>::new(
            "in_above",
            "c_in is computed from σ − σ_min. x is data + σ noise, and σ² + σ_data² is its variance.",
            |k| k.seen = Seen::Above,
        )
        .edit(IN, "1.0 / (sigma - edges.least).hypot(edges.data)"),
        Mistake::<Knobs>::new("in_of_one", "c_in is 1/√(σ² + 1): σ_data is missing.", |k| k.seen = Seen::Data)
            .edit(IN, "1.0 / sigma.hypot(1.0)"),
        Mistake::<Knobs>::new(
            "told_as_edm",
            "the network is told ln σ/4, as in EDM. Consistency models tell it a thousand times that: 250 ln σ.",
            |k| k.told = Told::Edm,
        )
        .edit(TIME, "0.25 * sigma.ln()"),
        Mistake::<Knobs>::new("told_sigma", "the network is told σ. It is told 250 ln σ.", |k| k.told = Told::Sigma)
            .edit(TIME, "sigma"),
        Mistake::<Knobs>::new("told_logarithm", "the network is told ln σ. It is told 250 ln σ.", |k| {
            k.told = Told::Logarithm;
        })
        .edit(TIME, "sigma.ln()"),
        Mistake::<Knobs>::new("told_thousand", "the network is told 1000 ln σ. The factor is 1000/4.", |k| {
            k.told = Told::Thousand;
        })
        .edit(TIME, "1000.0 * sigma.ln()"),
        Mistake::<Knobs>::new(
            "other_logarithm",
            "the network is told a logarithm to another base, 10 or 2. ln is the natural one.",
            |k| k.told = Told::OtherBase,
        )
        .edit(TIME, "250.0 * sigma.log10()"),
        Mistake::<Knobs>::new(
            "logarithm_of_one_more",
            "the network is told 250 ln(1 + σ). It is told 250 ln σ, which is negative below 1.",
            |k| k.told = Told::OneMore,
        )
        .edit(TIME, "250.0 * sigma.ln_1p()"),
        Mistake::<Knobs>::new("told_the_first", "the network is told the level of the first row for all rows.", |k| {
            k.told = Told::First;
        })
        .edit(TIME, "250.0 * (sigmas[0] + 0.0 * sigma).ln()"),
        Mistake::<Knobs>::new(
            "network_alone",
            "denoise gives the network's output as it is. It is c_skip x + c_out F.",
            |k| k.mixed = Mixed::NetworkAlone,
        )
        .edit(MIXED, "found + 0.0 * (&skip + &out)"),
        Mistake::<Knobs>::new(
            "skips_the_scaled",
            "what goes past the network is c_in x. It is x itself that is multiplied by c_skip.",
            |k| k.mixed = Mixed::SkipOfScaled,
        )
        .edit(MIXED, "&x * &scale * &skip + found * &out"),
        Mistake::<Knobs>::new(
            "mixed_exchanged",
            "x is multiplied by c_out, and the network's output by c_skip.",
            |k| k.mixed = Mixed::Swapped,
        )
        .edit(MIXED, "&x * &out + found * &skip"),
        Mistake::<Knobs>::new("out_subtracted", "c_out F is subtracted. It is added.", |k| k.mixed = Mixed::Minus)
            .edit(MIXED, "&x * &skip - found * &out"),
        Mistake::new(
            "first_level",
            "all rows are taken to be at the level of the first. Each row has a level of its own.",
            |k| k.first_level = true,
        ),
        Mistake::<Knobs>::new(
            "asked_again",
            "values are right, and a network is asked for more rows than there are samples. One call of n rows, or n calls of one.",
            |k| k.again = true,
        )
        .by_law(),
    ]
}

fn of_pairs() -> Vec<Mistake<Knobs>> {
    const WANTED: &str = "denoise(pair.target, noised(pair.low).view(), pair.low, pair.edges)";
    const FOUND: &str = "denoise(pair.student, noised(pair.high).view(), pair.high, pair.edges)";
    vec![
        Mistake::<Knobs>::new(
            "both_high",
            "student and target are both at the higher level. The target is at the lower one, where it is nearer to the truth; otherwise there is nothing to learn from.",
            |k| k.pairing = Pairing::BothHigh,
        )
        .edit(WANTED, "denoise(pair.target, noised(pair.high).view(), pair.high, pair.edges)"),
        Mistake::<Knobs>::new(
            "target_shown_high",
            "the target is told the lower level, and shown data with the noise of the higher one.",
            |k| k.pairing = Pairing::HighShown,
        )
        .edit(WANTED, "denoise(pair.target, noised(pair.high).view(), pair.low, pair.edges)"),
        Mistake::<Knobs>::new(
            "target_told_high",
            "the target is shown data with the noise of the lower level, and told the higher one.",
            |k| k.pairing = Pairing::HighTold,
        )
        .edit(WANTED, "denoise(pair.target, noised(pair.low).view(), pair.high, pair.edges)"),
        Mistake::<Knobs>::new(
            "student_twice",
            "the student sets its own target. The target is what the other network gives, whose weights are a running mean.",
            |k| k.pairing = Pairing::StudentTwice,
        )
        .edit(WANTED, "denoise(pair.student, noised(pair.low).view(), pair.low, pair.edges)"),
        Mistake::<Knobs>::new("target_twice", "the target network is asked at both levels, and the student at none.", |k| {
            k.pairing = Pairing::TargetTwice;
        })
        .edit(FOUND, "denoise(pair.target, noised(pair.high).view(), pair.high, pair.edges)"),
        Mistake::new(
            "levels_exchanged",
            "the student is at the lower level and the target network at the higher one. What is known at low levels is to be carried up, not the other way round.",
            |k| k.pairing = Pairing::NetworksExchanged,
        ),
        Mistake::<Knobs>::new(
            "data_for_target",
            "the student is compared with the data. That is the loss of a denoiser, whose best answer is the mean of all data that may be behind x. A consistency function is compared with \
             itself, one level below.",
            |k| k.pairing = Pairing::Data,
        )
        .edit(WANTED, "pair.data.to_owned()"),
        Mistake::new(
            "other_noise",
            "the two levels have different noise. They are two points of one path: the same data with the same noise, more and less of it.",
            |k| k.pairing = Pairing::OtherNoise,
        ),
        Mistake::new(
            "x_scaled",
            "the lower point is the higher one times low/high, in which the data shrink as well. Only the noise is made smaller: data + low · noise.",
            |k| k.pairing = Pairing::Scaled,
        ),
        Mistake::new(
            "own_estimate",
            "the lower point is a step from the higher one towards what the student makes of it. When data are at hand, the step goes towards them, and ends at data + low · noise.",
            |k| k.pairing = Pairing::OwnEstimate,
        ),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

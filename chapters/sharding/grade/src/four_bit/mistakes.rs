//! The typical mistakes of `four_bit`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::knobs::{Knobs, Packing, Read, Rounding, Scale, Sent, Sign, Small, Together};

const REACHED: &str = "while exponent < 7 && magnitude > 0.0 && magnitude >= halfway {";
const SCALE: &str = "let scale = block_values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));";
const SIGN: &str = "let sign = if exponent > 0 && x < 0.0 { 8 } else { 0 };";
const VALUE: &str =
    "if exponent == 0 { 0.0 } else { sign * packed.scales[at / block] * 2_f32.powi(exponent - 7) }";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_sums(), of_rounding(), of_scales(), of_bits(), of_reading(), of_the_way()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sum_in_four_bits",
            "the running sum is rounded to four bits after each rank's values, as a ring does that adds in the format it sends. Decode, and add in f64.",
            |k| k.together = Together::Running,
        ),
        Mistake::<Knobs>::new(
            "own_unrounded",
            "a rank adds its own values as they were before rounding, and the others add them rounded. So each rank has another mean: round the own ones too.",
            |k| k.together = Together::OwnUnrounded,
        ),
        Mistake::<Knobs>::new(
            "codes_added",
            "bytes of codes are added, and then decoded. Codes are exponents and signs: what they stand for can be added, they cannot.",
            |k| k.together = Together::CodesAdded,
        ),
        Mistake::<Knobs>::new(
            "mean_in_four_bits",
            "the mean is rounded to four bits, once more. Only what travels is.",
            |k| k.together = Together::Again,
        ),
        Mistake::<Knobs>::new("sum", "it is the sum over the ranks, and not divided by their number.", |k| {
            k.together = Together::Sum;
        })
        .edit("map(|sum| sum / comm.size() as f64)", "map(|sum| sum + 0.0 * comm.size() as f64)"),
        Mistake::<Knobs>::new(
            "own_scales",
            "the codes of other ranks are decoded with the own scales. Each block of each rank has a scale of its own, which travels too.",
            |k| k.together = Together::OwnScales,
        )
        .edit("scales: scales[part(own.scales.len())].to_vec(),", "scales: { let _ = &scales; own.scales.clone() },"),
        Mistake::<Knobs>::new(
            "own_left_out",
            "it is the mean of the other ranks' values. The own ones belong to it, rounded as the others see them.",
            |k| k.together = Together::OwnLeftOut,
        ),
        Mistake::<Knobs>::new(
            "own_alone",
            "the own values are rounded, and no other rank's arrive in the mean.",
            |k| k.together = Together::OwnAlone,
        ),
        Mistake::<Knobs>::new(
            "unrounded",
            "it is the mean of the values themselves, which nothing has rounded. What travels has four bits, so that is what is averaged.",
            |k| k.together = Together::Unrounded,
        ),
        Mistake::<Knobs>::new(
            "summed_in_f32",
            "where large values of two ranks cancel, the others are lost: the sum has too few digits, as in an f32. Sum in f64.",
            |k| k.together = Together::InSingle,
        )
        .edit("*sum += f64::from(x);", "*sum = f64::from((*sum + f64::from(x)) as f32);"),
    ]
}

fn of_rounding() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "nearest_exponent",
            "a value gets the nearest exponent, so that √2 · 2^k goes up. In value the middle between 2^k and 2^(k + 1) is 1.5 · 2^k.",
            |k| k.rounding = Rounding::Logarithm,
        )
        .edit(
            REACHED,
            "if scale > 0.0 && magnitude > 0.0 { return (if x < 0.0 { 8 } else { 0 }) * u8::from((magnitude / scale).log2().round() > -7.0) \
             | ((magnitude / scale).log2().round() as i32 + 7).max(0) as u8; }\n    while exponent < 7 && magnitude > 0.0 && magnitude >= halfway {",
        ),
        Mistake::<Knobs>::new(
            "rounds_down",
            "a value gets the power of two below it, as by cutting off its digits or by the floor of its logarithm. It gets the nearest number.",
            |k| k.rounding = Rounding::Down,
        ),
        Mistake::<Knobs>::new(
            "equal_steps",
            "numbers are scale · e / 7, in equal steps, as integers of four bits are. Here e is an exponent: powers of two, and 0.",
            |k| k.rounding = Rounding::Linear,
        ),
        Mistake::<Knobs>::new("rounds_up", "a value gets the power of two above it. It gets the nearest number.", |k| {
            k.rounding = Rounding::Up;
        }),
        Mistake::<Knobs>::new(
            "ties_down",
            "a value halfway between two numbers gets the smaller one. It gets the larger in magnitude.",
            |k| k.rounding = Rounding::TiesDown,
        )
        .edit(REACHED, "while exponent < 7 && magnitude > 0.0 && magnitude > halfway {"),
        Mistake::<Knobs>::new(
            "never_zero",
            "values that are nearer to 0 than to the smallest power become that power. e = 0 is for them.",
            |k| k.small = Small::Kept,
        ),
        Mistake::<Knobs>::new(
            "zero_below_the_smallest",
            "whatever is below scale · 2⁻⁶ becomes 0. From half of that on the power is nearer than 0.",
            |k| k.small = Small::Dropped,
        )
        .edit("let mut halfway = scale / 128.0;", "let mut halfway = scale / 64.0;"),
    ]
}

fn of_scales() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_scale",
            "all blocks have the largest magnitude of all values for a scale. Each has its own, and so small values in a block of small ones are not lost.",
            |k| k.scale = Scale::Whole,
        )
        .edit(SCALE, "let _ = block_values;\n        let scale = values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));"),
        Mistake::<Knobs>::new(
            "scale_with_sign",
            "the scale is the largest value, and not the largest magnitude: a block's largest may be negative.",
            |k| k.scale = Scale::Signed,
        )
        .edit(SCALE, "let scale = block_values.iter().fold(f32::MIN, |most, x| most.max(*x));"),
        Mistake::<Knobs>::new(
            "scale_power_of_two",
            "the scale is a power of two, the one above the largest magnitude, as in MX formats. Here it is that magnitude.",
            |k| k.scale = Scale::PowerOfTwo,
        ),
        Mistake::<Knobs>::new(
            "scale_mean",
            "the scale is the mean magnitude of a block, and what is above is cut off. It is the largest magnitude.",
            |k| k.scale = Scale::Mean,
        ),
        Mistake::<Knobs>::new("scale_of_zeros", "a block of zeros has the scale 1. It has the scale 0.", |k| {
            k.scale = Scale::OneForZeros;
        })
        .edit(
            "packed.scales.push(scale);",
            "packed.scales.push(if scale == 0.0 { 1.0 } else { scale });",
        ),
        Mistake::<Knobs>::new(
            "short_block_lost",
            "the values of the last block are left out if it is shorter than the others.",
            |k| k.short_lost = true,
        ),
    ]
}

fn of_bits() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "high_bits_first",
            "of two codes the earlier one lies in the high four bits of the byte. It lies in the low ones.",
            |k| k.packing = Packing::HighFirst,
        ),
        Mistake::<Knobs>::new(
            "a_byte_for_each",
            "each code has a byte of its own, half of which is empty. Two share one.",
            |k| k.packing = Packing::Bytes,
        ),
        Mistake::<Knobs>::new(
            "odd_one_lost",
            "of an odd number of values the last has no code. Its byte has zeros in the high bits.",
            |k| k.packing = Packing::OddLost,
        ),
        Mistake::<Knobs>::new(
            "blocks_begin_bytes",
            "each block begins with a byte of its own, so that blocks of odd length leave gaps. Code i is in byte i / 2, whatever block it is of.",
            |k| k.packing = Packing::Padded,
        ),
        Mistake::<Knobs>::new(
            "sign_lost",
            "negative values have the codes of positive ones. The highest of the four bits is the sign.",
            |k| {
                k.sign = Sign::Lost;
            },
        )
        .edit(SIGN, "let sign = 0 * u8::from(x < 0.0);"),
        Mistake::<Knobs>::new(
            "sign_in_the_lowest_bit",
            "the sign is in the lowest of the four bits, and e in those above. It is in the highest.",
            |k| k.sign = Sign::Lowest,
        ),
        Mistake::<Knobs>::new(
            "twos_complement",
            "negative values have 16 − e for a code, as in two's complement. The sign is a bit of its own: 8 + e.",
            |k| k.sign = Sign::TwosComplement,
        ),
        Mistake::<Knobs>::new(
            "negative_zero",
            "negative values that become 0, or −0, have the code 8. Zero has the code 0, whatever its sign.",
            |k| k.sign = Sign::OfZero,
        )
        .edit(SIGN, "let sign = if x.is_sign_negative() { 8 } else { 0 };"),
    ]
}

fn of_reading() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "zero_read_as_a_power",
            "`decode` takes e = 0 for scale · 2⁻⁷. It stands for 0.",
            |k| k.read = Read::ZeroAsPower,
        )
        .edit(VALUE, "sign * packed.scales[at / block] * 2_f32.powi(exponent - 7)"),
        Mistake::<Knobs>::new(
            "read_as_half",
            "`decode` gives half of what was encoded: e = 7 stands for the scale itself, so the power is e − 7.",
            |k| k.read = Read::OneLess,
        )
        .edit(VALUE, "if exponent == 0 { 0.0 } else { sign * packed.scales[at / block] * 2_f32.powi(exponent - 8) }"),
        Mistake::<Knobs>::new(
            "half_of_the_scale",
            "e stands for scale · 2^(e − 8), so that the largest power is half of the scale, and what is nearer to the scale is cut off there. It is e − 7.",
            |k| k.half = true,
        ),
        Mistake::<Knobs>::new(
            "read_high_bits_first",
            "`decode` takes the earlier one of two codes from the high four bits of the byte. It lies in the low ones.",
            |k| k.packing = Packing::HighRead,
        ),
        Mistake::<Knobs>::new("read_without_scale", "`decode` leaves out the scale of the block.", |k| {
            k.read = Read::Unscaled;
        })
        .edit(VALUE, "if exponent == 0 { 0.0 } else { sign * 2_f32.powi(exponent - 7) + 0.0 * block as f32 }"),
    ]
}

fn of_the_way() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_first",
            "each rank adds its own values first, or begins at itself on the ring, and with another order the last digits differ. All ranks add in one order.",
            |k| k.together = Together::OwnFirst,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "floats_travel",
            "what is sent are numbers of four bytes or more, as when all values are decoded first and gathered then. Send codes and scales.",
            |k| k.sent = Sent::Floats,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "all_reduced",
            "decoded values are summed by an all-reduce, which sends numbers of eight bytes, or as much. Four bits travel: send codes and scales, and decode what arrives.",
            |k| k.sent = Sent::Reduced,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "codes_travel_as_bytes",
            "each code travels as a byte. Two share one, and that is half of the traffic.",
            |k| k.sent = Sent::Bytes,
        )
        .by_law(),
        Mistake::<Knobs>::new("scales_travel_as_f64", "scales travel with eight bytes each. They are f32.", |k| {
            k.sent = Sent::WideScales;
        })
        .by_law(),
        Mistake::<Knobs>::new(
            "receives_first",
            "every rank receives before it sends, so that all wait for all. Send first: a send does not wait.",
            |k| k.sent = Sent::ReceivesFirst,
        ),
    ]
}

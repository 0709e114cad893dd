//! The typical mistakes of `unet`: each turns one knob of the bent solution.

use judge::{Mistake, slips};

use super::knobs::{Angle, Joined, Kept, Knobs, Levels, Odd, Order, Pool, Time, Up};

const JOIN: &str = "concatenate![Axis(0), double(below.view()), kept]";
const MEAN: &str = "squares.sum() / 4.0";
const DOUBLE: &str = "x[[c, i / 2, j / 2]]";
const ANGLE: &str = "t * longest.powf(-(i as f32) / half as f32)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_skips(), of_sizes(), of_blocks(), of_embeddings(), of_angles(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_skips() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "skip_first",
            "the channels that were kept stand before those that come from below. A network trained with the other order does not notice while \
             it is trained; here what comes from below stands first.",
            |k| k.joined = Joined::Before,
        )
        .edit(JOIN, "concatenate![Axis(0), kept, double(below.view())]"),
        Mistake::new(
            "skip_added",
            "what was kept is added to what comes from below, as in a residual network. A U-Net puts its channels beside the others, and lets `up` \
             decide what to make of both.",
            |k| k.joined = Joined::Added,
        ),
        Mistake::<Knobs>::new(
            "no_skip",
            "`up` receives only what comes from below: what was kept does not arrive, and every detail that was averaged away is lost.",
            |k| k.joined = Joined::Missing,
        )
        .edit(JOIN, "double(below.view())"),
        Mistake::new(
            "channels_in_turn",
            "channels from below and channels that were kept stand in turn. Those from below come first, all of them, then those that were kept.",
            |k| k.joined = Joined::InTurn,
        ),
        Mistake::new(
            "skips_first_in_first_out",
            "with two levels or more, what was kept first is used first, where it is too large. What was kept last has the size of what comes from \
             the coarsest level: take it from the end.",
            |k| k.first_in_first_out = true,
        ),
        Mistake::<Knobs>::new(
            "kept_after_pooling",
            "what is kept is the average over squares, half as large as what comes back at its level. Keep what `down` gives, before it is averaged.",
            |k| k.kept = Kept::Pooled,
        )
        .edit(JOIN, "concatenate![Axis(0), double(below.view()), pool(kept.view())]"),
        Mistake::<Knobs>::new(
            "input_kept",
            "what is kept is what `down` receives. It is what `down` gives.",
            |k| k.kept = Kept::Input,
        )
        .edit(JOIN, "concatenate![Axis(0), double(below.view()), x]"),
    ]
}

fn of_sizes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "max_pool",
            "the largest number of a square goes down, as in networks that classify and in the first U-Net. Here it is the mean.",
            |k| k.pool = Pool::Largest,
        )
        .edit(MEAN, "squares.fold(f32::NEG_INFINITY, |most, &x| most.max(x))"),
        Mistake::<Knobs>::new(
            "sum_pool",
            "the sum of a square goes down, and not its mean: each level is four times as large as the one before.",
            |k| k.pool = Pool::Sum,
        )
        .edit(MEAN, "squares.sum()"),
        Mistake::<Knobs>::new(
            "divided_by_two",
            "the sum of a square is divided by 2. There are four numbers in it.",
            |k| k.pool = Pool::HalfOfSum,
        )
        .edit(MEAN, "squares.sum() / 2.0"),
        Mistake::<Knobs>::new(
            "every_second_pixel",
            "every second pixel of every second row goes down, beginning with the first, and the others are dropped. The mean of the four is meant.",
            |k| k.pool = Pool::Corner,
        )
        .edit(MEAN, "squares[[0, 0, 0]]"),
        Mistake::<Knobs>::new(
            "every_second_pixel_from_one",
            "every second pixel of every second row goes down, beginning with the second, and the others are dropped. The mean of the four is meant.",
            |k| k.pool = Pool::OtherCorner,
        )
        .edit(MEAN, "squares[[0, 1, 1]]"),
        Mistake::new(
            "half_a_picture_apart",
            "the four pixels of a mean lie half a picture apart, as if the axis of rows were cut into (2, h/2), and not into (h/2, 2). They are neighbours.",
            |k| k.pool = Pool::Apart,
        ),
        Mistake::<Knobs>::new(
            "tiled",
            "on the way up the small picture is repeated as a whole, two by two times: what is on its left turns up on the right again. Each pixel \
             becomes a square: index i / 2, and not i % h.",
            |k| k.up = Up::Tiled,
        )
        .edit(DOUBLE, "x[[c, i % h, j % w]]"),
        Mistake::<Knobs>::new(
            "zeros_between",
            "on the way up a pixel goes to one place of its square, and the other three are 0. It goes to all four.",
            |k| k.up = Up::Zeros,
        )
        .edit(DOUBLE, "if i % 2 + j % 2 > 0 { 0.0 } else { x[[c, i / 2, j / 2]] }"),
        Mistake::<Knobs>::new(
            "spread_over_square",
            "on the way up a pixel is divided by 4, so that the sum stays the same. It becomes a square of four pixels, each as large as it was.",
            |k| k.up = Up::Quarter,
        )
        .edit(DOUBLE, "x[[c, i / 2, j / 2]] / 4.0"),
        Mistake::new(
            "bilinear",
            "on the way up pixels are blended with their neighbours (bilinear interpolation). Here each becomes a square of four equal ones, and `up` \
             does the smoothing.",
            |k| k.up = Up::Bilinear,
        ),
    ]
}

fn of_blocks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "down_called_twice",
            "`down` is called once for what is kept, and again for what goes on. It is most of the work of a network: keep what it gives.",
            |k| k.again = true,
        )
        .by_law()
        .edit("pool(kept.view()).view()", "pool((level.down)(x, embedding).view()).view()"),
        Mistake::<Knobs>::new(
            "no_middle",
            "`middle` is not called: the coarsest average goes up as it is.",
            |k| k.no_middle = true,
        )
        .edit("return middle(x, embedding)", "return x.to_owned()"),
        Mistake::new(
            "ups_in_order",
            "the blocks on the way up are taken in the order of the list, the finest first. The way up begins at the coarsest level: go through the list \
             backwards.",
            |k| k.levels = Levels::UpsInOrder,
        ),
        Mistake::<Knobs>::new(
            "coarsest_first",
            "the list of levels is read backwards, as if it began with the coarsest. It begins with the finest.",
            |k| k.levels = Levels::Reversed,
        )
        .edit("let Some((level, coarser)) = levels.split_first()", "let Some((level, coarser)) = levels.split_last()"),
        Mistake::<Knobs>::new(
            "time_not_on_the_way_up",
            "the blocks on the way up get zeros in place of the embedding. All blocks hear of the time.",
            |k| k.time = Time::NotUp,
        )
        .edit("(level.up)(joined.view(), embedding)", "(level.up)(joined.view(), Array1::zeros(embedding.len()).view())"),
        Mistake::<Knobs>::new(
            "time_not_in_the_middle",
            "the block in the middle gets zeros in place of the embedding. All blocks hear of the time.",
            |k| k.time = Time::NotMiddle,
        )
        .edit("return middle(x, embedding)", "return middle(x, Array1::zeros(embedding.len()).view())"),
        Mistake::new(
            "time_on_the_way_down_alone",
            "only the blocks on the way down hear of the time; the others get zeros in place of the embedding.",
            |k| k.time = Time::OnlyDown,
        ),
        Mistake::new("time_nowhere", "every block gets zeros in place of the embedding.", |k| k.time = Time::Nowhere),
    ]
}

fn of_embeddings() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sines_first",
            "`embed` puts the sines before the cosines, as DDPM's code and the first transformer do. Here the cosines come first.",
            |k| k.order = Order::SinesFirst,
        )
        .edit("angle(i).cos(),\n        1 => angle(i - half).sin(),", "angle(i).sin(),\n        1 => angle(i - half).cos(),"),
        Mistake::new(
            "in_turn",
            "`embed` gives cosine, sine, cosine, sine in turn. All cosines come first, then all sines.",
            |k| k.order = Order::InTurn,
        ),
        Mistake::new(
            "in_turn_sines_first",
            "`embed` gives sine, cosine, sine, cosine in turn, as the paper of the transformer has it. Here all cosines come first, then all sines.",
            |k| k.order = Order::InTurnSinesFirst,
        ),
        Mistake::new(
            "odd_width_too_short",
            "with an odd width `embed` gives one number too few. A 0 is put at the end.",
            |k| k.odd = Odd::Missing,
        ),
        Mistake::new(
            "zero_first",
            "with an odd width `embed` puts the 0 at the beginning. It stands at the end.",
            |k| k.odd = Odd::ZeroFirst,
        ),
        Mistake::new(
            "zero_between",
            "with an odd width `embed` puts the 0 between cosines and sines. It stands at the end.",
            |k| k.odd = Odd::ZeroBetween,
        ),
        Mistake::new(
            "one_cosine_more",
            "with an odd width `embed` ends with one more cosine. A 0 stands there.",
            |k| k.odd = Odd::OneMore,
        ),
    ]
}

fn of_angles() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "half_minus_one",
            "the exponent is divided by half − 1, as in DDPM's code, so that the slowest number has the period `longest` exactly. Here it is half.",
            |k| k.angle = Angle::OneLess,
        )
        .edit(ANGLE, "t * longest.powf(-(i as f32) / (half as f32 - 1.0))"),
        Mistake::<Knobs>::new(
            "width_for_half",
            "the exponent is divided by the width. Only half of it are cosines: −i / half goes from 0 to nearly −1.",
            |k| k.angle = Angle::OfWidth,
        )
        .edit(ANGLE, "t * longest.powf(-(i as f32) / width as f32)"),
        Mistake::<Knobs>::new(
            "exponent_doubled",
            "the exponent is −2i / half. The 2 belongs to the formula in which i goes over the width in steps of two and is divided by the width.",
            |k| k.angle = Angle::Doubled,
        )
        .edit(ANGLE, "t * longest.powf(-2.0 * (i as f32) / half as f32)"),
        Mistake::<Knobs>::new(
            "half_not_whole",
            "with an odd width the exponent is divided by width / 2 with its half, 3.5 for 7. half is rounded down.",
            |k| k.angle = Angle::HalfNotFloored,
        )
        .edit(ANGLE, "t * longest.powf(-2.0 * (i as f32) / width as f32)"),
        Mistake::<Knobs>::new(
            "faster_and_faster",
            "the frequencies grow with i, from 1 to nearly `longest`. They fall: the exponent is negative.",
            |k| k.angle = Angle::Upwards,
        )
        .edit(ANGLE, "t * longest.powf((i as f32) / half as f32)"),
        Mistake::<Knobs>::new(
            "in_turns",
            "angles are multiplied by 2π. Here t times the frequency is the angle itself.",
            |k| k.angle = Angle::Turns,
        )
        .edit(ANGLE, "std::f32::consts::TAU * t * longest.powf(-(i as f32) / half as f32)"),
        Mistake::<Knobs>::new(
            "thousand_times",
            "t is multiplied by 1000 first, as models do whose times lie between 0 and 1. Here t is taken as it is.",
            |k| k.angle = Angle::Thousand,
        )
        .edit(ANGLE, "1000.0 * t * longest.powf(-(i as f32) / half as f32)"),
        Mistake::<Knobs>::new(
            "always_ten_thousand",
            "the base is 10,000 whatever `longest` is.",
            |k| k.angle = Angle::OfTenThousand,
        )
        .edit("longest.powf", "10_000.0_f32.powf"),
        Mistake::<Knobs>::new(
            "whole_times",
            "t is rounded down to a whole number. Samplers ask for times between those of the training.",
            |k| k.angle = Angle::Whole,
        )
        .edit(ANGLE, "t.floor() * longest.powf(-(i as f32) / half as f32)"),
        Mistake::<Knobs>::new(
            "counted_from_one",
            "the first exponent is −1 / half, and not 0: i is counted from 1. The fastest number turns by t itself.",
            |k| k.angle = Angle::FromOne,
        )
        .edit(ANGLE, "t * longest.powf(-(i as f32 + 1.0) / half as f32)"),
        Mistake::<Knobs>::new(
            "even_frequencies",
            "frequencies lie at even distances. They are powers: each is the one before times longest^(−1 / half).",
            |k| k.angle = Angle::Linear,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}

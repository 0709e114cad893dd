//! The typical mistakes of `roofline`, the most common first.

use judge::Mistake;

use super::knobs::{Attains, Floor, Intensity, Knobs, Nothing, Reached, Ridge, Says, Threads, Unit};

const BANDWIDTH: &str = "level.bandwidth * if level.shared { 1.0 } else { threads }";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_floor(), of_threads(), of_limit(), of_roof(), of_nothing()].into_iter().flatten().collect()
}

fn of_floor() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "times_added",
            "the floor is the sum of all times. They go on at once, so the longest of them is what it takes at least.",
            |k| k.floor = Floor::Sum,
        ),
        Mistake::<Knobs>::new(
            "levels_added",
            "the times of the levels are added before they are compared with arithmetic. All of them go on at once.",
            |k| k.floor = Floor::LevelsAdded,
        ),
        Mistake::<Knobs>::new(
            "shortest_time",
            "the floor is the shortest of the times. Nothing is finished before the longest is.",
            |k| k.floor = Floor::Smallest,
        )
        .edit("if seconds > floor {", "if seconds < floor {"),
        Mistake::<Knobs>::new(
            "memory_only",
            "only the last level is compared with arithmetic. Every level has a roof of its own, and a cache can be the lower one.",
            |k| k.floor = Floor::MemoryOnly,
        )
        .edit("if seconds > floor {", "if seconds > floor && at == machine.levels.len() - 1 {"),
        Mistake::<Knobs>::new(
            "first_level_only",
            "only the level next to the registers is compared with arithmetic. Every level has a roof of its own.",
            |k| k.floor = Floor::FirstOnly,
        )
        .edit("if seconds > floor {", "if seconds > floor && at == 0 {"),
        Mistake::<Knobs>::new(
            "arithmetic_left_out",
            "the floor is the longest time of a level, also where the operations take longer.",
            |k| k.floor = Floor::BytesOnly,
        ),
        Mistake::<Knobs>::new(
            "bits_for_bytes",
            "bandwidths are divided by eight, as if they were bits a second. They are bytes.",
            |k| k.unit = Unit::Bits,
        )
        .edit(BANDWIDTH, "level.bandwidth / 8.0 * if level.shared { 1.0 } else { threads }"),
        Mistake::<Knobs>::new(
            "gibibytes",
            "2³⁰ is taken for 10⁹, which makes 7 per cent. Rates are in bytes a second, so that there is nothing to convert.",
            |k| k.unit = Unit::Gibi,
        ),
    ]
}

fn of_threads() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "shared_multiplied",
            "the bandwidth of a shared level is multiplied by the threads. All of them together have it once.",
            |k| k.threads = Threads::AllLevels,
        )
        .edit(BANDWIDTH, "level.bandwidth * threads"),
        Mistake::<Knobs>::new(
            "own_not_multiplied",
            "the bandwidth of a level that each thread has for itself counts once. Together they have it as often as there are threads.",
            |k| k.threads = Threads::NoLevel,
        )
        .edit(BANDWIDTH, "level.bandwidth"),
        Mistake::<Knobs>::new(
            "shared_and_own_exchanged",
            "`shared` is read the other way round: levels that are shared are multiplied by the threads, and the others are not.",
            |k| k.threads = Threads::Exchanged,
        )
        .edit(BANDWIDTH, "level.bandwidth * if level.shared { threads } else { 1.0 }"),
        Mistake::<Knobs>::new(
            "one_thread_computes",
            "the operations are done at the rate of one thread. All threads of the kernel compute.",
            |k| k.threads = Threads::OneComputes,
        )
        .edit("machine.operations * threads", "machine.operations"),
        Mistake::<Knobs>::new(
            "threads_ignored",
            "the number of threads changes nothing. It multiplies the rate of arithmetic, and the bandwidth of levels that are not shared.",
            |k| k.threads = Threads::Nothing,
        )
        .edit("kernel.threads as f64", "(kernel.threads as f64).powi(0)"),
        Mistake::<Knobs>::new(
            "work_multiplied",
            "the operations and bytes of the kernel are multiplied by the threads. They are those of all threads together.",
            |k| k.threads = Threads::WorkToo,
        ),
    ]
}

fn of_limit() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "last_of_equal",
            "of several that take equally long the last is named. It is the first: arithmetic, and then levels in their order.",
            |k| k.says = Says::LastOfEqual,
        )
        .edit("if seconds > floor {", "if seconds >= floor {"),
        Mistake::<Knobs>::new(
            "levels_before_arithmetic",
            "where a level and arithmetic take equally long the level is named. Arithmetic comes before all levels.",
            |k| k.says = Says::LevelsFirst,
        ),
        Mistake::<Knobs>::new(
            "by_intensity_and_ridge",
            "the limit is memory left of the ridge, and arithmetic right of it. That leaves out all levels but the last.",
            |k| k.says = Says::ByRidge,
        ),
        Mistake::<Knobs>::new(
            "levels_from_one",
            "levels are counted from 1. `Limit::Level` has the place in `levels`, which begins with 0.",
            |k| k.says = Says::FromOne,
        )
        .edit("Limit::Level(at));", "Limit::Level(at + 1));"),
        Mistake::<Knobs>::new(
            "levels_from_memory",
            "levels are counted from memory inwards. Place 0 is the level next to the registers.",
            |k| k.says = Says::FromMemory,
        )
        .edit("Limit::Level(at));", "Limit::Level(machine.levels.len() - 1 - at));"),
        Mistake::<Knobs>::new(
            "most_bytes",
            "the level that most bytes cross is named. What counts is for how long they do.",
            |k| k.says = Says::MostBytes,
        ),
    ]
}

fn of_roof() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_slope",
            "what is attainable is the smaller of the peak and of intensity times bandwidth of memory. With several levels another one may hold it back: it is the operations over the \
             floor.",
            |k| k.attains = Attains::OneSlope,
        )
        .edit("if floor > 0.0 { kernel.operations / floor } else { 0.0 }", "rate.min(if kernel.operations > 0.0 { kernel.operations / bytes * bandwidths[memory] } else { 0.0 })"),
        Mistake::<Knobs>::new(
            "peak",
            "what is attainable is the peak of the machine. A kernel that waits for bytes does not get there.",
            |k| k.attains = Attains::Peak,
        )
        .edit("if floor > 0.0 { kernel.operations / floor } else { 0.0 }", "rate"),
        Mistake::<Knobs>::new(
            "larger_of_peak_and_slope",
            "what is attainable is the larger of the peak and of intensity times bandwidth. The lower roof holds.",
            |k| k.attains = Attains::Larger,
        ),
        Mistake::<Knobs>::new(
            "slope_without_roof",
            "what is attainable is intensity times bandwidth, however much that is. Above the ridge arithmetic is the limit.",
            |k| k.attains = Attains::Slope,
        ),
        Mistake::<Knobs>::new(
            "attainable_of_one_thread",
            "what is attainable is divided by the threads. It is that of the whole kernel.",
            |k| k.attains = Attains::OneThread,
        ),
        Mistake::<Knobs>::new(
            "attained_for_attainable",
            "the measured time is taken for the floor: this is what was attained. Attainable is what the floor allows.",
            |k| k.attains = Attains::Measured,
        ),
        Mistake::<Knobs>::new(
            "intensity_inverted",
            "the intensity is bytes for an operation. It is operations for a byte.",
            |k| k.intensity = Intensity::Inverted,
        )
        .edit("if bytes > 0.0 { kernel.operations / bytes } else { f64::INFINITY }", "bytes / kernel.operations"),
        Mistake::<Knobs>::new(
            "intensity_at_first_level",
            "the intensity is that of the level next to the registers. It is that of memory, the last.",
            |k| k.intensity = Intensity::AtFirst,
        )
        .edit("kernel.bytes[memory]", "kernel.bytes[0]"),
        Mistake::<Knobs>::new(
            "intensity_of_all_bytes",
            "the intensity is for the bytes of all levels together. A byte from memory crosses all of them: only the last level's count.",
            |k| k.intensity = Intensity::AllBytes,
        )
        .edit("kernel.bytes[memory]", "kernel.bytes.iter().sum::<f64>()"),
        Mistake::<Knobs>::new(
            "ridge_inverted",
            "the ridge is bytes for an operation. It is the rate of arithmetic over the bandwidth.",
            |k| k.ridge = Ridge::Inverted,
        )
        .edit("rate / bandwidths[memory]", "bandwidths[memory] / rate"),
        Mistake::<Knobs>::new(
            "ridge_of_one_thread",
            "the ridge is that of one thread. With more of them arithmetic is faster, and a shared memory is not.",
            |k| k.ridge = Ridge::OneThread,
        )
        .edit("rate / bandwidths[memory]", "machine.operations / machine.levels[machine.levels.len() - 1].bandwidth"),
        Mistake::<Knobs>::new(
            "ridge_at_first_level",
            "the ridge is that of the level next to the registers. It is that of memory, the last.",
            |k| k.ridge = Ridge::AtFirst,
        )
        .edit("rate / bandwidths[memory]", "rate / bandwidths[0]"),
        Mistake::<Knobs>::new(
            "ridge_of_all_over_one",
            "the ridge is the rate of all threads over the bandwidth of one, also where each thread has its own.",
            |k| k.ridge = Ridge::RateOnly,
        ),
        Mistake::<Knobs>::new(
            "share_inverted",
            "the measured time is divided by the floor. It is the floor that is a share of the measured time.",
            |k| k.reached = Reached::Inverted,
        )
        .edit("floor / seconds", "seconds / floor"),
        Mistake::<Knobs>::new(
            "share_cut_at_one",
            "what is reached is cut at 1. Above 1 a count or a rate is wrong, and that should be seen.",
            |k| k.reached = Reached::Clamped,
        )
        .edit("floor / seconds", "(floor / seconds).min(1.0)"),
        Mistake::<Knobs>::new(
            "share_of_peak",
            "what is reached is a share of the peak of arithmetic. It is one of the floor, whatever the limit is.",
            |k| k.reached = Reached::OfPeak,
        )
        .edit("floor / seconds", "kernel.operations / seconds / rate"),
        Mistake::<Knobs>::new(
            "share_in_per_cent",
            "what is reached is in per cent. It is a share: 1 for a kernel that takes no longer than its floor.",
            |k| k.reached = Reached::Percent,
        )
        .edit("floor / seconds", "100.0 * floor / seconds"),
        Mistake::<Knobs>::new(
            "share_without_measurement",
            "something is said to be reached where nothing was measured. It is `None` then.",
            |k| k.reached = Reached::AlwaysSome,
        ),
    ]
}

fn of_nothing() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "zero_by_zero",
            "0 is divided by 0 for a kernel that does nothing, which is not a number. Its intensity is infinite, and nothing is attained.",
            |k| k.nothing = Nothing::NotANumber,
        ),
        Mistake::<Knobs>::new(
            "no_bytes_no_intensity",
            "the intensity is 0 where no byte crosses memory. It is infinite: nothing holds such a kernel back there.",
            |k| k.nothing = Nothing::ZeroIntensity,
        )
        .edit("else { f64::INFINITY }", "else { 0.0 }"),
        Mistake::<Knobs>::new(
            "no_operations_no_intensity",
            "the intensity is 0 without operations, also where no byte crosses memory. Without a byte it is infinite.",
            |k| k.nothing = Nothing::ZeroWithoutOperations,
        )
        .edit("else { f64::INFINITY }", "else if kernel.operations > 0.0 { f64::INFINITY } else { 0.0 }"),
        Mistake::<Knobs>::new(
            "peak_for_nothing",
            "a kernel without operations attains the peak. It attains 0: there is nothing that it could do in a second.",
            |k| k.nothing = Nothing::PeakForNone,
        ),
    ]
}

//! The typical mistakes of `traffic`, the most common first.

use judge::Mistake;

use super::bent::{Cross, Empty, In, Knobs, Levels, Part, Times, Work};

const CROSSINGS: &str = "Used::Written if !write_allocate => 1,\n        Used::Written | Used::Updated => 2,";
const LAST: &str = "outer.into_iter().filter(|&l| nest.extents[l] > 1).max()";
const TIMES: &str = "last.map_or(1, |l| nest.extents[..=l].iter().product())";
const PART: &str = "inner.iter().map(|&l| nest.extents[l]).product()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_crossings(), of_parts(), of_levels(), of_operations(), of_numbers()].into_iter().flatten().collect()
}

fn of_crossings() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "update_once",
            "an update counts as one access. It is read and written: the element crosses twice.",
            |k| k.cross = Cross::UpdateOnce,
        )
        .edit(
            CROSSINGS,
            "Used::Written if write_allocate => 2,\n        Used::Written | Used::Updated => 1,",
        ),
        Mistake::<Knobs>::new(
            "allocate_forgotten",
            "a plain write counts once, also where `write_allocate` is set. A cache that does not have the element then reads it before it is written.",
            |k| k.cross = Cross::NeverAllocates,
        )
        .edit(
            CROSSINGS,
            "Used::Written => 1,\n        Used::Updated => 2 + 0 * u64::from(write_allocate),",
        ),
        Mistake::<Knobs>::new(
            "always_allocates",
            "a plain write counts twice, also where `write_allocate` is not set. Then nothing is read before it.",
            |k| k.cross = Cross::AlwaysAllocates,
        ),
        Mistake::<Knobs>::new(
            "update_allocates",
            "with `write_allocate` an update counts three times. It has read the element already, so nothing more is to be read before it is written.",
            |k| k.cross = Cross::UpdateAllocates,
        ),
        Mistake::<Knobs>::new(
            "allocates_uncached",
            "`write_allocate` doubles plain writes without a cache, too. There is no cache then that would read anything first.",
            |k| k.cross = Cross::AllocatesUncached,
        )
        .edit("crossings(operand.used, false)", "crossings(operand.used, nest.write_allocate)"),
        Mistake::<Knobs>::new(
            "written_back_last",
            "what is updated goes out once at the end. It goes out whenever its part leaves the cache, as often as it comes in.",
            |k| k.cross = Cross::WrittenBackLast,
        ),
    ]
}

fn of_parts() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "every_run",
            "every run brings all of its elements anew. What the run before has touched is still in the cache: only another part has to come, and an operand's part is \
             another one only when one of its own loops outside L has stepped.",
            |k| k.times = Times::EveryRun,
        )
        .edit(TIMES, "last.map_or(1, |_| 1) * nest.extents[..level].iter().product::<u64>() / last.map_or(1, |_| 1)"),
        Mistake::<Knobs>::new(
            "stays_forever",
            "every part comes once, as if it stayed until it is needed again. The cache holds what the last run has touched and no more: when a loop around them steps, the parts \
             come again, also those of an operand that does not depend on it.",
            |k| k.times = Times::StaysForever,
        )
        .edit(TIMES, "operand.loops.iter().filter(|&&l| l < level).map(|&l| nest.extents[l]).product::<u64>() + 0 * last.map_or(0, |_| 1)"),
        Mistake::<Knobs>::new(
            "loops_of_one_step",
            "a loop of one step counts as one that brings another part. It never steps, so the part stays as long as the next of the operand's loops further out does.",
            |k| k.times = Times::OneStepToo,
        )
        .edit(LAST, "outer.into_iter().max()"),
        Mistake::<Knobs>::new(
            "nearest_loop_only",
            "only the loop next to L is asked whether the operand depends on it. It may not depend on the next one outwards either, and then its part stays longer.",
            |k| k.times = Times::Nearest,
        ),
        Mistake::<Knobs>::new(
            "outermost_own_loop",
            "of the operand's loops outside L the outermost is taken. Its part is another one when the innermost of them steps, which happens far more often.",
            |k| k.times = Times::Outermost,
        )
        .edit(LAST, "outer.into_iter().filter(|&l| nest.extents[l] > 1).min()"),
        Mistake::<Knobs>::new(
            "last_listed_loop",
            "the last of the operand's loops in its list is taken for the innermost. The list may have any order.",
            |k| k.times = Times::LastListed,
        )
        .edit(LAST, "outer.into_iter().filter(|&l| nest.extents[l] > 1).last()"),
        Mistake::<Knobs>::new(
            "innermost_alone",
            "a part is brought in as often as one of the loops outside L steps, but the loops around that one repeat it. All of them count, those of others too.",
            |k| k.times = Times::InnermostAlone,
        )
        .edit(TIMES, "last.map_or(1, |l| nest.extents[l])"),
        Mistake::<Knobs>::new(
            "every_loop_indexes",
            "every loop from L inwards multiplies what a run touches of an operand. A loop that does not index it touches the same elements again.",
            |k| k.part = Part::AllLoops,
        )
        .edit(PART, "nest.extents[level..].iter().product::<u64>() + 0 * inner.len() as u64"),
        Mistake::<Knobs>::new(
            "extents_added",
            "the extents of an operand's loops are added. An element has an index for each of them, so they are multiplied.",
            |k| k.part = Part::Sum,
        )
        .edit(PART, "inner.iter().map(|&l| nest.extents[l]).sum()"),
        Mistake::<Knobs>::new(
            "uncached_own_loops",
            "without a cache an operand counts only for the steps of its own loops. Every innermost step touches it.",
            |k| k.uncached_own = true,
        ),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "from_inside",
            "`cached` goes from the innermost level to the outermost. Its first entry is for a cache that holds everything.",
            |k| k.levels = Levels::FromInside,
        )
        .edit("cached: levels.map(at)", "cached: levels.rev().map(at)"),
        Mistake::<Knobs>::new(
            "last_level_missing",
            "`cached` has an entry for each loop, and one is missing: for a cache that holds what one step touches.",
            |k| k.levels = Levels::WithoutLast,
        ),
        Mistake::<Knobs>::new(
            "first_level_missing",
            "`cached` begins with the loops from the second on. Its first entry is for all loops, and is what is compulsory.",
            |k| k.levels = Levels::WithoutFirst,
        ),
        Mistake::<Knobs>::new(
            "one_loop_further",
            "loop L itself is counted among those outside. At L the cache holds what loop L and all loops inside of it touch.",
            |k| k.levels = Levels::OneFurther,
        ),
    ]
}

fn of_operations() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "fused_is_one",
            "a multiplication and an addition count as one operation. They are two, and `step_operations` says so.",
            |k| k.work = Work::Fused,
        )
        .edit("steps * nest.step_operations", "steps * nest.step_operations.div_ceil(2)"),
        Mistake::<Knobs>::new(
            "operations_doubled",
            "operations are doubled, as for a multiplication and an addition. `step_operations` counts both already.",
            |k| k.work = Work::Doubled,
        )
        .edit("steps * nest.step_operations", "2 * steps * nest.step_operations"),
        Mistake::<Knobs>::new(
            "operations_of_one_step",
            "the operations are those of one step. All steps do as many.",
            |k| k.work = Work::OneStep,
        ),
        Mistake::<Knobs>::new(
            "steps_for_operations",
            "steps are counted in place of operations. A step does `step_operations` of them.",
            |k| k.work = Work::Steps,
        )
        .edit("steps * nest.step_operations", "steps"),
    ]
}

fn of_numbers() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "elements_for_bytes",
            "elements are counted in place of bytes.",
            |k| k.elements = true,
        ),
        Mistake::<Knobs>::new(
            "four_bytes_each",
            "every element is taken for one of four bytes. Each operand has `element_bytes` of its own.",
            |k| k.all_bytes = 4,
        ),
        Mistake::<Knobs>::new(
            "eight_bytes_each",
            "every element is taken for one of eight bytes. Each operand has `element_bytes` of its own.",
            |k| k.all_bytes = 8,
        ),
        Mistake::<Knobs>::new(
            "empty_loop_unnoticed",
            "a loop that takes no step leaves bytes of operands that do not depend on it. Nothing is touched then.",
            |k| k.empty = Empty::OwnOnly,
        )
        .edit("if steps == 0 {", "if steps == u64::MAX {"),
        Mistake::<Knobs>::new(
            "empty_is_one",
            "an extent of 0 counts as 1. A loop without a step does nothing, nor do the loops around it.",
            |k| k.empty = Empty::AsOne,
        ),
        Mistake::<Knobs>::new(
            "empty_has_no_entry",
            "with an empty loop `cached` has no entry. It has as many as ever, and all are 0.",
            |k| k.empty = Empty::NoEntry,
        )
        .edit("cached: vec![0; levels.count()]", "cached: vec![0; 0 * levels.count()]"),
        Mistake::<Knobs>::new(
            "in_32_bits",
            "numbers are counted in 32 bits, which end at 4.3 billion: more of them start again from 0. Count in u64.",
            |k| k.counted = In::Bits32,
        ),
        Mistake::<Knobs>::new(
            "double_precision",
            "numbers are computed as f64, which has 53 bits for them: beyond 2⁵³ it rounds.",
            |k| k.counted = In::Double,
        ),
        Mistake::<Knobs>::new(
            "single_precision",
            "numbers are computed as f32, which has 24 bits for them: beyond 16 million it rounds.",
            |k| k.counted = In::Single,
        ),
    ]
}

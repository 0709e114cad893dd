//! One sum, eight sums, and pairs: what they wait for, and what they lose.

use figures::{Axis, Chart, Figure, Pcg64, Series, count, normals, random, text};

use crate::{Counted, Lanes, Number};

/// How many numbers the tables add.
pub const COUNT: usize = 4096;
/// How often random numbers are drawn anew.
const DRAWS: u64 = 40;

/// One sum, to which all numbers are added in turn.
pub fn one<T: Number>(numbers: &[T]) -> T {
    let mut sum = T::of(0.0);
    for &number in numbers {
        sum += number;
    }
    sum
}

/// The sum of one half and of the other, each made in the same way.
pub fn pairs<T: Number>(numbers: &[T]) -> T {
    match numbers {
        [] => T::of(0.0),
        [number] => *number,
        _ => {
            let (left, right) = numbers.split_at(numbers.len() / 2);
            pairs(left) + pairs(right)
        }
    }
}

const ONE: Lanes = Lanes { floats: one, counted: one };
const PAIRS: Lanes = Lanes { floats: pairs, counted: pairs };

/// The additions that a way takes for so many numbers, and the longest chain of them.
pub fn waited(way: Lanes, count: usize) -> [usize; 2] {
    let numbers = vec![Counted::of(1.0); count];
    let (sum, operations) = Counted::counting(|| (way.counted)(&numbers));
    [operations, sum.chain()]
}

/// For a cell: what each way has to wait for.
pub fn chains(lanes: Lanes) -> String {
    let mut text = format!("{:<16}  {:>9}  {:>13}", "of 4,096 numbers", "additions", "longest chain");
    for (name, way) in [("one sum", ONE), ("in lanes", lanes), ("in pairs", PAIRS)] {
        let [operations, chain] = waited(way, COUNT);
        text += &format!("\n{name:<16}  {operations:>9}  {chain:>13}");
    }
    text
}

/// Numbers to add.
type Make = fn(&mut Pcg64, usize) -> Vec<f32>;

const KINDS: [(&str, Make); 4] = [
    ("0.1, again and again", |_, count| vec![0.1; count]),
    ("positive", positive),
    ("of both signs", |random, count| normals(random, (1, count)).into_iter().collect()),
    ("1, 1/2, 1/3, …", |_, count| (1..=count).map(|i| 1.0 / i as f32).collect()),
];

fn positive(random: &mut Pcg64, count: usize) -> Vec<f32> {
    normals(random, (1, count)).into_iter().map(f32::abs).collect()
}

/// How far a way is from the sum of some numbers, in 2⁻²⁴ of the sum of their sizes: half of the last place of an f32 that large, nearly.
pub fn error(way: Lanes, numbers: &[f32]) -> f64 {
    let exact: f64 = numbers.iter().map(|&x| f64::from(x)).sum();
    let size: f64 = numbers.iter().map(|&x| f64::from(x).abs()).sum();
    (f64::from((way.floats)(numbers)) - exact).abs() / size * f64::from(1 << 24)
}

/// The means of the errors of one sum, of lanes, and of pairs.
fn mean(make: Make, lanes: Lanes, count: usize) -> [f64; 3] {
    let mut random = random(1993);
    let mut means = [0.0; 3];
    for _ in 0..DRAWS {
        let numbers = make(&mut random, count);
        for (mean, way) in means.iter_mut().zip([ONE, lanes, PAIRS]) {
            *mean += error(way, &numbers) / DRAWS as f64;
        }
    }
    means
}

/// For a cell: the errors of the three ways, for numbers of several kinds.
pub fn errors(lanes: Lanes) -> String {
    let mut text = format!("{:<20}  {:>8}  {:>8}  {:>8}", "numbers", "one sum", "in lanes", "in pairs");
    for (name, make) in KINDS {
        let [one, lanes, pairs] = mean(make, lanes, COUNT);
        text += &format!("\n{name:<20}  {one:>8.2}  {lanes:>8.2}  {pairs:>8.2}");
    }
    text
}

/// In how many of a hundred draws lanes are nearer to the exact sum than one sum is, and in how many less near.
pub fn nearer(make: fn(&mut Pcg64, usize) -> Vec<f32>, lanes: Lanes) -> [usize; 2] {
    let mut random = random(2002);
    let mut counts = [0; 2];
    for _ in 0..100 {
        let numbers = make(&mut random, COUNT);
        let [one, lanes] = [ONE, lanes].map(|way| error(way, &numbers));
        counts[0] += usize::from(lanes < one);
        counts[1] += usize::from(lanes > one);
    }
    counts
}

/// For a cell: the same for random numbers.
pub fn contest(lanes: Lanes) -> String {
    let mut text = format!("{:<14}  {:>12}  {:>14}", "numbers", "lanes nearer", "one sum nearer");
    for (name, make) in &KINDS[1..3] {
        let [lanes, one] = nearer(*make, lanes);
        text += &format!("\n{name:<14}  {lanes:>12}  {one:>14}");
    }
    text
}

/// The mean error of the three ways against how many positive numbers are added.
pub fn figure(lanes: Lanes) -> Figure {
    let counts: Vec<usize> = (4..=14).map(|power| 1 << power).collect();
    let means: Vec<[f64; 3]> = counts.iter().map(|&count| mean(positive, lanes, count)).collect();
    let line = |way: usize| {
        // What is exact has a place on the axis, too.
        let point = |(&count, means): (&usize, &[f64; 3])| (count as f64, means[way].max(0.01));
        counts.iter().zip(&means).map(point).collect::<Vec<_>>()
    };
    let at = |index: usize| means[index].map(|mean| text(mean, 1)).join(", ");
    let description = format!(
        "The mean error of {DRAWS} sums of positive numbers, in 2⁻²⁴ of the sum, against how many numbers there are. One sum, lanes and pairs: {} for {} numbers, {} for {}.",
        at(4),
        count(counts[4]),
        at(10),
        count(counts[10])
    );
    Chart::new(
        "The error of one sum grows from the start, that of lanes later, and that of pairs hardly",
        &description,
    )
    .x(Axis::log2("numbers"))
    .y(Axis::log2("error, 2⁻²⁴ of the sum").range(0.125, 64.0))
    .line(Series::new("one sum", line(0)))
    .line(Series::new("in lanes", line(1)))
    .line(Series::new("in pairs", line(2)))
    .save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::ANSWERS;

    fn lanes() -> Lanes {
        ANSWERS.lanes.expect("it is there")
    }

    #[test]
    fn one_sum_waits_for_all_and_lanes_for_an_eighth() {
        assert_eq!(waited(ONE, COUNT), [COUNT, COUNT]);
        assert_eq!(waited(lanes(), COUNT), [COUNT + 8, COUNT / 8 + 8]);
        assert_eq!(waited(PAIRS, COUNT), [COUNT - 1, 12]);
    }

    #[test]
    fn lanes_and_pairs_lose_less_than_one_sum() {
        println!("{}\n{}\n{}", chains(lanes()), errors(lanes()), contest(lanes()));
        for (name, make) in KINDS {
            let [one, lanes, pairs] = mean(make, lanes(), COUNT);
            assert!(one > 2.0 * lanes && one > pairs, "{name}: {one}, {lanes}, {pairs}");
        }
        // No order is best for all numbers.
        let [_, lanes_of_fractions, pairs_of_fractions] = mean(KINDS[3].1, lanes(), COUNT);
        assert!(lanes_of_fractions < pairs_of_fractions);
        let [one, lanes, pairs] = mean(positive, lanes(), COUNT);
        assert!(one > 4.0 * lanes && lanes > pairs && pairs < 1.0, "{one}, {lanes}, {pairs}");
    }

    #[test]
    fn in_most_draws_lanes_are_nearer() {
        for (name, make) in &KINDS[1..3] {
            let [lanes, one] = nearer(*make, lanes());
            assert!(lanes > 60 && one < 40, "{name}: {lanes} and {one}");
        }
    }

    #[test]
    fn the_error_of_one_sum_grows_that_of_lanes_later_and_that_of_pairs_hardly() {
        let of = |count| mean(positive, lanes(), count);
        let (few, many, most) = (of(16), of(256), of(16_384));
        // From 16 numbers to 256, and on to 16,384.
        assert!(many[0] > 2.0 * few[0] && many[1] < 1.6 * few[1], "{few:?}, {many:?}");
        assert!(
            most[0] > 3.0 * many[0] && most[1] > 3.0 * many[1] && most[2] < 1.5 * few[2],
            "{many:?}, {most:?}"
        );
    }
}

//! What a stub promises of its inputs, and whether the cases keep and reach it.
//!
//! An answer that breaks inside a promise must not pass, so the named cases of every seed go to both its ends. A promise quotes
//! the stub: a sentence and the cases cannot part. What a stub says of ranges, sizes, layouts and edges is a promise, or listed
//! as [`Promise::said`].

use std::ops::RangeInclusive;

use crate::Layout;

/// What the stub promises, in its own words.
pub struct Promise<I> {
    /// The words of the stub, as they stand there but for the ends of lines.
    pub says: &'static str,
    kept: Kept<I>,
}

enum Kept<I> {
    Range(RangeInclusive<f64>, fn(&I) -> Vec<f64>),
    Sizes(usize, fn(&I) -> Vec<usize>),
    Layouts(fn(&I) -> Vec<Layout>),
    Edge(fn(&I) -> bool),
    Always(fn(&I) -> bool),
    Said,
}

/// By which part of itself a number may miss an end that it is to reach: scores are sums of products of rounded numbers.
const REACHED: f64 = 1e-3;
/// By which part of an end a number may lie beyond it.
const BEYOND: f64 = 1e-4;
/// Some named case has a size above this, which is where `u8` ends, and more than one tile, block or strip.
const LONG: usize = 256;

impl<I> Promise<I> {
    /// Numbers of any input lie in a range, and named cases reach both its ends. `of` gives none where an input has none.
    pub fn range(says: &'static str, range: RangeInclusive<f64>, of: fn(&I) -> Vec<f64>) -> Promise<I> {
        Promise { says, kept: Kept::Range(range, of) }
    }

    /// Sizes are at least `least`. `of` gives them in an order of its own, the same for all inputs, or none where an input is
    /// of another function. Named cases reach `least` in each of them, and 257 or more in one of them.
    pub fn sizes(says: &'static str, least: usize, of: fn(&I) -> Vec<usize>) -> Promise<I> {
        Promise { says, kept: Kept::Sizes(least, of) }
    }

    /// Views may be transposed or strided: `of` gives the layouts of all views in an order of its own, and named cases show each
    /// of them transposed and strided.
    pub fn layouts(says: &'static str, of: fn(&I) -> Vec<Layout>) -> Promise<I> {
        Promise { says, kept: Kept::Layouts(of) }
    }

    /// Some named case has this.
    pub fn edge(says: &'static str, has: fn(&I) -> bool) -> Promise<I> {
        Promise { says, kept: Kept::Edge(has) }
    }

    /// Every input has this, also a fresh one.
    pub fn always(says: &'static str, has: fn(&I) -> bool) -> Promise<I> {
        Promise { says, kept: Kept::Always(has) }
    }

    /// Words that sound like a promise, and say nothing of inputs.
    pub fn said(says: &'static str) -> Promise<I> {
        Promise { says, kept: Kept::Said }
    }

    /// What is wrong with it on a seed, whose named cases and whose fresh ones these are.
    pub(crate) fn broken(&self, named: &[I], fresh: &[I]) -> Option<String> {
        let all = || named.iter().chain(fresh);
        let why = match &self.kept {
            Kept::Range(range, of) => range_broken(range, named.iter().flat_map(of), all().flat_map(of)),
            Kept::Sizes(least, of) => sizes_broken(*least, named.iter().map(of), all().map(of)),
            Kept::Layouts(of) => layouts_broken(&named.iter().map(of).collect::<Vec<_>>()),
            Kept::Edge(has) => (!named.iter().any(has)).then(|| "no named case has it".to_owned()),
            Kept::Always(has) => (!all().all(has)).then(|| "an input has it not".to_owned()),
            Kept::Said => None,
        };
        why.map(|why| format!("\"{}\": {why}", self.says))
    }
}

fn range_broken(
    range: &RangeInclusive<f64>,
    named: impl Iterator<Item = f64>,
    all: impl Iterator<Item = f64>,
) -> Option<String> {
    let (from, to) = (*range.start(), *range.end());
    let outside = |&x: &f64| !(x >= from - BEYOND * from.abs() && x <= to + BEYOND * to.abs());
    let mut all = all;
    if let Some(x) = all.find(outside) {
        return Some(format!("{x} lies outside of {from} to {to}"));
    }
    let (low, high) =
        named.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let reached = low <= from + REACHED * from.abs() && high >= to - REACHED * to.abs();
    (!reached).then(|| format!("named cases go from {low} to {high}, and not from {from} to {to}"))
}

fn sizes_broken(
    least: usize,
    named: impl Iterator<Item = Vec<usize>>,
    all: impl Iterator<Item = Vec<usize>>,
) -> Option<String> {
    let mut all = all.flatten();
    if let Some(size) = all.find(|&size| size < least) {
        return Some(format!("a size is {size}"));
    }
    let named: Vec<Vec<usize>> = named.filter(|sizes| !sizes.is_empty()).collect();
    let count = named.first()?.len();
    let smallest: Vec<Option<usize>> =
        (0..count).map(|at| named.iter().map(|sizes| sizes[at]).min()).collect();
    if smallest.iter().any(|&smallest| smallest > Some(least)) {
        return Some(format!("the smallest sizes of named cases are {smallest:?}, and not {least} each"));
    }
    let largest = named.iter().flatten().max();
    (largest <= Some(&LONG)).then(|| format!("no size of a named case is above {LONG}"))
}

fn layouts_broken(named: &[Vec<Layout>]) -> Option<String> {
    let count = named.iter().map(Vec::len).max().unwrap_or(0);
    let missing = |layout: Layout| {
        let shown = |at: &usize| named.iter().any(|layouts| layouts.get(*at) == Some(&layout));
        (0..count).find(|at| !shown(at)).map(|at| format!("view {at} is never {layout:?} in a named case"))
    };
    if count == 0 {
        return Some("no named case has a view".to_owned());
    }
    missing(Layout::Transposed).or_else(|| missing(Layout::Strided))
}

/// Words of a stub that promise something of the inputs.
const PROMISING: [&str; 16] = [
    "at least",
    "at most",
    "as large as",
    "may be",
    "may have",
    "can be",
    "between",
    "within",
    "lie",
    "up to",
    "is from",
    "is even",
    "multiple of",
    "may differ",
    "or more",
    "never",
];

/// What is wrong between the text of a stub and the promises that quote it.
pub(crate) fn unquoted(stub: &str, says: &[&str]) -> Vec<String> {
    let text = documentation(stub);
    let lost = says.iter().filter(|words| !text.contains(**words));
    let mut faults: Vec<String> = lost.map(|words| format!("the stub does not say \"{words}\"")).collect();
    // A sentence ends where a space follows; what stands between ticks has none after a point.
    let promising =
        |sentence: &&str| PROMISING.iter().any(|word| words(sentence).contains(&format!(" {word} ")));
    let open = text
        .split_inclusive(". ")
        .filter(promising)
        .filter(|sentence| !says.iter().any(|words| sentence.contains(words.trim_end_matches('.'))));
    faults.extend(open.map(|sentence| format!("no promise quotes \"{}\"", sentence.trim())));
    faults
}

/// A sentence as words between single spaces.
fn words(sentence: &str) -> String {
    let only = sentence.replace(|c: char| !c.is_alphanumeric(), " ");
    format!(" {} ", only.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The documentation of a file's items as one line.
fn documentation(file: &str) -> String {
    let lines = file.lines().filter_map(|line| line.trim_start().strip_prefix("///"));
    let lines: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(promise: &Promise<Vec<f64>>, named: &[&[f64]], fresh: &[&[f64]]) -> Option<String> {
        let owned = |inputs: &[&[f64]]| inputs.iter().map(|input| input.to_vec()).collect::<Vec<_>>();
        promise.broken(&owned(named), &owned(fresh))
    }

    #[test]
    fn both_ends_of_a_range_are_reached_and_nothing_lies_beyond() {
        let promise = Promise::range("as large as ±9", -9.0..=9.0, Vec::clone);
        assert_eq!(broken(&promise, &[&[9.0], &[-8.995]], &[&[1.0]]), None);
        assert!(broken(&promise, &[&[9.0, -8.9]], &[&[-9.0]]).unwrap().contains("-8.9 to 9"));
        assert!(broken(&promise, &[&[9.0, -9.0]], &[&[9.1]]).unwrap().contains("9.1 lies outside"));
        assert!(broken(&promise, &[&[9.0, -9.0]], &[&[f64::NAN]]).is_some());
        assert!(broken(&promise, &[], &[]).is_some());
    }

    #[test]
    fn each_size_reaches_the_least_and_one_is_long() {
        let sizes = |input: &Vec<f64>| input.iter().map(|&x| x as usize).collect();
        let promise = Promise::sizes("All sizes are at least 1", 1, sizes);
        assert_eq!(broken(&promise, &[&[1.0, 300.0], &[2.0, 1.0], &[]], &[]), None);
        assert!(broken(&promise, &[&[1.0, 300.0]], &[]).unwrap().contains("300"));
        assert!(broken(&promise, &[&[1.0, 1.0]], &[]).unwrap().contains("above 256"));
        assert!(broken(&promise, &[&[1.0, 1.0], &[300.0, 2.0]], &[&[0.0]]).unwrap().contains("is 0"));
    }

    #[test]
    fn each_view_is_transposed_and_strided() {
        use Layout::{Contiguous, Strided, Transposed};
        assert_eq!(layouts_broken(&[vec![Transposed, Strided], vec![Strided, Transposed]]), None);
        assert!(
            layouts_broken(&[vec![Transposed, Strided], vec![Strided, Contiguous]])
                .unwrap()
                .contains("view 1 is never Transposed")
        );
        assert!(layouts_broken(&[vec![]]).is_some());
    }

    #[test]
    fn edges_are_there_and_what_always_holds_holds() {
        let edge = Promise::edge("may be empty", Vec::is_empty);
        assert_eq!(broken(&edge, &[&[]], &[&[1.0]]), None);
        assert!(broken(&edge, &[&[1.0]], &[&[]]).is_some());
        let always = Promise::always("is positive", |input: &Vec<f64>| input.iter().all(|&x| x > 0.0));
        assert_eq!(broken(&always, &[&[1.0]], &[&[2.0]]), None);
        assert!(broken(&always, &[&[1.0]], &[&[-2.0]]).is_some());
    }

    #[test]
    fn what_a_stub_says_is_quoted_and_what_is_quoted_is_said() {
        let stub = "/// Shapes: `x` (n, d). All sizes are\n/// at least 1. It is `x.abs()`.\n/// Scores lie within\n/// ±30.\npub fn f() {} // may be\n";
        assert!(unquoted(stub, &["All sizes are at least 1", "Scores lie within ±30."]).is_empty());
        assert_eq!(
            unquoted(stub, &["sizes are at least 1", "a size may be 0"]),
            ["the stub does not say \"a size may be 0\"", "no promise quotes \"Scores lie within ±30.\""]
        );
    }
}

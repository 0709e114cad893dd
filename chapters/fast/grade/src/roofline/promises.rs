//! What the stub of `roofline` promises.

use judge::Promise;

use super::Input;
use super::reference::times;

pub(super) fn promises() -> Vec<Promise<Input>> {
    fn floor(input: &Input) -> f64 {
        times(input).into_iter().fold(0.0, f64::max)
    }
    fn rates(input: &Input) -> Vec<f64> {
        input.levels.iter().map(|level| level.0).chain([input.rate]).collect()
    }
    let rate = "Rates are between 1e6 and 1e18 a second, and a measured time is between 1e-9 and 1e6 seconds";
    let work = "Operations and bytes are whole, and can be 0, all of them too, or as large as 1e18";
    let threads = "There are up to 1,024 threads, and never none";
    let equal = "of several that take equally long it is the first";
    vec![
        Promise::said("how long it takes at least, what takes so long"),
        Promise::edge("The kernel's threads all compute", |input| input.threads > 1),
        Promise::edge("A level's bandwidth is that of all threads together where it is `shared`", |input| {
            input.threads > 1 && input.levels.iter().any(|level| level.1)
        }),
        Promise::edge("and else that of each of them", |input| {
            input.threads > 1 && input.levels.iter().any(|level| !level.1)
        }),
        Promise::edge(equal, |input| {
            let times = times(input);
            times[0] > 0.0 && times[1..].contains(&times[0])
        }),
        Promise::edge(equal, |input| {
            let times = times(input);
            let longest = floor(input);
            longest > times[0] && times.iter().filter(|&&seconds| seconds == longest).count() > 1
        }),
        Promise::always("Times that are not equal lie at least a thousandth apart", |input| {
            let longest = floor(input);
            times(input).iter().all(|&seconds| seconds == longest || seconds < longest * (1.0 - 1e-3))
        }),
        Promise::edge("also without operations", |input| {
            input.operations == 0.0 && input.bytes.last() == Some(&0.0)
        }),
        Promise::edge("`attainable` is 0 for a kernel without operations", |input| input.operations == 0.0),
        Promise::edge("`None` where nothing was measured", |input| input.measured.is_none()),
        Promise::edge("It may be above 1", |input| {
            input.measured.is_some_and(|seconds| floor(input) > seconds)
        }),
        Promise::always("There is at least one level, and a number of bytes for each", |input| {
            !input.levels.is_empty() && input.levels.len() == input.bytes.len()
        }),
        Promise::edge("There is at least one level, and a number of bytes for each", |input| {
            input.levels.len() == 1
        }),
        Promise::range(rate, 1e6..=1e18, rates),
        Promise::range(rate, 1e-9..=1e6, |input| input.measured.into_iter().collect()),
        Promise::range(work, 0.0..=1e18, |input| vec![input.operations]),
        Promise::range(work, 0.0..=1e18, |input| input.bytes.clone()),
        Promise::edge(work, |input| input.operations == 0.0 && input.bytes.iter().all(|&bytes| bytes == 0.0)),
        Promise::always(work, |input| {
            input.bytes.iter().chain([&input.operations]).all(|number| number.fract() == 0.0)
        }),
        Promise::range(threads, 1.0..=1024.0, |input| vec![input.threads as f64]),
    ]
}

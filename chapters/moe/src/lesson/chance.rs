//! How many of some tokens come to one expert, if each comes with a probability of its own.

/// Probabilities of a binomial distribution: the first count that is listed, and the probability of it and of those after it. What
/// is farther than twelve deviations from the mean is left out.
///
/// # Panics
/// If `p` is not between 0 and 1.
pub fn binomial(n: usize, p: f64) -> (usize, Vec<f64>) {
    assert!((0.0..=1.0).contains(&p), "a probability of {p}");
    if p == 0.0 || p == 1.0 {
        return (if p == 0.0 { 0 } else { n }, vec![1.0]);
    }
    let mean = n as f64 * p;
    let up = |k: usize| (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
    around(mean, (mean * (1.0 - p)).sqrt(), n, up)
}

/// The same of a Poisson distribution.
///
/// # Panics
/// If the mean is negative.
pub fn poisson(mean: f64) -> (usize, Vec<f64>) {
    assert!(mean >= 0.0, "a mean of {mean}");
    around(mean, mean.sqrt(), usize::MAX, |k| mean / (k + 1) as f64)
}

/// Probabilities around a mean of counts up to `most`, from the ratio of each to the one before it.
fn around(mean: f64, deviation: f64, most: usize, up: impl Fn(usize) -> f64) -> (usize, Vec<f64>) {
    let reach = 12.0 * deviation + 12.0;
    let first = (mean - reach).max(0.0) as usize;
    let last = ((mean + reach) as usize).min(most);
    let mode = (mean as usize).clamp(first, last);
    // In units of the probability of the mode.
    let mut listed = vec![1.0; last - first + 1];
    for k in mode..last {
        listed[k + 1 - first] = listed[k - first] * up(k);
    }
    for k in (first..mode).rev() {
        listed[k - first] = listed[k + 1 - first] / up(k);
    }
    let sum: f64 = listed.iter().sum();
    for value in &mut listed {
        *value /= sum;
    }
    (first, listed)
}

/// By how much such a count is expected to exceed some capacities, if it counts as 0 where it is below.
pub fn overflow(n: usize, p: f64, capacities: &[usize]) -> Vec<f64> {
    let (first, listed) = binomial(n, p);
    // The sum of the tails above c, from the last count down.
    let (mut tail, mut sum) = (0.0, 0.0);
    let mut above = vec![0.0; listed.len() + 1];
    for (at, value) in listed.iter().enumerate().rev() {
        above[at] = sum;
        tail += value;
        sum += tail;
    }
    // `above[at]` is the overflow at a capacity of `first + at`, and below `first` each place less is a token more.
    let of = |&capacity: &usize| match capacity.checked_sub(first) {
        Some(at) => above.get(at).copied().unwrap_or(0.0),
        None => above[0] + (first - capacity) as f64,
    };
    capacities.iter().map(of).collect()
}

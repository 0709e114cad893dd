//! What `roofline` is judged against.

use judge::{Missing, Output, Precision, Reference};

use super::{Input, Over};

pub(super) fn reference() -> Reference<Input> {
    Reference {
        run: |input, precision| {
            let over = match precision {
                // By another route, which rounds otherwise; every number is of doubles, here and in answers.
                Precision::Double => by_slowness(input)?,
                Precision::Float | Precision::Nudged => by_order(input)?,
            };
            Ok(over.parts())
        },
        ran: || "doubles in plain Rust".to_owned(),
    }
}

/// Seconds for arithmetic and for each level, in this order.
pub(super) fn times(input: &Input) -> Vec<f64> {
    let threads = input.threads as f64;
    let levels = input.levels.iter().zip(&input.bytes);
    let levels = levels.map(
        |(&(bandwidth, shared), bytes)| {
            if shared { bytes / bandwidth } else { bytes / bandwidth / threads }
        },
    );
    std::iter::once(input.operations / input.rate / threads).chain(levels).collect()
}

fn last(input: &Input) -> Result<(f64, f64), Missing> {
    let threads = input.threads as f64;
    let (Some(&(bandwidth, shared)), Some(&bytes)) = (input.levels.last(), input.bytes.last()) else {
        return Err(Missing("a machine has at least one level".into()));
    };
    Ok((if shared { bandwidth / threads } else { bandwidth }, bytes))
}

fn by_slowness(input: &Input) -> Result<Over, Missing> {
    let times = times(input);
    let floor = times.iter().copied().fold(0.0, f64::max);
    let at = times.iter().position(|&seconds| seconds == floor).ok_or(Missing("no time".into()))?;
    let (bandwidth, bytes) = last(input)?;
    Ok(Over {
        floor,
        limit: at.checked_sub(1),
        intensity: if bytes == 0.0 { f64::INFINITY } else { input.operations / bytes },
        attainable: if input.operations == 0.0 { 0.0 } else { input.operations / floor },
        // Both for one thread.
        ridge: input.rate / bandwidth,
        reached: input.measured.map(|seconds| floor / seconds),
    })
}

/// The same from a list that is sorted: stable, so that of equal times the first stays first.
fn by_order(input: &Input) -> Result<Over, Missing> {
    let mut times: Vec<(usize, f64)> = times(input).into_iter().enumerate().collect();
    times.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (at, floor) = times[0];
    let (bandwidth, bytes) = last(input)?;
    let speed = |bytes: f64| if bytes == 0.0 { f64::INFINITY } else { 1.0 / bytes };
    Ok(Over {
        floor,
        limit: at.checked_sub(1),
        intensity: if bytes == 0.0 { f64::INFINITY } else { input.operations * speed(bytes) },
        attainable: if floor == 0.0 { 0.0 } else { input.operations * speed(floor) },
        ridge: 1.0 / (bandwidth / input.rate),
        reached: input.measured.map(|seconds| floor * speed(seconds)),
    })
}

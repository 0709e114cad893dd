//! What must hold of `buckets`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Filled, Input};

pub(super) fn laws() -> Vec<Property<Input, Filled>> {
    vec![Property { name: "every gradient is in one bucket, and every bucket of one dtype", holds: once }]
}

fn once(input: &Input, probe: &mut Probe<'_, Input, Filled>) -> Result<(), Broken> {
    let Filled(buckets) = probe.call(input)?;
    let mut seen: Vec<usize> = buckets.concat();
    seen.sort_unstable();
    if let Some(bucket) = buckets.iter().find(|bucket| {
        let dtype = |&index: &usize| input.dtypes.get(index);
        bucket.iter().any(|index| dtype(index) != dtype(&bucket[0]))
    }) {
        return Err(Broken::Law(format!("the bucket {bucket:?} is of several dtypes")));
    }
    let all = (0..input.bytes.len()).collect::<Vec<usize>>();
    if seen != all {
        return Err(Broken::Law(format!("there are {} gradients, and in buckets are {seen:?}", all.len())));
    }
    Ok(())
}

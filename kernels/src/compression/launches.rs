//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, compression};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![dual_role()]
}

fn dual_role() -> Launch {
    let role = |seed: f64| [wave(83, 19, seed), 3.0 * wave(83, 19, seed + 1.0), wave(5, 19, seed + 2.0)];
    let (current, previous) = (role(0.1), role(0.7));
    let [current, previous] = [&current, &previous].map(|[values, gates, bias]| {
        let (values, gates, bias) = (values.view(), gates.view(), bias.view());
        compression::Role { values, gates, bias }
    });
    compression::dual_role_launch(current, previous)
}

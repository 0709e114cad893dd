//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, compression};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![{
        let role = |seed: f64| [wave(83, 19, seed), 3.0 * wave(83, 19, seed + 1.0), wave(5, 19, seed + 2.0)];
        let (current, previous) = (role(0.1), role(0.7));
        let [current, previous] = [&current, &previous]
            .map(|[v, g, b]| compression::Role { values: v.view(), gates: g.view(), bias: b.view() });
        compression::dual_role_launch(current, previous)
    }]
}

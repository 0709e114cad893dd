//! Right answers to `fused` by another route.

use fast::Fused;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Fused>> {
    vec![]
}

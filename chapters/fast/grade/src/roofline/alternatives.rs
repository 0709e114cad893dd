//! Right answers to `roofline` by another route.

use fast::Roofline;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Roofline>> {
    vec![]
}

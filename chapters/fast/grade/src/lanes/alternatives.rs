//! Right answers to `lanes` by another route.

use fast::Lanes;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Lanes>> {
    vec![]
}

//! Right answers to `exp` by another route.

use fast::Exp;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Exp>> {
    vec![]
}

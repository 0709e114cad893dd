//! Right answers to `share` by another route.

use fast::Share;
use judge::Alternative;

pub(super) fn alternatives() -> Vec<Alternative<Share>> {
    vec![]
}

//! What the report runs of this chapter.

use crate::Launch;

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![]
}

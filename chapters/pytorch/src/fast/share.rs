//! Examples of this page.

use crate::example::Examples;

pub(super) fn examples(_e: &mut Examples) {}

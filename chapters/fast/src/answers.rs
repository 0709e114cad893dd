//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// Whatever types the list names.
#[allow(clippy::wildcard_imports)]
use crate::types::*;

exercises!(contract::called);

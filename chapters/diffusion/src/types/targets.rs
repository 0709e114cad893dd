//! targets.

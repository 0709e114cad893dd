//! straight.

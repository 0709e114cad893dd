//! levels.

//! Part: targets.

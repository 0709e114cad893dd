//! Part: levels.

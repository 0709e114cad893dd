//! Part: scores.

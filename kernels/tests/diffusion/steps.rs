//! Part: steps.

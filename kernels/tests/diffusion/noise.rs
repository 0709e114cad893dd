//! Part: noise.

//! Part: straight.

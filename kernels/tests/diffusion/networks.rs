//! Part: networks.

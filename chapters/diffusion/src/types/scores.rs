//! scores.

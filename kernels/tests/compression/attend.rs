//! Golden values of attention to what was selected.

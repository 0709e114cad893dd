//! Attention to what was selected.

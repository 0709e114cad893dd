//! Scores of blocks, and the choice among them.

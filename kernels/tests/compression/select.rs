//! Golden values of the scores of blocks, and of the choice among them.

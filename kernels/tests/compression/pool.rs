//! Golden values of blocks of tokens as one entry.

//! Blocks of tokens as one entry.

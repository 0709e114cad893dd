//! The two roles of a token.

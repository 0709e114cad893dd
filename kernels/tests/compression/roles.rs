//! Golden values of the two roles of a token.

//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

use crate::types::*;

exercises!(contract::called);

//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

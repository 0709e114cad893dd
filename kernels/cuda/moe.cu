/* Reference kernels of the chapter on mixtures of experts. Matrices are row-major and contiguous. */

/* >> mixtures */
/* << mixtures */

/* >> switch */
/* << switch */

/* >> bias */
/* << bias */

/* >> assignment */
/* << assignment */

/* >> gradients */
/* << gradients */

/* >> dispatch */
/* << dispatch */

/* >> everywhere */
/* << everywhere */

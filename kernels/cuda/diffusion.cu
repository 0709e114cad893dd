/* Reference kernels of the chapter on diffusion. Matrices are row-major and contiguous. */

/* Part: noise. */

/* Part: steps. */

/* Part: targets. */

/* Part: levels. */

/* Part: straight. */

/* Part: networks. */

/* Part: scores. */

/* End. */

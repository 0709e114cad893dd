/* Reference kernels of the chapter on compression. Matrices are row-major and contiguous. */

/* Pooling. */

/* Roles. */

/* Selection. */

/* Attention to the selected. */

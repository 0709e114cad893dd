/* Reference kernels of the chapter on recurrence. Matrices are row-major and contiguous. */

/* Gates. */

/* A matrix for a memory. */

/* State spaces. */

/* Scans. */

/* Memories that are edited. */

/* What every kernel file may use, in CUDA and in C.
 *
 * A reference kernel is barrier-free: one thread computes one output from its definition and reads
 * global memory and registers only. That makes it a specification which runs anywhere: NVRTC compiles
 * it for the GPU, and a C compiler compiles the same file, where the launcher turns the grid into a loop.
 *
 *   KERNEL    marks a reference kernel; build.rs reads its parameters from the source
 *   DEVICE    marks a function that kernels call
 *   THREAD    this thread's number in the whole grid
 *   real      double or float, by a -D option: each file is compiled twice
 *   integer   a signed 64-bit integer: sizes, and arrays of indices
 */
typedef long long integer;

#if defined(__CUDACC__)

#define KERNEL extern "C" __global__
#define DEVICE static __device__
#define THREAD ((integer)blockIdx.x * blockDim.x + threadIdx.x)
#define INFINITE ((real)__int_as_float(0x7f800000))

#else

#include <math.h>
#include <tgmath.h>
#if defined(_MSC_VER)
static __declspec(thread) integer thread_number;
#else
static _Thread_local integer thread_number;
#endif
#define KERNEL static
#define DEVICE static
#define THREAD thread_number
#define INFINITE ((real)INFINITY)

#endif

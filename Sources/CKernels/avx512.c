/// The loops in AVX-512, 8 numbers at once (x86-64-v4).
#if defined(__x86_64__)
#define LANES 8
#define NAMED(function) elbow_##function##_avx512
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "float_instructions.h"
#include "instructions.h"
#pragma clang attribute push(                                                         \
    __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#include "kernels.h"
#include "float_kernels.h"
#pragma clang attribute pop
#endif

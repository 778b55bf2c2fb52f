/// The loops in AVX2 and FMA, 4 numbers at once (x86-64-v3).
#if defined(__x86_64__)
#define LANES 4
#define NAMED(function) elbow_##function##_avx2
#include <immintrin.h>
#include <math.h>
#include <string.h>

#include "float_instructions.h"
#include "instructions.h"
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels.h"
#include "float_kernels.h"
#pragma clang attribute pop
#endif

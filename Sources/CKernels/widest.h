#pragma once
/// Calls `function` in the widest instructions that this processor has.
#if defined(__x86_64__)
#define WIDEST(function, ...)                                                             \
  (__builtin_cpu_supports("x86-64-v4")   ? elbow_##function##_avx512(__VA_ARGS__)                 \
   : __builtin_cpu_supports("x86-64-v3") ? elbow_##function##_avx2(__VA_ARGS__)                   \
                                         : elbow_##function##_every(__VA_ARGS__))
#else
#define WIDEST(function, ...) elbow_##function##_every(__VA_ARGS__)
#endif

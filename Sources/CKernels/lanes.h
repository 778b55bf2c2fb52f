/// Several Double at once: `LANES` of them, a number that whoever includes this has chosen for its instruction set.
///
/// Everything here is inlined. A function that takes lanes by value must never be called across instruction sets, whose
/// calling conventions differ.
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if LANES >= 4
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))
/// A function that has the registers to itself; its lanes come and go through memory.
#define OUTLINED static __attribute__((noinline))
/// Before a loop over registers, whose bounds are known when it is compiled.
#define UNROLLED _Pragma("clang loop unroll(full)")

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef int64_t bits __attribute__((vector_size(8 * LANES)));

INLINE lanes load(const double *from) {
  lanes value;
  memcpy(&value, from, sizeof value);
  return value;
}

INLINE void store(double *to, lanes value) { memcpy(to, &value, sizeof value); }

/// The same number in every lane.
INLINE lanes all(double value) { return value - (lanes){0}; }

/// `yes` where `condition` holds, `no` elsewhere.
INLINE lanes choose(bits condition, lanes yes, lanes no) {
  return (lanes)((condition & (bits)yes) | (~condition & (bits)no));
}

/// The larger number of two; `b` where one of them is not a number.
INLINE lanes larger(lanes a, lanes b) { return choose(a > b, a, b); }

/// √ of each lane.
INLINE lanes square_root(lanes v) { return __builtin_elementwise_sqrt(v); }

/// Numbers `i` ..< `i` + 4 of LANES rows, turned into columns.
INLINE void load_columns(const double *const rows[LANES], size_t i, lanes columns[4]) {
#if LANES >= 4
  typedef double four __attribute__((vector_size(32)));
  four row[LANES];
  UNROLLED
  for (int lane = 0; lane < LANES; lane++) memcpy(&row[lane], rows[lane] + i, sizeof *row);
#endif
#if LANES == 8
#define ROWS(a) __builtin_shufflevector(row[a], row[(a) + 4], 0, 1, 2, 3, 4, 5, 6, 7)
  lanes r0 = ROWS(0), r1 = ROWS(1), r2 = ROWS(2), r3 = ROWS(3);
#undef ROWS
  lanes a = __builtin_shufflevector(r0, r1, 0, 8, 2, 10, 4, 12, 6, 14);
  lanes b = __builtin_shufflevector(r0, r1, 1, 9, 3, 11, 5, 13, 7, 15);
  lanes c = __builtin_shufflevector(r2, r3, 0, 8, 2, 10, 4, 12, 6, 14);
  lanes e = __builtin_shufflevector(r2, r3, 1, 9, 3, 11, 5, 13, 7, 15);
  columns[0] = __builtin_shufflevector(a, c, 0, 1, 8, 9, 4, 5, 12, 13);
  columns[1] = __builtin_shufflevector(b, e, 0, 1, 8, 9, 4, 5, 12, 13);
  columns[2] = __builtin_shufflevector(a, c, 2, 3, 10, 11, 6, 7, 14, 15);
  columns[3] = __builtin_shufflevector(b, e, 2, 3, 10, 11, 6, 7, 14, 15);
#elif LANES == 4
  lanes a = __builtin_shufflevector(row[0], row[1], 0, 4, 2, 6);
  lanes b = __builtin_shufflevector(row[0], row[1], 1, 5, 3, 7);
  lanes c = __builtin_shufflevector(row[2], row[3], 0, 4, 2, 6);
  lanes e = __builtin_shufflevector(row[2], row[3], 1, 5, 3, 7);
  columns[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  columns[1] = __builtin_shufflevector(b, e, 0, 1, 4, 5);
  columns[2] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  columns[3] = __builtin_shufflevector(b, e, 2, 3, 6, 7);
#else
  for (int j = 0; j < 4; j++)
    for (int lane = 0; lane < LANES; lane++) columns[j][lane] = rows[lane][i + (size_t)j];
#endif
}

/// The sums of the lanes of four vectors.
INLINE void sum4(const lanes v[4], double sums[4]) {
#if LANES == 8
  lanes ab = __builtin_shufflevector(v[0], v[1], 0, 8, 2, 10, 4, 12, 6, 14) +
             __builtin_shufflevector(v[0], v[1], 1, 9, 3, 11, 5, 13, 7, 15);
  lanes cd = __builtin_shufflevector(v[2], v[3], 0, 8, 2, 10, 4, 12, 6, 14) +
             __builtin_shufflevector(v[2], v[3], 1, 9, 3, 11, 5, 13, 7, 15);
  lanes abcd = __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13) +
               __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
  typedef double half __attribute__((vector_size(32)));
  half total = __builtin_shufflevector(abcd, abcd, 0, 1, 2, 3) +
               __builtin_shufflevector(abcd, abcd, 4, 5, 6, 7);
  memcpy(sums, &total, sizeof total);
#elif LANES == 4
  lanes ab = __builtin_shufflevector(v[0], v[1], 0, 4, 2, 6) +
             __builtin_shufflevector(v[0], v[1], 1, 5, 3, 7);
  lanes cd = __builtin_shufflevector(v[2], v[3], 0, 4, 2, 6) +
             __builtin_shufflevector(v[2], v[3], 1, 5, 3, 7);
  store(sums, __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
                  __builtin_shufflevector(ab, cd, 2, 3, 6, 7));
#else
  for (int i = 0; i < 4; i++) sums[i] = v[i][0] + v[i][1];
#endif
}

/// One bit per lane: whether `condition` holds there.
INLINE uint32_t where(bits condition) {
#if LANES == 8
  return _mm512_movepi64_mask((__m512i)condition);
#elif LANES == 4
  return (uint32_t)_mm256_movemask_pd((__m256d)condition);
#else
  uint32_t result = 0;
  for (int i = 0; i < LANES; i++) result |= (uint32_t)(condition[i] & 1) << i;
  return result;
#endif
}

/// Stores those lanes of `value` that `mask` has a bit for, one after the other. There is room for all.
INLINE void store_some(double *to, lanes value, uint32_t mask) {
#if LANES == 8
  store(to, _mm512_maskz_compress_pd((__mmask8)mask, value));
#elif LANES == 4
  // For each mask, the lanes that it has a bit for, in order, each as a pair of halves.
  static const int32_t order[16][8] = {
      {0},                      {0, 1},                   {2, 3},
      {0, 1, 2, 3},             {4, 5},                   {0, 1, 4, 5},
      {2, 3, 4, 5},             {0, 1, 2, 3, 4, 5},       {6, 7},
      {0, 1, 6, 7},             {2, 3, 6, 7},             {0, 1, 2, 3, 6, 7},
      {4, 5, 6, 7},             {0, 1, 4, 5, 6, 7},       {2, 3, 4, 5, 6, 7},
      {0, 1, 2, 3, 4, 5, 6, 7},
  };
  __m256i places = _mm256_loadu_si256((const __m256i *)order[mask]);
  store(to, (lanes)_mm256_permutevar8x32_ps((__m256)value, places));
#else
  for (int i = 0; i < LANES; i++) {
    *to = value[i];
    to += mask >> i & 1;
  }
#endif
}

/// The sum of the lanes.
INLINE double sum(lanes v) {
  double total = 0;
  for (int i = 0; i < LANES; i++) total += v[i];
  return total;
}

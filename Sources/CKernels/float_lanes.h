/// Several Float at once: twice as many as there are Double in `lanes`, in as many bytes.
///
/// For `lanes.h`, which stands before it; what it says of calls across instruction sets holds here too.
enum { WIDE = 2 * LANES };

typedef float floats __attribute__((vector_size(8 * LANES)));
typedef int32_t words __attribute__((vector_size(8 * LANES)));

/// The same number in every lane.
INLINE floats every(float value) { return value - (floats){0}; }

/// `yes` where `condition` holds, `no` elsewhere.
INLINE floats pick(words condition, floats yes, floats no) {
  return (floats)((condition & (words)yes) | (~condition & (words)no));
}

/// The first `count` lanes from memory, at most `WIDE`; `rest` in the others.
INLINE floats read_floats(const float *from, size_t count, float rest) {
  floats value = every(rest);
  if (count == WIDE) {
    memcpy(&value, from, sizeof value);
  } else {
    memcpy(&value, from, count * sizeof *from);
  }
  return value;
}

/// The first `count` lanes into memory.
INLINE void write_floats(float *to, floats value, size_t count) {
  if (count == WIDE) {
    memcpy(to, &value, sizeof value);
  } else {
    memcpy(to, &value, count * sizeof *to);
  }
}

/// The sum of the lanes, in Double.
INLINE double sum_floats(floats v) {
  double total = 0;
  for (int i = 0; i < WIDE; i++) total += (double)v[i];
  return total;
}

INLINE floats root(floats v) { return __builtin_elementwise_sqrt(v); }

/// `step(i, n)` for every stretch i ..< i + n of 0 ..< count, where n is `WIDE` but for the last.
#define ALONG(count, step)                                                     \
  do {                                                                         \
    size_t along = 0;                                                          \
    for (; along + WIDE <= (count); along += WIDE) step(along, (size_t)WIDE);  \
    if (along < (count)) step(along, (count) - along);                         \
  } while (0)

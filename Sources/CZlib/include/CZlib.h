#pragma once

#include <stddef.h>
#include <stdint.h>

/// A decompression in the making (zlib; Deutsch, 1996, RFC 1951 and 1952).
struct elbow_inflate;

/// How a step of a decompression ended.
enum elbow_inflate_status {
  /// There may be more: give more input, or more room.
  elbow_inflate_more,
  /// The stream is at its end, and its checks hold.
  elbow_inflate_end,
  /// The input is not such a stream.
  elbow_inflate_corrupt,
};

/// A new decompression of a gzip member, or (if `raw` is not 0) of a deflate stream without header and checks, to be freed
/// with `elbow_inflate_free`; NULL if there is no memory.
struct elbow_inflate *elbow_inflate_new(int raw);

/// Decompresses some of `*input_count` bytes at `input` into the room of `*output_count` bytes at `output`. Afterwards the
/// counts say how many bytes were consumed and how many were made.
enum elbow_inflate_status elbow_inflate_step(struct elbow_inflate *state, const void *input, size_t *input_count,
                                             void *output, size_t *output_count);

/// Makes the decompression ready for another stream of the same kind.
void elbow_inflate_reset(struct elbow_inflate *state);

/// Frees what `elbow_inflate_new` made.
void elbow_inflate_free(struct elbow_inflate *state);

/// The CRC-32 of `count` bytes, as zip archives have it.
uint32_t elbow_crc32(const void *bytes, size_t count);

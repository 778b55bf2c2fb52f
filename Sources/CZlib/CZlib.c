#include "CZlib.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct elbow_inflate {
  z_stream stream;
};

struct elbow_inflate *elbow_inflate_new(int raw) {
  struct elbow_inflate *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  // A window of 2^15 bytes; 16 more asks for the header and the checks of gzip, a minus for none.
  if (inflateInit2(&state->stream, raw ? -15 : 15 + 16) != Z_OK) {
    free(state);
    return NULL;
  }
  return state;
}

enum elbow_inflate_status elbow_inflate_step(struct elbow_inflate *state, const void *input, size_t *input_count,
                                             void *output, size_t *output_count) {
  z_stream *stream = &state->stream;
  const uInt given = *input_count < UINT_MAX ? (uInt)*input_count : UINT_MAX;
  const uInt room = *output_count < UINT_MAX ? (uInt)*output_count : UINT_MAX;
  stream->next_in = (Bytef *)input;
  stream->avail_in = given;
  stream->next_out = output;
  stream->avail_out = room;
  const int status = inflate(stream, Z_NO_FLUSH);
  *input_count = given - stream->avail_in;
  *output_count = room - stream->avail_out;
  switch (status) {
    case Z_STREAM_END: return elbow_inflate_end;
    // Z_BUF_ERROR says that nothing could be done without more input or room.
    case Z_OK:
    case Z_BUF_ERROR: return elbow_inflate_more;
    default: return elbow_inflate_corrupt;
  }
}

void elbow_inflate_reset(struct elbow_inflate *state) { inflateReset(&state->stream); }

void elbow_inflate_free(struct elbow_inflate *state) {
  inflateEnd(&state->stream);
  free(state);
}

uint32_t elbow_crc32(const void *bytes, size_t count) { return (uint32_t)crc32_z(0, bytes, count); }

#pragma once

#include <stddef.h>

/// A SHA-256 in the making: the bytes so far, in 64 + 32 bytes of state.
struct elbow_sha256;

/// A new SHA-256 of no bytes, to be freed with `elbow_sha256_free`; NULL if there is no memory.
struct elbow_sha256 *elbow_sha256_new(void);

/// Adds `count` bytes.
void elbow_sha256_update(struct elbow_sha256 *digest, const void *bytes, size_t count);

/// Writes the digest of the bytes so far as 64 hexadecimal digits and a final NUL into `text`. More bytes may follow.
void elbow_sha256_text(const struct elbow_sha256 *digest, char text[65]);

/// Frees what `elbow_sha256_new` made.
void elbow_sha256_free(struct elbow_sha256 *digest);

#include "CDigest.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>

struct elbow_sha256 {
  SHA2_CTX context;
};

struct elbow_sha256 *elbow_sha256_new(void) {
  struct elbow_sha256 *digest = malloc(sizeof *digest);
  if (digest != NULL) SHA256Init(&digest->context);
  return digest;
}

void elbow_sha256_update(struct elbow_sha256 *digest, const void *bytes, size_t count) {
  SHA256Update(&digest->context, bytes, count);
}

void elbow_sha256_text(const struct elbow_sha256 *digest, char text[65]) {
  static const char digits[] = "0123456789abcdef";
  SHA2_CTX copy = digest->context;
  uint8_t result[SHA256_DIGEST_LENGTH];
  SHA256Final(result, &copy);
  for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
    text[2 * i] = digits[result[i] >> 4];
    text[2 * i + 1] = digits[result[i] & 15];
  }
  text[64] = '\0';
}

void elbow_sha256_free(struct elbow_sha256 *digest) { free(digest); }

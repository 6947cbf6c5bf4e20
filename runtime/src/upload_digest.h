/* SPDX-License-Identifier: MIT */
/* SHA-1 and MD5, fed slice by slice, as hex digits. */
#ifndef TCV_UPLOAD_DIGEST_H
#define TCV_UPLOAD_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum tcv_digest_kind { TCV_DIGEST_MD5, TCV_DIGEST_SHA1 };
enum { TCV_SHA1_HEX_BYTES = 41, TCV_MD5_HEX_BYTES = 33 };

typedef struct tcv_digest {
    void *state; /* NULL: not begun */
} tcv_digest;

/* All give false when memory is out or the algorithm is not to be had. A digest is begun again and
 * again, and released once. */
bool tcv_digest_begin(tcv_digest *digest, enum tcv_digest_kind kind);
bool tcv_digest_add(tcv_digest *digest, const void *data, size_t size_bytes);
bool tcv_digest_end(tcv_digest *digest, char *hex, size_t hex_bytes);
void tcv_digest_release(tcv_digest *digest);

#endif

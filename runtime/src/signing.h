/* SPDX-License-Identifier: MIT */
/* The signature of the query protocol; pure functions. */
#ifndef TCV_SIGNING_H
#define TCV_SIGNING_H

#include "buffer.h"
#include "parameters.h"

enum tcv_hash { TCV_SHA1 = 1, TCV_SHA256 = 2 };

/* METHOD host path ? name=value&… of sorted parameters, without Signature; `_` in names becomes
 * `.`. */
void tcv_string_to_sign(tcv_buffer *buffer, const char *method, const char *host, const char *path,
                        const tcvod_parameter *sorted, size_t count);

/* base64(HMAC(key, text)) into `signature`, NUL-terminated. TCVOD_OK or TCVOD_ERROR_MEMORY. */
int tcv_hmac_base64(enum tcv_hash hash, const char *key, const char *text, size_t size_bytes,
                    char signature[static 45]);

#endif

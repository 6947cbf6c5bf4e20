/* SPDX-License-Identifier: MIT */
/* Signature of the query protocol, on its own. */
#ifndef TCVOD_SIGN_H
#define TCVOD_SIGN_H

#include <tcvod/call.h>

TCVOD_BEGIN_C

/* Signs exactly `parameters` (a Signature among them is left out): METHOD host path ? name=value&…,
 * sorted by the bytes of the names, values raw, `_` in names written `.`; HMAC-SHA256 when
 * SignatureMethod is HmacSHA256, else HMAC-SHA1; base64. Host is used without scheme and port.
 * Both texts are to be freed with tcvod_text_free(); `error` may be NULL. */
TCVOD_API int tcvod_sign(const char *method, const char *host, const char *path,
                         const tcvod_parameter *parameters, size_t count, const char *secret_key,
                         char **string_to_sign, char **signature, tcvod_error *error);

TCVOD_END_C

#endif

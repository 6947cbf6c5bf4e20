/* SPDX-License-Identifier: MIT */
/* What every response can do, beside its typed fields. `response` is what a typed call gave. */
#ifndef TCVOD_RESPONSE_H
#define TCVOD_RESPONSE_H

#include <tcvod/error.h>

TCVOD_BEGIN_C

/* Releases a response with everything it points to. NULL is fine. */
TCVOD_API void tcvod_free(void *response);

/* The body as it came; lives as long as the response. `size_bytes` may be NULL. */
TCVOD_API const char *tcvod_response_json(const void *response, size_t *size_bytes);

/* The request id that the service named, or "". */
TCVOD_API const char *tcvod_response_request_id(const void *response);

/* Reads a field by path, known to the library or not: "playSet[0].url". The value lives as long as
 * the response; a value of another JSON type is converted when nothing is lost. TCVOD_OK,
 * TCVOD_ERROR_ARGUMENT (the path is malformed) or TCVOD_ERROR_DECODE (no such value). */
TCVOD_API int tcvod_get_string(const void *response, const char *path, const char **value);
TCVOD_API int tcvod_get_int(const void *response, const char *path, int64_t *value);
TCVOD_API int tcvod_get_double(const void *response, const char *path, double *value);
TCVOD_API int tcvod_get_bool(const void *response, const char *path, bool *value);
/* Any value, objects and lists included, as JSON; free it with tcvod_text_free(). Also
 * TCVOD_ERROR_MEMORY. */
TCVOD_API int tcvod_get_json(const void *response, const char *path, char **json);
/* Elements of a list or members of an object. */
TCVOD_API int tcvod_get_count(const void *response, const char *path, size_t *count);

/* What the typed view could not hold: "playSet[0].vbitrate: expected integer, got \"fast\"" and
 * unknown fields. NULL past the end. */
TCVOD_API size_t tcvod_response_note_count(const void *response);
TCVOD_API const char *tcvod_response_note(const void *response, size_t index);

TCVOD_END_C

#endif

/* SPDX-License-Identifier: MIT */
/* Walkers between JSON and structs. How JSON is parsed is known to json.c alone. */
#ifndef TCV_JSON_H
#define TCV_JSON_H

#include "arena.h"
#include "buffer.h"
#include "table.h"

#include <tcvod/call.h>

#include <tcvod/error.h>

/* A parsed document. */
typedef struct tcv_json tcv_json;

/* Texts that the typed view could not hold; owned by the arena given to tcv_json_decode(). */
typedef struct tcv_notes {
    char **items;
    size_t count;
    size_t capacity;
} tcv_notes;

/* Valid UTF-8, one JSON value, nothing behind it, at most 64 levels. DECODE errors tell the byte,
 * MEMORY. */
int tcv_json_parse(tcv_json **document, const tcvod_allocator *allocator, const char *text,
                   size_t size_bytes, tcvod_error *error);
void tcv_json_release(tcv_json *document);

/* Fills `target` (zeroed, tcv_struct_size() bytes) from the document, which must be an object.
 * Arrays are laid out with the element size of `version`. Strings may point into the document: it
 * must outlive `target`. Unknown and mistyped fields become notes. */
int tcv_json_decode(const tcv_json *document, const tcv_service *service, uint16_t type,
                    uint16_t version, tcv_arena *arena, tcv_notes *notes, void *target,
                    tcvod_error *error);

/* Struct → JSON with wire names, absent fields left out. Fields marked sensitive are written as
 * "***" when `redact`. */
void tcv_json_print(const tcv_service *service, uint16_t type, uint16_t version, const void *source,
                    bool redact, tcv_buffer *buffer);

/* Values by path, for tcvod_get_…(); TCVOD_OK, TCVOD_ERROR_ARGUMENT (malformed path) or
 * TCVOD_ERROR_DECODE (absent, or conversion would lose something). */
int tcv_json_get_string(tcv_json *document, const char *path, const char **value);
int tcv_json_get_int(const tcv_json *document, const char *path, int64_t *value);
int tcv_json_get_double(const tcv_json *document, const char *path, double *value);
int tcv_json_get_bool(const tcv_json *document, const char *path, bool *value);
/* The text of an integer or a string, cut to `target`; false when there is none. */
bool tcv_json_copy_code(const tcv_json *document, const char *path, char *target,
                        size_t target_bytes);
/* Any value, as JSON; out of memory is in the buffer. */
int tcv_json_get_text(const tcv_json *document, const char *path, tcv_buffer *json);
int tcv_json_get_count(const tcv_json *document, const char *path, size_t *count);

/* Flat parameters ("tags.1", "transcode.definition.0") → one JSON text shaped as struct `type` asks
 * for. ARGUMENT errors name the parameter. */
int tcv_json_from_parameters(const tcv_service *service, uint16_t type,
                             const tcvod_parameter *parameters, size_t count, tcv_buffer *json,
                             tcvod_error *error);

#endif

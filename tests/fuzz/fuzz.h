/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share. A target is LLVMFuzzerTestOneInput(); libFuzzer or replay.c calls
 * it. */
#ifndef FUZZ_H
#define FUZZ_H

#include "table.h"

#include <tcvod/error.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

/* Ends the program when a promise is broken; never compiled away. */
#define REQUIRE(condition) fuzz_require((condition), #condition, __FILE__, __LINE__)
void fuzz_require(bool holds, const char *condition, const char *file, int line);

/* The input's first line, cut to fit, and what follows it as a text of its own: NUL-terminated in
 * memory of exactly its size, to be freed. */
typedef struct fuzz_input {
    char head[128];
    char *text;
    size_t size_bytes;
} fuzz_input;

fuzz_input fuzz_split(const uint8_t *data, size_t size_bytes);

/* The action of that name; for any other text one of all actions that follows from the text. */
const tcv_action *fuzz_action(const char *name, const tcv_service **service);

/* `error` belongs to `status`, and its texts are UTF-8 that ends. */
void fuzz_check_error(const tcvod_error *error, int status);

/* The path that a note, or a message like one, begins with leads somewhere in `response`. */
void fuzz_check_note(const void *response, const char *note);
/* The notes of a response; `body` tells if their paths can be read back. */
void fuzz_check_notes(const void *response, const char *body);

#endif

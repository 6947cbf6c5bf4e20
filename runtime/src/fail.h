/* SPDX-License-Identifier: MIT */
/* Filling a tcvod_error. Every function takes NULL for `error`. */
#ifndef TCV_FAIL_H
#define TCV_FAIL_H

#include <stdarg.h>
#include <tcvod/error.h>

void tcv_error_reset(tcvod_error *error);

/* Sets category, step, field ("" for none) and message; returns `category`. The rest is left as it
 * is. */
int tcv_fail(tcvod_error *error, int category, const char *step, const char *field,
             const char *format, ...) __attribute__((format(printf, 5, 6)));
/* A parameter that cannot be sent: ARGUMENT, "path reason". */
int tcv_refuse(tcvod_error *error, const char *path, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));
int tcv_fail_memory(tcvod_error *error, const char *step);

/* Copies what fits, cut at a UTF-8 character; bytes that are not printable UTF-8 become '?'. */
void tcv_copy_cut(char *target, size_t target_bytes, const char *source, size_t source_bytes);

/* Length of the valid UTF-8 prefix: equal to size_bytes when all of it is valid. No NULs allowed
 * inside. */
size_t tcv_utf8_valid_prefix(const char *text, size_t size_bytes);
/* UTF-8 without control characters. */
bool tcv_is_one_line(const char *text);
size_t tcv_utf8_characters(const char *text, size_t size_bytes);

#endif

/* SPDX-License-Identifier: MIT */
/* Is this text JSON (RFC 8259)? Stricter than the parser behind it, which forgives a lot. */
#ifndef TCV_JSON_CHECK_H
#define TCV_JSON_CHECK_H

#include <stdbool.h>
#include <stddef.h>

enum { TCV_JSON_LEVELS = 64 };

typedef struct tcv_json_verdict {
    const char *problem; /* NULL: valid. Else in words, found at `offset`. */
    size_t offset;
} tcv_json_verdict;

tcv_json_verdict tcv_json_check(const char *text, size_t size_bytes);

#endif

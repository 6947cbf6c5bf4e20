/* SPDX-License-Identifier: MIT */
/* Numbers and their texts, the same in every locale. */
#ifndef TCV_NUMBER_H
#define TCV_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TCV_DOUBLE_TEXT_BYTES = 40 };

/* Length of the JSON number at the start of `text`, 0 when there is none. */
size_t tcv_number_length(const char *text, size_t size_bytes, bool *is_integer);

/* False when `text` is not exactly one JSON integer between INT64_MIN and UINT64_MAX. */
bool tcv_integer_from_text(const char *text, size_t size_bytes, bool *negative,
                           uint64_t *magnitude);

/* False when `text` is not exactly one JSON number or is beyond the range of a double. */
bool tcv_double_from_text(const char *text, size_t size_bytes, double *value);

/* The shortest decimal text that reads back as `value`, which must be finite. */
void tcv_double_to_text(double value, char text[static TCV_DOUBLE_TEXT_BYTES]);

#endif

/* SPDX-License-Identifier: MIT */
/* Growing text. Out of memory is remembered in `failed`, so a run of appends needs one check. */
#ifndef TCV_BUFFER_H
#define TCV_BUFFER_H

#include "memory.h"

typedef struct tcv_buffer {
    const tcvod_allocator *allocator;
    char *data; /* NUL-terminated once anything was appended */
    size_t size_bytes;
    size_t capacity_bytes;
    bool failed;
    bool secret; /* wiped before memory is given back */
} tcv_buffer;

void tcv_buffer_init(tcv_buffer *buffer, const tcvod_allocator *allocator);
void tcv_buffer_append(tcv_buffer *buffer, const void *data, size_t size_bytes);
void tcv_buffer_text(tcv_buffer *buffer, const char *text);
void tcv_buffer_char(tcv_buffer *buffer, char character);
void tcv_buffer_format(tcv_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* RFC 3986: everything but A-Z a-z 0-9 - . _ ~ as %XX, capital digits. */
void tcv_buffer_percent_encoded(tcv_buffer *buffer, const char *text, size_t size_bytes);
/* `text` between double quotes, escaped for JSON. */
void tcv_buffer_json_string(tcv_buffer *buffer, const char *text, size_t size_bytes);
void tcv_buffer_clear(tcv_buffer *buffer); /* keeps the memory */
char *tcv_buffer_take(tcv_buffer *buffer); /* the text, now the caller's; NULL when failed */
void tcv_buffer_release(tcv_buffer *buffer);

#endif

/* SPDX-License-Identifier: MIT */
/* Memory through the client's allocator. */
#ifndef TCV_MEMORY_H
#define TCV_MEMORY_H

#include <tcvod/client.h>

extern const tcvod_allocator tcv_default_allocator;

/* All return NULL when memory is out or `size_bytes` overflows; size 0 gives a valid block. */
void *tcv_allocate(const tcvod_allocator *allocator, size_t size_bytes);
void *tcv_allocate_zeroed(const tcvod_allocator *allocator, size_t size_bytes);
void *tcv_reallocate(const tcvod_allocator *allocator, void *memory, size_t size_bytes);
void tcv_release(const tcvod_allocator *allocator, void *memory);

/* NULL in, NULL out (and *failed untouched); out of memory sets *failed. */
char *tcv_copy_text(const tcvod_allocator *allocator, const char *text, bool *failed);

/* Overwrites what the compiler may not optimise away. NULL is fine. */
void tcv_wipe(void *memory, size_t size_bytes);
void tcv_release_secret_text(const tcvod_allocator *allocator, char *text);

#endif

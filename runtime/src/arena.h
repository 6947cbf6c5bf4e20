/* SPDX-License-Identifier: MIT */
/* An arena: many allocations, one release. */
#ifndef TCV_ARENA_H
#define TCV_ARENA_H

#include "memory.h"

typedef struct tcv_arena_chunk tcv_arena_chunk;

typedef struct tcv_arena {
    const tcvod_allocator *allocator;
    tcv_arena_chunk *chunks;
    size_t next_chunk_bytes;
} tcv_arena;

void tcv_arena_init(tcv_arena *arena, const tcvod_allocator *allocator, size_t first_chunk_bytes);
/* Zeroed, aligned for any type; NULL when memory is out. */
void *tcv_arena_allocate(tcv_arena *arena, size_t size_bytes);
void *tcv_arena_array(tcv_arena *arena, size_t count, size_t element_bytes);
char *tcv_arena_text(tcv_arena *arena, const char *text, size_t size_bytes);
void tcv_arena_release(tcv_arena *arena);
void tcv_arena_release_wiped(tcv_arena *arena); /* for secrets */

#endif

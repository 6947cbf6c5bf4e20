/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdalign.h>
#include <string.h>

struct tcv_arena_chunk {
    tcv_arena_chunk *next;
    size_t capacity_bytes;
    size_t used_bytes;
    alignas(max_align_t) unsigned char bytes[];
};

enum { SMALLEST_CHUNK_BYTES = 256, LARGEST_GROWTH_BYTES = 1024 * 1024 };

void tcv_arena_init(tcv_arena *arena, const tcvod_allocator *allocator, size_t first_chunk_bytes)
{
    *arena = (tcv_arena){.allocator = allocator, .next_chunk_bytes = first_chunk_bytes};
}

static tcv_arena_chunk *add_chunk(tcv_arena *arena, size_t at_least_bytes)
{
    size_t capacity_bytes = arena->next_chunk_bytes;
    if (capacity_bytes < SMALLEST_CHUNK_BYTES)
        capacity_bytes = SMALLEST_CHUNK_BYTES;
    if (capacity_bytes < at_least_bytes)
        capacity_bytes = at_least_bytes;
    if (capacity_bytes > PTRDIFF_MAX - sizeof(tcv_arena_chunk))
        return NULL;
    tcv_arena_chunk *chunk =
        tcv_allocate(arena->allocator, sizeof(tcv_arena_chunk) + capacity_bytes);
    if (chunk == NULL)
        return NULL;
    *chunk = (tcv_arena_chunk){.next = arena->chunks, .capacity_bytes = capacity_bytes};
    arena->chunks = chunk;
    arena->next_chunk_bytes =
        capacity_bytes < LARGEST_GROWTH_BYTES / 2 ? capacity_bytes * 2 : LARGEST_GROWTH_BYTES;
    return chunk;
}

static void *take(tcv_arena *arena, size_t size_bytes, size_t alignment)
{
    tcv_arena_chunk *chunk = arena->chunks;
    size_t start = 0;
    if (chunk != NULL)
        start = (chunk->used_bytes + alignment - 1) & ~(alignment - 1);
    if (chunk == NULL || start > chunk->capacity_bytes ||
        size_bytes > chunk->capacity_bytes - start) {
        chunk = add_chunk(arena, size_bytes);
        start = 0;
    }
    if (chunk == NULL)
        return NULL;
    chunk->used_bytes = start + size_bytes;
    return chunk->bytes + start;
}

void *tcv_arena_allocate(tcv_arena *arena, size_t size_bytes)
{
    void *memory = take(arena, size_bytes, alignof(max_align_t));
    if (memory != NULL)
        memset(memory, 0, size_bytes);
    return memory;
}

void *tcv_arena_array(tcv_arena *arena, size_t count, size_t element_bytes)
{
    if (element_bytes != 0 && count > PTRDIFF_MAX / element_bytes)
        return NULL;
    return tcv_arena_allocate(arena, count * element_bytes);
}

char *tcv_arena_text(tcv_arena *arena, const char *text, size_t size_bytes)
{
    if (size_bytes >= PTRDIFF_MAX)
        return NULL;
    char *copy = take(arena, size_bytes + 1, 1);
    if (copy == NULL)
        return NULL;
    if (size_bytes != 0)
        memcpy(copy, text, size_bytes);
    copy[size_bytes] = '\0';
    return copy;
}

void tcv_arena_release(tcv_arena *arena)
{
    tcv_arena_chunk *chunk = arena->chunks;
    while (chunk != NULL) {
        tcv_arena_chunk *next = chunk->next;
        tcv_release(arena->allocator, chunk);
        chunk = next;
    }
    arena->chunks = NULL;
}

void tcv_arena_release_wiped(tcv_arena *arena)
{
    for (tcv_arena_chunk *chunk = arena->chunks; chunk != NULL; chunk = chunk->next)
        tcv_wipe(chunk->bytes, chunk->used_bytes);
    tcv_arena_release(arena);
}

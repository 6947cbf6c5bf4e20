/* SPDX-License-Identifier: MIT
 * glibc lets a program replace malloc; its own is still there under __libc_ names. */
#include "counted_malloc.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

void *__libc_malloc(size_t size_bytes);
void *__libc_calloc(size_t count, size_t size_bytes);
void *__libc_realloc(void *memory, size_t size_bytes);
void __libc_free(void *memory);

static atomic_size_t allocations, live_bytes;

static void *counted(void *memory)
{
    if (memory) {
        atomic_fetch_add(&allocations, 1);
        atomic_fetch_add(&live_bytes, malloc_usable_size(memory));
    }
    return memory;
}

static size_t usable_bytes(void *memory)
{
    return memory ? malloc_usable_size(memory) : 0;
}

void *malloc(size_t size_bytes)
{
    return counted(__libc_malloc(size_bytes));
}

void *calloc(size_t count, size_t size_bytes)
{
    return counted(__libc_calloc(count, size_bytes));
}

void *realloc(void *memory, size_t size_bytes)
{
    size_t before = usable_bytes(memory);
    void *grown = __libc_realloc(memory, size_bytes);
    if (grown)
        atomic_fetch_sub(&live_bytes, before);
    return counted(grown);
}

void free(void *memory)
{
    atomic_fetch_sub(&live_bytes, usable_bytes(memory));
    __libc_free(memory);
}

size_t counted_allocations(void)
{
    return atomic_load(&allocations);
}

size_t counted_live_bytes(void)
{
    return atomic_load(&live_bytes);
}

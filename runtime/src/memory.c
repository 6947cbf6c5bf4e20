/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static void *default_allocate(size_t size_bytes, void *user)
{
    (void)user;
    return malloc(size_bytes);
}

static void *default_reallocate(void *memory, size_t size_bytes, void *user)
{
    (void)user;
    return realloc(memory, size_bytes);
}

static void default_release(void *memory, void *user)
{
    (void)user;
    free(memory);
}

const tcvod_allocator tcv_default_allocator = {
    .allocate = default_allocate, .reallocate = default_reallocate, .release = default_release};

static const tcvod_allocator *or_default(const tcvod_allocator *allocator)
{
    return allocator != NULL ? allocator : &tcv_default_allocator;
}

void *tcv_allocate(const tcvod_allocator *allocator, size_t size_bytes)
{
    const tcvod_allocator *used = or_default(allocator);
    if (size_bytes > PTRDIFF_MAX)
        return NULL;
    return used->allocate(size_bytes != 0 ? size_bytes : 1, used->user);
}

void *tcv_allocate_zeroed(const tcvod_allocator *allocator, size_t size_bytes)
{
    void *memory = tcv_allocate(allocator, size_bytes);
    if (memory != NULL)
        memset(memory, 0, size_bytes);
    return memory;
}

void *tcv_reallocate(const tcvod_allocator *allocator, void *memory, size_t size_bytes)
{
    const tcvod_allocator *used = or_default(allocator);
    if (memory == NULL)
        return tcv_allocate(used, size_bytes);
    if (size_bytes > PTRDIFF_MAX)
        return NULL;
    return used->reallocate(memory, size_bytes != 0 ? size_bytes : 1, used->user);
}

void tcv_release(const tcvod_allocator *allocator, void *memory)
{
    const tcvod_allocator *used = or_default(allocator);
    if (memory != NULL)
        used->release(memory, used->user);
}

char *tcv_copy_text(const tcvod_allocator *allocator, const char *text, bool *failed)
{
    if (text == NULL)
        return NULL;
    size_t size_bytes = strlen(text) + 1;
    char *copy = tcv_allocate(allocator, size_bytes);
    if (copy == NULL)
        *failed = true;
    else
        memcpy(copy, text, size_bytes);
    return copy;
}

void tcv_wipe(void *memory, size_t size_bytes)
{
    if (memory != NULL)
        OPENSSL_cleanse(memory, size_bytes);
}

void tcv_release_secret_text(const tcvod_allocator *allocator, char *text)
{
    if (text != NULL)
        tcv_wipe(text, strlen(text));
    tcv_release(allocator, text);
}

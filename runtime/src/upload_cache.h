/* SPDX-License-Identifier: MIT */
/* A file that remembers the SHA-1 of files. Text: a heading, a line per file, a digest of all that.
 * What is not exactly as it was written counts as empty. Shared by threads and processes. */
#ifndef TCV_UPLOAD_CACHE_H
#define TCV_UPLOAD_CACHE_H

#include "upload_digest.h"
#include "upload_source.h"

typedef struct tcv_hash_cache {
    const tcvod_allocator *allocator;
    const char *path; /* NULL: remembers nothing */
} tcv_hash_cache;

/* False when it is not known. */
bool tcv_hash_cache_find(const tcv_hash_cache *cache, const tcv_file_identity *file,
                         char sha1[static TCV_SHA1_HEX_BYTES]);
/* Replaces what was known of the file. `sha1` NULL: forgets it. False when it could not be written.
 */
bool tcv_hash_cache_store(const tcv_hash_cache *cache, const tcv_file_identity *file,
                          const char *sha1);

#endif

/* SPDX-License-Identifier: MIT */
/* The upload's cache of digests. A damaged file is an empty one; a digest that is found looks like
 * one, and what is stored is found again. */
#include "file.h"
#include "fuzz.h"
#include "upload_cache.h"

#include <string.h>

static void check_digest(const char *sha1)
{
    REQUIRE(strlen(sha1) == TCV_SHA1_HEX_BYTES - 1);
    REQUIRE(sha1[strspn(sha1, "0123456789abcdef")] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const tcv_file_identity known = {1, 2, 3, 4, 5};
    static const char stored[] = "0123456789abcdef0123456789abcdef01234567";
    char sha1[TCV_SHA1_HEX_BYTES];
    tcv_hash_cache cache = {.path = fuzz_write_file("cache/hashes", data, size_bytes)};
    if (tcv_hash_cache_find(&cache, &known, sha1))
        check_digest(sha1);
    REQUIRE(tcv_hash_cache_store(&cache, &known, stored));
    REQUIRE(tcv_hash_cache_find(&cache, &known, sha1) && strcmp(sha1, stored) == 0);
    return 0;
}

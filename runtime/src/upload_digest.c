/* SPDX-License-Identifier: MIT */
#include "upload_digest.h"

#include <openssl/evp.h>

bool tcv_digest_begin(tcv_digest *digest, enum tcv_digest_kind kind)
{
    const EVP_MD *algorithm = kind == TCV_DIGEST_MD5 ? EVP_md5() : EVP_sha1();
    if (!digest->state)
        digest->state = EVP_MD_CTX_new();
    return digest->state && EVP_DigestInit_ex(digest->state, algorithm, NULL) == 1;
}

bool tcv_digest_add(tcv_digest *digest, const void *data, size_t size_bytes)
{
    return EVP_DigestUpdate(digest->state, data, size_bytes) == 1;
}

bool tcv_digest_end(tcv_digest *digest, char *hex, size_t hex_bytes)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned count = 0;
    if (EVP_DigestFinal_ex(digest->state, bytes, &count) != 1 || hex_bytes < 2 * (size_t)count + 1)
        return false;
    for (unsigned i = 0; i < count; i++) {
        *hex++ = digits[bytes[i] >> 4];
        *hex++ = digits[bytes[i] & 15];
    }
    *hex = '\0';
    return true;
}

void tcv_digest_release(tcv_digest *digest)
{
    EVP_MD_CTX_free(digest->state);
    digest->state = NULL;
}

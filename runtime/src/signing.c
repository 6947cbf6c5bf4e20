/* SPDX-License-Identifier: MIT */
#include "signing.h"

#include <tcvod/error.h>

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

static void append_name(tcv_buffer *buffer, const char *name)
{
    for (;;) {
        size_t length = strcspn(name, "_");
        tcv_buffer_append(buffer, name, length);
        if (name[length] == '\0')
            return;
        tcv_buffer_char(buffer, '.');
        name += length + 1;
    }
}

void tcv_string_to_sign(tcv_buffer *buffer, const char *method, const char *host, const char *path,
                        const tcvod_parameter *sorted, size_t count)
{
    char separator = '?';
    tcv_buffer_text(buffer, method);
    tcv_buffer_text(buffer, host);
    tcv_buffer_text(buffer, path);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(sorted[i].name, "Signature") == 0)
            continue;
        tcv_buffer_char(buffer, separator);
        append_name(buffer, sorted[i].name);
        tcv_buffer_char(buffer, '=');
        tcv_buffer_text(buffer, sorted[i].value);
        separator = '&';
    }
    if (separator == '?')
        tcv_buffer_char(buffer, separator);
}

int tcv_hmac_base64(enum tcv_hash hash, const char *key, const char *text, size_t size_bytes,
                    char signature[static 45])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned digest_bytes = 0;
    const EVP_MD *algorithm = hash == TCV_SHA256 ? EVP_sha256() : EVP_sha1();
    size_t key_bytes = strlen(key);
    signature[0] = '\0';
    if (key_bytes > INT_MAX || HMAC(algorithm, key, (int)key_bytes, (const unsigned char *)text,
                                    size_bytes, digest, &digest_bytes) == NULL)
        return TCVOD_ERROR_MEMORY;
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)digest_bytes);
    tcv_wipe(digest, sizeof digest);
    return TCVOD_OK;
}

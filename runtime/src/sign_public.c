/* SPDX-License-Identifier: MIT */
#include "fail.h"
#include "parameters.h"
#include "signing.h"

#include <tcvod/sign.h>

#include <string.h>

static int check_arguments(const char *method, const char *host, const char *path,
                           const tcvod_parameter *parameters, size_t count, const char *secret_key,
                           tcvod_error *error)
{
    const struct {
        const char *name;
        const char *value;
    } needed[] = {{"method", method}, {"host", host}, {"path", path}, {"secret_key", secret_key}};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i].value == NULL || *needed[i].value == '\0')
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "sign", needed[i].name,
                            "%s must not be empty", needed[i].name);
    if (parameters == NULL && count != 0)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "sign", "parameters",
                        "parameters must not be NULL when count is %zu", count);
    for (size_t i = 0; i < count; i++) {
        if (parameters[i].name == NULL || parameters[i].value == NULL)
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "sign", "parameters",
                            "parameters[%zu] has no name or no value", i);
    }
    return TCVOD_OK;
}

/* "https://host:8443" → "host" */
static void append_bare_host(tcv_buffer *buffer, const char *host)
{
    const char *scheme_end = strstr(host, "://");
    if (scheme_end != NULL)
        host = scheme_end + 3;
    size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/");
    tcv_buffer_append(buffer, host, strnlen(host, length));
}

static void append_capitals(tcv_buffer *buffer, const char *text)
{
    for (; *text != '\0'; text++)
        tcv_buffer_char(buffer, *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text);
}

static enum tcv_hash hash_of(const tcvod_parameter *parameters, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(parameters[i].name, "SignatureMethod") == 0)
            return strcmp(parameters[i].value, "HmacSHA256") == 0 ? TCV_SHA256 : TCV_SHA1;
    return TCV_SHA1;
}

static int sign_text(enum tcv_hash hash, const char *secret_key, tcv_buffer *text,
                     char **string_to_sign, char **signature, tcvod_error *error)
{
    char encoded[45];
    bool failed = text->failed;
    if (failed || tcv_hmac_base64(hash, secret_key, text->data, text->size_bytes, encoded) != 0)
        return tcv_fail_memory(error, "sign");
    char *own_signature = tcv_copy_text(NULL, encoded, &failed);
    tcv_wipe(encoded, sizeof encoded);
    char *own_text = tcv_buffer_take(text);
    if (own_signature == NULL || own_text == NULL) {
        tcv_release_secret_text(NULL, own_signature);
        tcv_release_secret_text(NULL, own_text);
        return tcv_fail_memory(error, "sign");
    }
    *signature = own_signature;
    *string_to_sign = own_text;
    return TCVOD_OK;
}

int tcvod_sign(const char *method, const char *host, const char *path,
               const tcvod_parameter *parameters, size_t count, const char *secret_key,
               char **string_to_sign, char **signature, tcvod_error *error)
{
    tcv_error_reset(error);
    if (string_to_sign == NULL || signature == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "sign", "",
                        "string_to_sign and signature must not be NULL");
    *string_to_sign = NULL;
    *signature = NULL;
    int status = check_arguments(method, host, path, parameters, count, secret_key, error);
    if (status != TCVOD_OK)
        return status;

    tcv_parameters sorted;
    tcv_buffer opening;
    tcv_buffer bare_host;
    tcv_buffer text;
    tcv_parameters_init(&sorted, NULL);
    tcv_buffer_init(&opening, NULL);
    tcv_buffer_init(&bare_host, NULL);
    tcv_buffer_init(&text, NULL);
    text.secret = true;
    append_capitals(&opening, method);
    append_bare_host(&bare_host, host);
    for (size_t i = 0; i < count; i++)
        tcv_parameters_add(&sorted, parameters[i].name, parameters[i].value);
    tcv_parameters_sort(&sorted);
    if (opening.failed || bare_host.failed || sorted.failed) {
        status = tcv_fail_memory(error, "sign");
    } else {
        tcv_string_to_sign(&text, opening.data, bare_host.data, path, sorted.items, sorted.count);
        status = sign_text(hash_of(sorted.items, sorted.count), secret_key, &text, string_to_sign,
                           signature, error);
    }
    tcv_buffer_release(&text);
    tcv_buffer_release(&bare_host);
    tcv_buffer_release(&opening);
    tcv_parameters_release(&sorted);
    return status;
}

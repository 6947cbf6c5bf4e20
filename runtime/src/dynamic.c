/* SPDX-License-Identifier: MIT */
#include "fail.h"
#include "response.h"
#include "response_view.h"

#include <tcvod/dynamic.h>

#include <string.h>

static int decode_action(const tcv_service *service, const tcv_action *action, const char *body,
                         size_t size_bytes, void **response, tcvod_error *error)
{
    char *own_body = tcv_allocate(NULL, size_bytes < SIZE_MAX ? size_bytes + 1 : SIZE_MAX);
    if (own_body == NULL)
        return tcv_fail_memory(error, "decode");
    if (size_bytes != 0)
        memcpy(own_body, body, size_bytes);
    own_body[size_bytes] = '\0';
    return tcv_response_create(response, NULL, service, action->response, service->layout_version,
                               own_body, size_bytes, false, "", error);
}

int tcvod_decode(const char *action, const char *body, size_t size_bytes, void **response,
                 tcvod_error *error)
{
    const tcv_service *service = NULL;
    tcv_error_reset(error);
    if (response == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "", "response must not be NULL");
    *response = NULL;
    if (action == NULL || (body == NULL && size_bytes != 0))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "",
                        "action and body must not be NULL");
    const tcv_action *found = tcv_action_by_name(action, &service);
    if (found == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "action",
                        "there is no action %.64s; tcvod_action_at() lists them", action);
    int status = decode_action(service, found, body, size_bytes, response, error);
    const char *name = tcv_text(service, found->name);
    if (status != TCVOD_OK && error != NULL)
        tcv_copy_cut(error->action, sizeof error->action, name, strlen(name));
    return status;
}

int tcvod_response_view(const void *response, char **json, tcvod_error *error)
{
    tcv_buffer buffer;
    tcv_error_reset(error);
    if (json == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "print", "", "json must not be NULL");
    *json = NULL;
    if (response == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "print", "", "response must not be NULL");
    tcv_buffer_init(&buffer, NULL);
    tcv_response_print(response, &buffer);
    *json = tcv_buffer_take(&buffer);
    return *json != NULL ? TCVOD_OK : tcv_fail_memory(error, "print");
}

void tcvod_text_free(char *text)
{
    tcv_release_secret_text(NULL, text);
}

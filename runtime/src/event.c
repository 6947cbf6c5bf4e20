/* SPDX-License-Identifier: MIT */
#include <tcvod/event.h>

#include "fail.h"
#include "json_document.h"
#include "response.h"

#include <string.h>
#include <tcvod/dynamic.h>
#include <tcvod/response.h>
#include <tcvod/version.h>

static const tcv_node *member_of(const tcv_node *object, const char *name)
{
    const tcv_node *value = NULL;
    tcv_node_member(object, name, strlen(name), &value);
    return value;
}

static const tcv_event *event_named(const tcv_service *service, const char *name)
{
    for (uint16_t i = 0; i < service->event_count; i++)
        if (strcmp(tcv_text(service, service->events[i].name), name) == 0)
            return &service->events[i];
    return NULL;
}

static const tcv_event *event_of_type(const tcv_service *service, uint16_t type)
{
    for (uint16_t i = 0; i < service->event_count && type != 0; i++)
        if (service->events[i].type == type)
            return &service->events[i];
    return NULL;
}

static const tcv_event *event_told_by_field(const tcv_service *service, const tcv_node *object)
{
    for (uint16_t i = 0; i < service->event_count; i++) {
        const char *field = tcv_text(service, service->events[i].told_by);
        if (*field != '\0' && member_of(object, field) != NULL)
            return &service->events[i];
    }
    return NULL;
}

static const tcv_event *recognize(const tcv_service *service, const tcv_node *object)
{
    const char *field = tcv_text(service, service->event_field);
    const tcv_node *name = *field != '\0' ? member_of(object, field) : NULL;
    if (name == NULL)
        return event_told_by_field(service, object);
    return tcv_node_kind_of(name) == TCV_NODE_STRING
               ? event_named(service, tcv_node_read(name).text)
               : NULL;
}

/* The service that knows the event, else the first that has events at all. */
static const tcv_service *choose_service(const tcv_node *object)
{
    const tcv_service *first = NULL;
    for (const tcv_service *const *each = tcv_services; *each != NULL; each++) {
        if (recognize(*each, object) != NULL)
            return *each;
        if (first == NULL && (*each)->event_count != 0)
            first = *each;
    }
    return first;
}

/* Takes over document and body. */
static int decode(const tcv_service *service, uint32_t layout_version, tcv_json *document,
                  char *body, size_t size_bytes, void **event, tcvod_error *error)
{
    const char *problem = NULL;
    if (tcv_node_kind_of(document->root) != TCV_NODE_OBJECT)
        problem = "an event is a JSON object";
    else if (service == NULL)
        service = choose_service(document->root);
    if (problem == NULL && service == NULL)
        problem = "no service of this library has events";
    if (problem != NULL) {
        tcv_json_release(document);
        tcv_release(NULL, body);
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", "", "%s", problem);
    }
    const tcv_event *known = recognize(service, document->root);
    uint16_t version = layout_version != 0 ? (uint16_t)layout_version : service->layout_version;
    return tcv_response_adopt(event, NULL, service, known != NULL ? known->type : 0, version,
                              document, body, size_bytes, false, "", error);
}

/* Takes over body. */
static int parse_and_decode(const tcv_service *service, uint32_t layout_version, char *body,
                            size_t size_bytes, tcvod_event **event, tcvod_error *error)
{
    tcv_json *document = NULL;
    void *decoded = NULL;
    int status = tcv_json_parse(&document, NULL, body, size_bytes, error);
    if (status == TCVOD_OK)
        status = decode(service, layout_version, document, body, size_bytes, &decoded, error);
    else
        tcv_release(NULL, body);
    *event = decoded;
    return status;
}

static int check(uint32_t number, uint32_t layout_version, tcvod_event **event,
                 const tcv_service **service, tcvod_error *error)
{
    tcv_error_reset(error);
    if (event == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "event", "event is NULL");
    *event = NULL;
    *service = number != 0 ? tcv_service_of(number << 16) : NULL;
    bool is_known = number <= UINT16_MAX && (number == 0 || *service != NULL);
    uint32_t newest = *service != NULL ? (*service)->layout_version : 0;
    if (is_known && layout_version <= newest)
        return TCVOD_OK;
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "",
                    "this library (%s) does not know service %u with layout %u: update it",
                    tcvod_version(), (unsigned)number, (unsigned)layout_version);
}

int tcvod_event_read(uint32_t service, uint32_t layout_version, const char *body, size_t size_bytes,
                     tcvod_event **event, tcvod_error *error)
{
    const tcv_service *owner = NULL;
    int status = check(service, layout_version, event, &owner, error);
    if (status != TCVOD_OK)
        return status;
    if (body == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "decode", "body", "body is NULL");
    char *own_body = tcv_allocate(NULL, size_bytes < SIZE_MAX ? size_bytes + 1 : SIZE_MAX);
    if (own_body == NULL)
        return tcv_fail_memory(error, "decode");
    memcpy(own_body, body, size_bytes);
    own_body[size_bytes] = '\0';
    return parse_and_decode(owner, layout_version, own_body, size_bytes, event, error);
}

int tcvod_event_read_at(uint32_t service, uint32_t layout_version, const void *response,
                        const char *path, tcvod_event **event, tcvod_error *error)
{
    const tcv_service *owner = NULL;
    char *body = NULL;
    int status = check(service, layout_version, event, &owner, error);
    if (status != TCVOD_OK)
        return status;
    status = tcvod_get_json(response, path, &body);
    if (status == TCVOD_ERROR_MEMORY)
        return tcv_fail_memory(error, "decode");
    if (status != TCVOD_OK)
        return tcv_fail(error, status, "decode", path != NULL ? path : "",
                        status == TCVOD_ERROR_DECODE ? "the response has no such value"
                                                     : "response or path cannot be used");
    return parse_and_decode(owner, layout_version, body, strlen(body), event, error);
}

const char *tcvod_event_type(const tcvod_event *event)
{
    const char *name = NULL;
    if (event == NULL)
        return "";
    const tcv_service *service = tcv_response_service(event);
    const tcv_event *known = event_of_type(service, tcv_response_type(event));
    if (known != NULL)
        return tcv_text(service, known->name);
    const tcv_node *root = tcv_response_document(event)->root;
    const tcv_node *text = member_of(root, tcv_text(service, service->event_field));
    if (tcv_node_kind_of(text) == TCV_NODE_STRING)
        name = tcv_node_read(text).text;
    return name != NULL ? name : "";
}

const void *tcvod_event_payload(const tcvod_event *event, const char *type)
{
    if (event == NULL || type == NULL)
        return NULL;
    const tcv_service *service = tcv_response_service(event);
    const tcv_event *wanted = event_named(service, type);
    return wanted != NULL && wanted->type == tcv_response_type(event) ? event : NULL;
}

/* SPDX-License-Identifier: MIT */
#include "response.h"

#include "fail.h"
#include "json_document.h"
#include "response_view.h"

#include <tcvod/response.h>

#include <stdalign.h>
#include <string.h>

/* Lies in the arena that it owns; the typed struct follows it. */
struct tcv_response {
    tcvod_allocator allocator; /* a copy: responses outlive their client */
    tcv_arena arena;
    const tcv_service *service;
    uint16_t type;
    uint16_t version;
    tcv_json *document;
    char *body;
    size_t body_bytes;
    const char *request_id;
    tcv_notes notes;
    alignas(max_align_t) unsigned char typed[];
};

static tcv_response *header_of(const void *response)
{
    return (tcv_response *)((uintptr_t)response - offsetof(tcv_response, typed));
}

static tcv_response *allocate_response(const tcvod_allocator *allocator, size_t typed_bytes,
                                       size_t body_bytes)
{
    tcv_arena arena;
    size_t header_bytes = sizeof(tcv_response) + typed_bytes;
    /* A typed view takes about half as much as the text it is made of. */
    tcv_arena_init(&arena, allocator, header_bytes + body_bytes / 2);
    tcv_response *header = tcv_arena_allocate(&arena, header_bytes);
    if (header == NULL)
        return NULL;
    header->allocator = allocator != NULL ? *allocator : tcv_default_allocator;
    header->arena = arena;
    header->arena.allocator = &header->allocator;
    return header;
}

/* As the HTTP header says, or else the body. NULL: memory is out. */
static const char *own_request_id(tcv_response *header, const char *from_header)
{
    const char *id = NULL;
    if (*from_header != '\0')
        return tcv_arena_text(&header->arena, from_header, strlen(from_header));
    int status = tcv_json_get_string(header->document, "requestId", &id);
    if (status == TCVOD_ERROR_DECODE)
        status = tcv_json_get_string(header->document, "RequestId", &id);
    if (status == TCVOD_ERROR_MEMORY)
        return NULL;
    return status == TCVOD_OK ? id : ""; /* lives as long as the document */
}

static int decode(tcv_response *header, bool strict, const char *request_id, tcvod_error *error)
{
    header->request_id = own_request_id(header, request_id);
    if (header->request_id == NULL)
        return tcv_fail_memory(error, "decode");
    if (header->type == 0)
        return TCVOD_OK;
    int status = tcv_json_decode(header->document, header->service, header->type, header->version,
                                 &header->arena, &header->notes, header->typed, error);
    if (status == TCVOD_OK && strict && header->notes.count != 0)
        return tcv_fail_note(error, TCVOD_ERROR_DECODE, "decode", header->notes.items[0]);
    return status;
}

int tcv_response_create(void **response, const tcvod_allocator *allocator,
                        const tcv_service *service, uint16_t type, uint16_t layout_version,
                        char *body, size_t size_bytes, bool strict, const char *request_id,
                        tcvod_error *error)
{
    tcv_json *document = NULL;
    *response = NULL;
    int status = tcv_json_parse(&document, allocator, body, size_bytes, error);
    if (status != TCVOD_OK) {
        tcv_release(allocator, body);
        return status;
    }
    return tcv_response_adopt(response, allocator, service, type, layout_version, document, body,
                              size_bytes, strict, request_id, error);
}

int tcv_response_adopt(void **response, const tcvod_allocator *allocator,
                       const tcv_service *service, uint16_t type, uint16_t layout_version,
                       tcv_json *document, char *body, size_t size_bytes, bool strict,
                       const char *request_id, tcvod_error *error)
{
    *response = NULL;
    size_t typed_bytes = type != 0 ? tcv_struct_size(service, type, layout_version) : 1;
    tcv_response *header = allocate_response(allocator, typed_bytes, size_bytes);
    if (header == NULL) {
        tcv_json_release(document);
        tcv_release(allocator, body);
        return tcv_fail_memory(error, "decode");
    }
    header->document = document;
    header->service = service;
    header->type = type;
    header->version = layout_version;
    header->body = body;
    header->body_bytes = size_bytes;
    int status = decode(header, strict, request_id != NULL ? request_id : "", error);
    if (status != TCVOD_OK)
        tcvod_free(header->typed);
    else
        *response = header->typed;
    return status;
}

void tcvod_free(void *response)
{
    if (response == NULL)
        return;
    tcv_response *header = header_of(response);
    tcvod_allocator allocator = header->allocator;
    tcv_arena arena = header->arena;
    arena.allocator = &allocator;
    tcv_json_release(header->document);
    tcv_release(&allocator, header->body);
    tcv_arena_release(&arena);
}

tcv_notes *tcv_response_notes(void *response)
{
    return &header_of(response)->notes;
}

tcv_json *tcv_response_document(const void *response)
{
    return header_of(response)->document;
}

const tcv_service *tcv_response_service(const void *response)
{
    return header_of(response)->service;
}

uint16_t tcv_response_type(const void *response)
{
    return header_of(response)->type;
}

void tcv_response_print(const void *response, tcv_buffer *buffer)
{
    const tcv_response *header = header_of(response);
    tcv_json_print(header->service, header->type, header->version, header->typed, false, buffer);
}

const char *tcvod_response_json(const void *response, size_t *size_bytes)
{
    const tcv_response *header = response != NULL ? header_of(response) : NULL;
    if (size_bytes != NULL)
        *size_bytes = header != NULL ? header->body_bytes : 0;
    return header != NULL ? header->body : NULL;
}

const char *tcvod_response_request_id(const void *response)
{
    return response != NULL ? header_of(response)->request_id : "";
}

size_t tcvod_response_note_count(const void *response)
{
    return response != NULL ? header_of(response)->notes.count : 0;
}

const char *tcvod_response_note(const void *response, size_t index)
{
    if (index >= tcvod_response_note_count(response))
        return NULL;
    return header_of(response)->notes.items[index];
}

int tcvod_get_string(const void *response, const char *path, const char **value)
{
    if (response == NULL || path == NULL || value == NULL)
        return TCVOD_ERROR_ARGUMENT;
    return tcv_json_get_string(header_of(response)->document, path, value);
}

int tcvod_get_int(const void *response, const char *path, int64_t *value)
{
    if (response == NULL || path == NULL || value == NULL)
        return TCVOD_ERROR_ARGUMENT;
    return tcv_json_get_int(header_of(response)->document, path, value);
}

int tcvod_get_double(const void *response, const char *path, double *value)
{
    if (response == NULL || path == NULL || value == NULL)
        return TCVOD_ERROR_ARGUMENT;
    return tcv_json_get_double(header_of(response)->document, path, value);
}

int tcvod_get_bool(const void *response, const char *path, bool *value)
{
    if (response == NULL || path == NULL || value == NULL)
        return TCVOD_ERROR_ARGUMENT;
    return tcv_json_get_bool(header_of(response)->document, path, value);
}

int tcvod_get_json(const void *response, const char *path, char **json)
{
    tcv_buffer buffer;
    if (response == NULL || path == NULL || json == NULL)
        return TCVOD_ERROR_ARGUMENT;
    tcv_buffer_init(&buffer, NULL);
    int status = tcv_json_get_text(header_of(response)->document, path, &buffer);
    if (status == TCVOD_OK && (*json = tcv_buffer_take(&buffer)) == NULL)
        status = TCVOD_ERROR_MEMORY;
    tcv_buffer_release(&buffer);
    return status;
}

int tcvod_get_count(const void *response, const char *path, size_t *count)
{
    if (response == NULL || path == NULL || count == NULL)
        return TCVOD_ERROR_ARGUMENT;
    return tcv_json_get_count(header_of(response)->document, path, count);
}

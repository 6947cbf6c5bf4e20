/* SPDX-License-Identifier: MIT */
/* What lies in front of every response struct that the application sees. */
#ifndef TCV_RESPONSE_H
#define TCV_RESPONSE_H

#include "arena.h"
#include "json.h"

typedef struct tcv_response tcv_response;

/* Takes over `body` (NUL-terminated, from `allocator`), also when it fails. `strict`: the first
 * note is a DECODE error. Does not look at the service's code: that is the protocol's business. On
 * success *response is what the application gets (the typed struct). */
int tcv_response_create(void **response, const tcvod_allocator *allocator,
                        const tcv_service *service, uint16_t type, uint16_t layout_version,
                        char *body, size_t size_bytes, bool strict, const char *request_id,
                        tcvod_error *error);

/* The same of a document that is parsed already; it is taken over, too. `type` 0: an empty struct.
 */
int tcv_response_adopt(void **response, const tcvod_allocator *allocator,
                       const tcv_service *service, uint16_t type, uint16_t layout_version,
                       tcv_json *document, char *body, size_t size_bytes, bool strict,
                       const char *request_id, tcvod_error *error);

tcv_notes *tcv_response_notes(void *response);
tcv_json *tcv_response_document(const void *response);
const tcv_service *tcv_response_service(const void *response);
uint16_t tcv_response_type(const void *response);

#endif

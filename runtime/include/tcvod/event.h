/* SPDX-License-Identifier: MIT */
/* Events that the service sends by itself: as the body of a callback, or in the queue that an
 * action hands out. The generated headers know the kinds; what they do is a line around these
 * functions. */
#ifndef TCVOD_EVENT_H
#define TCVOD_EVENT_H

#include <tcvod/error.h>

TCVOD_BEGIN_C

/* A decoded event, of a kind that the library knows or not. It is a response: tcvod_free() releases
 * it, and tcvod_response_json(), tcvod_response_note() and tcvod_get_…() read it. */
typedef struct tcvod_event tcvod_event;

/* `body` needs no NUL at its end. On success *event is to be released by tcvod_free(). `service`
 * and `layout_version` are constants of the generated headers; 0 is any service, and the newest
 * layout. Errors: ARGUMENT, DECODE, MEMORY; a kind that is not known is none. */
TCVOD_API int tcvod_event_read(uint32_t service, uint32_t layout_version, const char *body,
                               size_t size_bytes, tcvod_event **event, tcvod_error *error);
/* The same of an event that stands in a response, at "eventList[0].eventContent". */
TCVOD_API int tcvod_event_read_at(uint32_t service, uint32_t layout_version, const void *response,
                                  const char *path, tcvod_event **event, tcvod_error *error);

/* Name of its kind, known or not; "" when it has none. Lives as long as the event. */
TCVOD_API const char *tcvod_event_type(const tcvod_event *event);

/* Its typed fields when it is of the kind `type`, else NULL. Lives as long as the event. */
TCVOD_API const void *tcvod_event_payload(const tcvod_event *event, const char *type);

/* A kind of event; static, never released. */
typedef struct tcvod_event_info {
    const char *service;
    const char *name;
    const char *summary;
    uint32_t type; /* for tcvod_field_at() */
} tcvod_event_info;

/* Kinds in alphabetical order. TCVOD_ERROR_ARGUMENT past the end. */
TCVOD_API int tcvod_event_at(size_t index, tcvod_event_info *info);

TCVOD_END_C

#endif

/* SPDX-License-Identifier: MIT */
/* JSON with wire names → a request struct. */
#ifndef TCV_REQUEST_JSON_H
#define TCV_REQUEST_JSON_H

#include "arena.h"
#include "table.h"

#include <tcvod/error.h>

/* `text` (NUL-terminated) must be an object; *request is a struct `type` of the newest layout that
 * lives, with everything it points to, in `arena`. Unknown members and wrong types are ARGUMENT
 * errors that name the path; MEMORY. */
int tcv_request_from_json(const tcv_service *service, uint16_t type, const char *text,
                          tcv_arena *arena, void **request, tcvod_error *error);

#endif

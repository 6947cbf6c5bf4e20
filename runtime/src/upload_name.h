/* SPDX-License-Identifier: MIT */
/* What a file is called at the service. */
#ifndef TCV_UPLOAD_NAME_H
#define TCV_UPLOAD_NAME_H

#include "arena.h"

typedef struct tcv_upload_name {
    const char *name; /* without extension; NULL: memory is out */
    const char *type; /* extension without its dot; "" when there is none */
    bool changed;     /* characters were replaced or left out */
} tcv_upload_name;

/* `name` and `type`, where they are NULL, come from `path`, which may be NULL, too. */
tcv_upload_name tcv_upload_name_of(tcv_arena *arena, const char *path, const char *name,
                                   const char *type, size_t max_name_bytes);

#endif

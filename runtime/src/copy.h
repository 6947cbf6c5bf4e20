/* SPDX-License-Identifier: MIT */
#ifndef TCV_COPY_H
#define TCV_COPY_H

#include "arena.h"
#include "table.h"

/* A struct with all that it points to, laid out as `version` says; NULL when memory is out. */
void *tcv_copy_struct(const tcv_service *service, uint16_t type, uint16_t version,
                      const void *source, tcv_arena *arena);

#endif

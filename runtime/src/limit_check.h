/* SPDX-License-Identifier: MIT */
/* Limits that the spec states, for strict requests. */
#ifndef TCV_LIMIT_CHECK_H
#define TCV_LIMIT_CHECK_H

#include "access.h"
#include "table.h"

#include <stdbool.h>

enum { TCV_FINDING_BYTES = 64 };

typedef enum tcv_limit_result { TCV_WITHIN, TCV_BEYOND, TCV_NO_MEMORY } tcv_limit_result;

/* `finding` says, when the result is TCV_BEYOND, what was found: "45 bytes". It holds no values of
 * sensitive fields. */
tcv_limit_result tcv_check_scalar(const tcv_service *service, const tcv_field *field,
                                  const tcv_bare *value, char finding[static TCV_FINDING_BYTES]);
tcv_limit_result tcv_check_count(const tcv_service *service, const tcv_field *field, size_t count,
                                 char finding[static TCV_FINDING_BYTES]);

/* The limits of a field in words: "1 to 40 bytes". */
const char *tcv_limits_text(const tcv_service *service, const tcv_field *field);

#endif

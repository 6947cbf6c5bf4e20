/* SPDX-License-Identifier: MIT */
/* Whether the same call may succeed later; pure functions. */
#ifndef TCV_RETRY_H
#define TCV_RETRY_H

#include "table.h"

#include <stdbool.h>
#include <tcvod/error.h>

/* NULL when neither the action nor the service knows `code`. */
const tcv_error_code *tcv_find_error_code(const tcv_service *service, const tcv_action *action,
                                          const char *code);

/* `server_allows`: what the answer itself says, where it says something. */
bool tcv_code_is_retryable(const tcv_action *action, const tcv_error_code *code,
                           bool server_allows);

/* Of a call that ended without the service's word. */
bool tcv_failure_is_retryable(const tcv_action *action, const tcvod_error *error);

#endif

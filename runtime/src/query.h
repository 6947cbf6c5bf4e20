/* SPDX-License-Identifier: MIT */
/* Walker: request struct → flat parameters. */
#ifndef TCV_QUERY_H
#define TCV_QUERY_H

#include "parameters.h"
#include "table.h"

#include <tcvod/error.h>

/* Appends the parameters of `request`, laid out as `version` says (NULL: nothing is set). Always
 * refused: text that is not UTF-8. With `strict`: missing required fields and broken limits too.
 * ARGUMENT errors name the field path as the caller writes it ("transcode.definition[2]"). */
int tcv_encode_query(const tcv_service *service, uint16_t type, uint16_t version,
                     const void *request, bool strict, tcv_parameters *parameters,
                     tcvod_error *error);

#endif

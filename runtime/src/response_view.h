/* SPDX-License-Identifier: MIT */
#ifndef TCV_RESPONSE_VIEW_H
#define TCV_RESPONSE_VIEW_H

#include "buffer.h"

/* The typed view of what tcv_response_create() gave, as JSON. */
void tcv_response_print(const void *response, tcv_buffer *buffer);

#endif

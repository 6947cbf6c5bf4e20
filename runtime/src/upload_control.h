/* SPDX-License-Identifier: MIT */
/* What other threads want of an upload. */
#ifndef TCV_UPLOAD_CONTROL_H
#define TCV_UPLOAD_CONTROL_H

#include "operations.h"

#include <tcvod/upload.h>

typedef struct tcv_upload_wish {
    bool cancel;
    bool pause;
} tcv_upload_wish;

/* `control` may be NULL in all of these. Between attach and detach a new wish wakes `operations`.
 * False when another upload is attached. */
bool tcv_upload_control_attach(tcvod_upload_control *control, tcv_operations *operations);
void tcv_upload_control_detach(tcvod_upload_control *control);
tcv_upload_wish tcv_upload_control_wish(tcvod_upload_control *control);
/* Sleeps until the wish differs from `known`, but no longer than `wait_ms`. */
void tcv_upload_control_wait(tcvod_upload_control *control, tcv_upload_wish known, int64_t wait_ms);

#endif

/* SPDX-License-Identifier: MIT */
/* Records for the application's log. Their fields are those of the functions below and no others.
 */
#ifndef TCV_LOG_H
#define TCV_LOG_H

#include "call.h"

void tcv_log_attempt(const tcv_call *call);
void tcv_log_retry(const tcv_call *call, int64_t wait_ms);
void tcv_log_done(const tcv_call *call);
void tcv_log_clock(const tcv_call *call, int64_t skew_ms);
void tcv_log_unverified(const tcv_settings *settings);

#endif

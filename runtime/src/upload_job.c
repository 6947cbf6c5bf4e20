/* SPDX-License-Identifier: MIT */
#include "upload_job.h"

#include "clock.h"
#include "fail.h"
#include "order.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tcvod/response.h>
#include <tcvod/vod_v2/types.h>

enum { LONGEST_WAIT_MS = 1000 };

/* The engine honours Retry-After, the job pauses and limits of rate: each gets its turn. */
enum { ATTEMPTS_AT_ONCE = 3 };

int tcv_upload_status(const tcv_upload *job)
{
    return job->error.category;
}

static void raise_to(uint64_t *told, uint64_t now)
{
    if (*told < now)
        *told = now;
}

/* A repeated InitUpload may find fewer parts than an earlier one: what was told stays told. */
static void measure(tcv_upload *job, int64_t now_ms)
{
    const tcv_ledger *ledger = &job->ledger;
    tcvod_upload_progress *progress = &job->progress;
    raise_to(&progress->parts, ledger->count);
    raise_to(&progress->parts_confirmed, ledger->confirmed_count);
    raise_to(&progress->parts_skipped, ledger->skipped_count);
    raise_to(&progress->bytes_confirmed, ledger->confirmed_bytes);
    if (progress->state == TCVOD_UPLOAD_SENDING)
        tcv_meter_see(&job->meter, now_ms, progress->bytes_confirmed);
    progress->bytes_per_second = job->meter.bytes_per_second;
}

static int tell(tcv_upload *job, int64_t now_ms)
{
    const tcvod_upload_options *options = &job->options;
    bool is_due = job->progress.state != job->told_state ||
                  now_ms - job->told_ms >= options->progress_interval_ms;
    if (!options->on_progress || !is_due)
        return TCVOD_OK;
    measure(job, now_ms);
    job->told_ms = now_ms;
    job->told_state = job->progress.state;
    if (options->on_progress(options->user, &job->progress) == 0)
        return TCVOD_OK;
    return tcv_fail(&job->error, TCVOD_ERROR_CALLBACK, "progress", "on_progress",
                    "on_progress asked to stop");
}

void tcv_upload_remember(tcv_upload *job, const tcvod_error *error)
{
    tcv_copy_cut(job->failure, sizeof job->failure, error ? error->message : "",
                 error ? strlen(error->message) : 0);
}

int tcv_upload_time_out(tcv_upload *job, const char *limit, const char *format, ...)
{
    char what[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return tcv_fail(&job->error, TCVOD_ERROR_TIMEOUT, "control", limit, "%s%s%s", what,
                    job->failure[0] ? "; the last try: " : "", job->failure);
}

int tcv_upload_checkpoint(tcv_upload *job)
{
    int64_t now_ms = tcv_monotonic_ms();
    if (tcv_upload_status(job))
        return tcv_upload_status(job);
    if (tcv_upload_control_wish(job->options.control).cancel)
        return tcv_fail(&job->error, TCVOD_ERROR_CANCELED, "control", "",
                        "the upload was canceled");
    if (now_ms >= job->deadline_ms)
        return tcv_upload_time_out(job, "total_timeout_ms",
                                   "the upload took longer than its %lld ms",
                                   (long long)job->options.total_timeout_ms);
    return tell(job, now_ms);
}

void tcv_upload_enter(tcv_upload *job, int state)
{
    job->progress.state = state;
    tcv_upload_checkpoint(job);
}

void tcv_upload_sit_out_pause(tcv_upload *job)
{
    int state = job->progress.state;
    while (tcv_upload_control_wish(job->options.control).pause && !tcv_upload_status(job)) {
        tcv_upload_enter(job, TCVOD_UPLOAD_PAUSED);
        tcv_upload_wait(job, LONGEST_WAIT_MS);
    }
    job->progress.state = state;
}

static int64_t until_next_duty_ms(const tcv_upload *job, int64_t wait_ms)
{
    int64_t now_ms = tcv_monotonic_ms();
    int64_t least_ms = wait_ms < LONGEST_WAIT_MS ? wait_ms : LONGEST_WAIT_MS;
    if (job->deadline_ms - now_ms < least_ms)
        least_ms = job->deadline_ms - now_ms;
    int64_t tell_ms = tcv_due_ms(job->told_ms, job->options.progress_interval_ms);
    if (job->options.on_progress && tell_ms - now_ms < least_ms)
        least_ms = tell_ms - now_ms;
    return least_ms > 0 ? least_ms : 0;
}

void tcv_upload_wait(tcv_upload *job, int64_t wait_ms)
{
    int64_t least_ms = until_next_duty_ms(job, wait_ms);
    if (tcv_operations_pending(job->operations) > 0)
        tcv_operations_poll(job->operations, least_ms);
    else
        tcv_upload_control_wait(job->options.control, tcv_upload_control_wish(job->options.control),
                                least_ms);
}

int tcv_upload_submit(tcv_upload *job, const tcv_upload_order *given, tcvod_completion completion,
                      void *user, tcvod_operation *operation, tcvod_error *error)
{
    tcv_order order;
    int status = tcv_order_by_id(&order, given->action_id, TCVOD_VOD_V2_LAYOUT, &given->options,
                                 sizeof given->options, error);
    if (status)
        return status;
    order.request = given->request;
    order.body = given->body;
    return tcv_operations_submit(job->operations, &order, completion, user, operation, error);
}

typedef struct awaited {
    bool done;
    void *response;
    tcvod_error error;
} awaited;

static void on_awaited(void *user, int status, void *response, const tcvod_error *error)
{
    awaited *call = user;
    (void)status;
    call->done = true;
    call->response = response;
    call->error = *error;
}

/* One submission; afterwards it is over in any case. */
static int attempt(tcv_upload *job, const tcv_upload_order *order, awaited *call)
{
    tcvod_operation operation;
    *call = (awaited){0};
    int status = tcv_upload_submit(job, order, on_awaited, call, &operation, &call->error);
    if (status)
        return status;
    while (!call->done && !tcv_upload_checkpoint(job))
        tcv_upload_wait(job, LONGEST_WAIT_MS);
    if (!call->done)
        tcv_operations_cancel(job->operations, operation);
    while (!call->done)
        tcv_operations_poll(job->operations, LONGEST_WAIT_MS);
    return tcv_upload_status(job) ? tcv_upload_status(job) : call->error.category;
}

int tcv_upload_attempts_at_once(const tcv_upload *job, unsigned failures)
{
    unsigned left = job->options.max_attempts - failures;
    return left < ATTEMPTS_AT_ONCE ? (int)left : ATTEMPTS_AT_ONCE;
}

int64_t tcv_upload_retry_wait_ms(const tcv_upload *job, const tcvod_error *error, unsigned failures)
{
    uint64_t chance = 0;
    if (!error->retryable || failures >= job->options.max_attempts)
        return -1;
    tcv_os_random(&chance);
    return tcv_backoff_ms(failures, chance);
}

static void wait_out(tcv_upload *job, int64_t wait_ms)
{
    int64_t until_ms = tcv_due_ms(tcv_monotonic_ms(), wait_ms);
    int64_t left_ms = wait_ms;
    while (left_ms > 0 && !tcv_upload_checkpoint(job)) {
        tcv_upload_wait(job, left_ms);
        left_ms = until_ms - tcv_monotonic_ms();
    }
}

int tcv_upload_call(tcv_upload *job, const tcv_upload_order *given, void **response)
{
    awaited call;
    int64_t wait_ms;
    unsigned failures = 0; /* requests that were to no avail: a submission may have made several */
    tcv_upload_order order = *given;
    *response = NULL;
    order.options.max_attempts = tcv_upload_attempts_at_once(job, failures);
    while (attempt(job, &order, &call) && !tcv_upload_status(job)) {
        failures += call.error.attempts > 1 ? (unsigned)call.error.attempts : 1;
        tcv_upload_remember(job, &call.error);
        wait_ms = tcv_upload_retry_wait_ms(job, &call.error, failures);
        if (wait_ms < 0) {
            job->error = call.error;
            job->error.attempts = (int)failures;
        } else {
            wait_out(job, wait_ms);
            order.options.max_attempts = tcv_upload_attempts_at_once(job, failures);
        }
        if (tcv_upload_status(job))
            return tcv_upload_status(job);
    }
    if (tcv_upload_status(job)) {
        tcvod_free(call.response);
        return tcv_upload_status(job);
    }
    tcv_upload_remember(job, NULL);
    *response = call.response;
    return TCVOD_OK;
}

int tcv_upload_keep_text(tcv_upload *job, const char **kept, const char *text)
{
    const char *copy = text ? tcv_arena_text(job->arena, text, strlen(text)) : "";
    if (!copy)
        return tcv_fail_memory(&job->error, "receive");
    *kept = copy;
    return TCVOD_OK;
}

/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <inttypes.h>
#include <stdio.h>

enum { MOST_FIELDS = 10, NUMBER_BYTES = 24 };

typedef struct record {
    tcvod_log_field fields[MOST_FIELDS];
    char numbers[MOST_FIELDS][NUMBER_BYTES];
    size_t count;
} record;

static bool is_wanted(const tcv_settings *settings, int level)
{
    return settings->log && level <= settings->log_level;
}

static void add_text(record *made, const char *name, const char *value)
{
    if (*value)
        made->fields[made->count++] = (tcvod_log_field){name, value};
}

static void add_number(record *made, const char *name, int64_t value)
{
    char *text = made->numbers[made->count];
    snprintf(text, NUMBER_BYTES, "%" PRId64, value);
    add_text(made, name, text);
}

static void emit(const tcv_settings *settings, int level, const char *event, const record *made)
{
    tcvod_log_record told = {level, event, made->fields, made->count};
    settings->log(settings->log_user, &told);
}

static void add_outcome(record *made, const tcvod_error *error)
{
    add_text(made, "action", error->action);
    add_text(made, "status", tcvod_category_name(error->category));
    add_text(made, "step", error->step);
    if (error->http_status)
        add_number(made, "http_status", error->http_status);
    add_text(made, "service_code", error->service_code);
    add_text(made, "request_id", error->request_id);
}

void tcv_log_attempt(const tcv_call *call)
{
    record made = {.count = 0};
    if (!is_wanted(call->settings, TCVOD_LOG_DEBUG))
        return;
    add_text(&made, "action", call->error.action);
    add_text(&made, "host", call->exchange.endpoint.host);
    add_text(&made, "method", call->exchange.method);
    add_number(&made, "attempt", call->error.attempts);
    emit(call->settings, TCVOD_LOG_DEBUG, "attempt", &made);
}

void tcv_log_retry(const tcv_call *call, int64_t wait_ms)
{
    record made = {.count = 0};
    if (!is_wanted(call->settings, TCVOD_LOG_WARNING))
        return;
    add_outcome(&made, &call->error);
    add_text(&made, "host", call->exchange.endpoint.host);
    add_number(&made, "attempt", call->error.attempts);
    add_number(&made, "wait_ms", wait_ms);
    emit(call->settings, TCVOD_LOG_WARNING, "retry", &made);
}

void tcv_log_done(const tcv_call *call)
{
    record made = {.count = 0};
    int level = call->error.category == TCVOD_OK ? TCVOD_LOG_INFO : TCVOD_LOG_ERROR;
    if (!is_wanted(call->settings, level))
        return;
    add_outcome(&made, &call->error);
    if (call->error.action[0] == '\0')
        add_text(&made, "action",
                 tcv_text(call->exchange.order.service, call->exchange.order.action->name));
    add_number(&made, "attempts", call->error.attempts);
    add_number(&made, "elapsed_ms", call->error.elapsed_ms);
    emit(call->settings, level, "done", &made);
}

void tcv_log_clock(const tcv_call *call, int64_t skew_ms)
{
    record made = {.count = 0};
    if (!is_wanted(call->settings, TCVOD_LOG_WARNING))
        return;
    add_text(&made, "host", call->exchange.endpoint.host);
    add_number(&made, "skew_ms", skew_ms);
    emit(call->settings, TCVOD_LOG_WARNING, "clock", &made);
}

void tcv_log_unverified(const tcv_settings *settings)
{
    record made = {.count = 0};
    if (!is_wanted(settings, TCVOD_LOG_WARNING))
        return;
    add_text(&made, "host", settings->has_endpoint ? settings->endpoint.host : "");
    emit(settings, TCVOD_LOG_WARNING, "unverified", &made);
}

/* SPDX-License-Identifier: MIT */
/* One HTTP exchange on an easy handle that is used again and again. */
#ifndef TCV_TRANSFER_H
#define TCV_TRANSFER_H

#include "http.h"
#include "settings.h"
#include "timer.h"

#include <curl/curl.h>

/* Why the transfer was ended from our side. */
enum tcv_stop {
    TCV_STOP_NONE,
    TCV_STOP_TOTAL,
    TCV_STOP_STALL,
    TCV_STOP_MEMORY,
    TCV_STOP_BODY_SIZE,
    TCV_STOP_ERROR_BODY_SIZE, /* the status is known and says enough */
    TCV_STOP_HEADER_SIZE,
    TCV_STOP_BODY_SOURCE,
    TCV_STOP_UNWATCHED, /* the event loop refused its socket */
    TCV_STOP_RESEND     /* libcurl was about to repeat the request by itself */
};

typedef struct tcv_transfer tcv_transfer;
struct tcv_transfer {
    const tcv_settings *settings;
    CURL *easy;
    struct curl_slist *get_headers;
    struct curl_slist *form_headers;
    struct curl_slist *binary_headers;
    char curl_message[CURL_ERROR_SIZE];

    tcv_http_request request;
    tcv_http_answer answer;
    uint64_t body_offset;
    unsigned sends;
    int64_t started_ms;
    int64_t total_timeout_ms; /* for error messages */
    int64_t deadline_ms;
    int64_t last_byte_ms;
    curl_off_t bytes_moved;
    enum tcv_stop stop;

    /* Of the engine that runs it. */
    struct tcv_shard *shard;
    tcv_timer timer;
    tcv_transfer *previous, *next;
    void (*on_done)(tcv_transfer *transfer, CURLcode code);
    void *user; /* on_done's */
};

/* False when memory is out; the settings must outlive the transfer. */
bool tcv_transfer_init(tcv_transfer *transfer, const tcv_settings *settings);
void tcv_transfer_release(tcv_transfer *transfer);

/* Takes over `request` (its texts are borrowed until the end) and forgets the last answer. */
CURLcode tcv_transfer_prepare(tcv_transfer *transfer, const tcv_http_request *request,
                              int64_t deadline_ms);

/* When a limit will be reached unless bytes move. */
int64_t tcv_transfer_next_check_ms(const tcv_transfer *transfer);

/* When to look again whether a limit is reached; reached limits set `stop`. */
int64_t tcv_transfer_check_limits(tcv_transfer *transfer, int64_t now_ms);

/* Turns the end of a transfer without a usable answer into an error. */
int tcv_transfer_error(const tcv_transfer *transfer, CURLcode code, tcvod_error *error);

void tcv_http_answer_clear(tcv_http_answer *answer, const tcvod_allocator *allocator);

#endif

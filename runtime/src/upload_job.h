/* SPDX-License-Identifier: MIT */
/* An upload under way: what its steps share. */
#ifndef TCV_UPLOAD_JOB_H
#define TCV_UPLOAD_JOB_H

#include "arena.h"
#include "client.h"
#include "upload_cache.h"
#include "upload_control.h"
#include "upload_ledger.h"
#include "upload_name.h"
#include "upload_pace.h"
#include "upload_source.h"

typedef struct tcv_upload {
    tcvod_client *client;
    const tcvod_allocator *allocator;
    tcvod_upload_options options; /* completed */
    tcv_operations *operations;
    tcv_arena *arena; /* of what the result points to */
    tcvod_upload_result *result;
    tcv_source source;
    tcv_source cover;
    tcv_upload_name cover_name;
    tcv_hash_cache cache;
    bool knows_hash; /* from the cache, not from the file */
    size_t part_bytes;
    tcv_ledger ledger;
    tcv_pace pace;
    tcv_meter meter;
    tcvod_upload_progress progress;
    int64_t told_ms; /* when on_progress() was called last */
    int told_state;
    int64_t deadline_ms;
    char failure[sizeof((tcvod_error *)0)->message]; /* of the last request, if it was in vain */
    tcvod_error error;                               /* the first one; it ends the upload */
} tcv_upload;

/* The category of the first error. */
int tcv_upload_status(const tcv_upload *job);

/* To be called between any two slices of work: tells the progress and looks whether the upload is
 * to go on. */
int tcv_upload_checkpoint(tcv_upload *job);
void tcv_upload_enter(tcv_upload *job, int state);
/* Returns when the upload is not, or no more, to pause; then it is in the state that it was in. */
void tcv_upload_sit_out_pause(tcv_upload *job);

/* Lets calls get on for up to `wait_ms`, or sleeps when there are none; wakes for every wish, for
 * progress that is to be told, and for the deadline. */
void tcv_upload_wait(tcv_upload *job, int64_t wait_ms);

/* What is called; everything is borrowed until the call is over. */
typedef struct tcv_upload_order {
    uint32_t action_id;
    const void *request;
    tcv_body body;
    tcvod_call_options options;
} tcv_upload_order;

/* Errors are told here, and then there is no completion. */
int tcv_upload_submit(tcv_upload *job, const tcv_upload_order *order, tcvod_completion completion,
                      void *user, tcvod_operation *operation, tcvod_error *error);

/* A call that the upload waits for, with all its attempts. Failures become the job's error.
 * *response is the caller's to tcvod_free(). */
int tcv_upload_call(tcv_upload *job, const tcv_upload_order *order, void **response);

/* What a request that is to be repeated failed with, for a limit of time that is reached later;
 * NULL: it succeeded. */
void tcv_upload_remember(tcv_upload *job, const tcvod_error *error);
/* Fails with TIMEOUT, telling what the last request failed with. */
int tcv_upload_time_out(tcv_upload *job, const char *limit, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* How many requests the next submission of a call may make after `failures` in vain. */
int tcv_upload_attempts_at_once(const tcv_upload *job, unsigned failures);
/* How long to wait before a call is repeated after `failures` requests in vain; negative: it is not
 * to be repeated. */
int64_t tcv_upload_retry_wait_ms(const tcv_upload *job, const tcvod_error *error,
                                 unsigned failures);

/* Steps in their order. All give the category of the job's error. */
int tcv_upload_hash(tcv_upload *job);
/* Sets *done when the service has the whole file. */
int tcv_upload_init(tcv_upload *job, bool *done);
int tcv_upload_parts(tcv_upload *job);
/* *refused: it was the service that did not want to. */
int tcv_upload_finish(tcv_upload *job, bool *refused);
int tcv_upload_send_cover(tcv_upload *job, const char *file_id);
int tcv_upload_run_procedure(tcv_upload *job);

/* Copies a text of an answer into the result; NULL becomes "". */
int tcv_upload_keep_text(tcv_upload *job, const char **kept, const char *text);

#endif

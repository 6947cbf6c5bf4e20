/* SPDX-License-Identifier: MIT */
/* Calls that do not block. A submitted call is driven by the thread that polls its client, or by an
 * event loop; the library starts no thread.
 *
 * Completions run inside tcvod_poll(), tcvod_loop_socket_ready(), tcvod_loop_timer_fired() and
 * tcvod_client_destroy(), and never inside tcvod_submit(). A completion may submit, cancel and make
 * blocking calls; it may not poll. */
#ifndef TCVOD_ASYNC_H
#define TCVOD_ASYNC_H

#include <tcvod/call.h>

TCVOD_BEGIN_C

/* Names a submitted call for good: numbers are not used again, so a late tcvod_cancel() is
 * harmless. 0 names none. */
typedef uint64_t tcvod_operation;

/* Told once of every call that tcvod_submit() accepted. `status` is error->category. `response` is
 * the typed response, the receiver's to tcvod_free(); NULL unless the call succeeded or the options
 * asked for deliver_error_response. `error` is valid until the completion returns. */
typedef void (*tcvod_completion)(void *user, int status, void *response, const tcvod_error *error);

/* Accepts one call, from any thread. The request is read before this returns; raw bytes of
 * options->body are borrowed until the completion. What is wrong with the request is told here, and
 * then there is no completion. `operation` may be NULL. Errors: ARGUMENT, MEMORY, FILE (no
 * descriptors for epoll), CANCELED (the client is being destroyed). */
TCVOD_API int tcvod_submit_sized(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                                 const void *request, const tcvod_call_options *options,
                                 size_t options_size, tcvod_completion completion, void *user,
                                 tcvod_operation *operation, tcvod_error *error);

static inline int tcvod_submit(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                               const void *request, const tcvod_call_options *options,
                               tcvod_completion completion, void *user, tcvod_operation *operation,
                               tcvod_error *error)
{
    return tcvod_submit_sized(client, action_id, layout_version, request, options, sizeof *options,
                              completion, user, operation, error);
}

/* The same by name, with a request as tcvod_call_json() takes it. */
TCVOD_API int tcvod_submit_json(tcvod_client *client, const char *action, const char *request_json,
                                const tcvod_call_options *options, tcvod_completion completion,
                                void *user, tcvod_operation *operation, tcvod_error *error);

/* Lets the submitted calls of the client get on, on this thread. Returns when calls have completed,
 * when none is left, when tcvod_wake() was called, or after `timeout_ms` (0: at once; negative: no
 * limit). `pending`, which may be NULL, receives the number of calls whose completion is still to
 * come. for (size_t pending = 1; pending > 0;) tcvod_poll(client, -1, &pending); ARGUMENT: another
 * thread or a completion of this client is polling, or an event loop drives it. */
TCVOD_API int tcvod_poll(tcvod_client *client, int64_t timeout_ms, size_t *pending);

/* Ends a call early, from any thread: its completion comes with CANCELED when the client is driven
 * next. TCVOD_OK, too, when it has completed already. */
TCVOD_API int tcvod_cancel(tcvod_client *client, tcvod_operation operation);

/* Lets a tcvod_poll() of another thread return. */
TCVOD_API int tcvod_wake(tcvod_client *client);

enum { TCVOD_LOOP_READ = 1, TCVOD_LOOP_WRITE = 2 };

/* What an event loop does for a client. `watch` and `set_timer` are called on the loop's thread,
 * `wake` from every thread that submits or cancels. None of them may call back in place. */
typedef struct tcvod_loop_hooks {
    /* Reports `fd` through tcvod_loop_socket_ready() while it is ready for `events`, in place of
     * what was asked for before; 0 forgets it. Not 0 when that is impossible: calls in flight then
     * fail. */
    int (*watch)(void *user, int fd, int events);
    /* Calls tcvod_loop_timer_fired() once, `timeout_ms` from now, in place of what was asked for
     * before; negative: not at all. */
    void (*set_timer)(void *user, int64_t timeout_ms);
    /* Calls tcvod_loop_timer_fired() on the loop's thread as soon as it can. */
    void (*wake)(void *user);
    void *user;
} tcvod_loop_hooks;

TCVOD_API int tcvod_loop_attach_sized(tcvod_client *client, const tcvod_loop_hooks *hooks,
                                      size_t hooks_size, tcvod_error *error);

/* Lets an event loop drive the client from now until tcvod_client_destroy(), in place of
 * tcvod_poll(); before the first call is submitted. Adapters: <tcvod/adapters/epoll.h>,
 * <tcvod/adapters/uv.h>. */
static inline int tcvod_loop_attach(tcvod_client *client, const tcvod_loop_hooks *hooks,
                                    tcvod_error *error)
{
    return tcvod_loop_attach_sized(client, hooks, sizeof *hooks, error);
}

/* Both return the number of calls whose completion is still to come; 0, too, when a completion
 * destroyed the client. */
TCVOD_API size_t tcvod_loop_socket_ready(tcvod_client *client, int fd, int events);
TCVOD_API size_t tcvod_loop_timer_fired(tcvod_client *client);

TCVOD_END_C

#endif

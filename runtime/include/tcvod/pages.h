/* SPDX-License-Identifier: MIT */
/* Walking through all the answers of an action that hands out its results piece by piece:
 *
 *     tcvod_pages *pages = NULL;
 *     int rc = tcvod_describe_vod_play_info_pages(client, &request, &pages, &error);
 *     while (rc == TCVOD_OK &&
 *            (rc = tcvod_describe_vod_play_info_next_page(pages, &response, &error)) == TCVOD_OK) {
 *         …
 *         tcvod_free(response);
 *     }
 *     tcvod_pages_close(pages);
 *
 * Afterwards rc is TCVOD_END or an error. */
#ifndef TCVOD_PAGES_H
#define TCVOD_PAGES_H

#include <tcvod/call.h>

TCVOD_BEGIN_C

/* Result of a …_next_page() when there are no more; nothing went wrong. */
enum { TCVOD_END = -1 };

/* How many answers are asked for before the service is taken to have no end. */
enum { TCVOD_MOST_PAGES = 100000 };

/* Where a walk stands. For one thread at a time. */
typedef struct tcvod_pages tcvod_pages;

TCVOD_API int tcvod_pages_open_sized(tcvod_client *client, uint32_t action_id,
                                     uint32_t layout_version, const void *request,
                                     const tcvod_call_options *options, size_t options_size,
                                     tcvod_pages **pages, tcvod_error *error);

/* Sends nothing. `request` and the texts of `options` are copied; the walk begins at the page that
 * the request names; one before the first is refused. On success *pages is to be closed by
 * tcvod_pages_close(), before its client goes. Errors: ARGUMENT, MEMORY. */
static inline int tcvod_pages_open(tcvod_client *client, uint32_t action_id,
                                   uint32_t layout_version, const void *request,
                                   const tcvod_call_options *options, tcvod_pages **pages,
                                   tcvod_error *error)
{
    return tcvod_pages_open_sized(client, action_id, layout_version, request, options,
                                  sizeof *options, pages, error);
}

/* The next answer, as a typed call gives it; an answer without items only when it is the first.
 * After an error of the call the same page is asked for again. A service that sends one where it
 * was before, or goes on for too long, is a DECODE error. `action_id` must be the one of
 * tcvod_pages_open(). */
TCVOD_API int tcvod_pages_next(tcvod_pages *pages, uint32_t action_id, void **response,
                               tcvod_error *error);

/* In place of TCVOD_MOST_PAGES, counted from the first; 0 is none. */
TCVOD_API void tcvod_pages_set_limit(tcvod_pages *pages, uint64_t most_pages);

/* NULL is fine. Responses stay. */
TCVOD_API void tcvod_pages_close(tcvod_pages *pages);

TCVOD_END_C

#endif

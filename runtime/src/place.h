/* SPDX-License-Identifier: MIT */
/* Where a walker stands: a chain of frames on the stack, written down only when there is something
 * to say. */
#ifndef TCV_PLACE_H
#define TCV_PLACE_H

#include <stddef.h>

enum { TCV_PLACE_TEXT_BYTES = 192 };

typedef struct tcv_place {
    const struct tcv_place *parent; /* NULL: the outermost struct, which has no name */
    const char *name;               /* NULL: an element of a list */
    size_t index;
} tcv_place;

/* "playSet[0].url"; a name that would read as a path is written ["a.b"]. */
void tcv_place_text(const tcv_place *place, char text[static TCV_PLACE_TEXT_BYTES]);

#endif

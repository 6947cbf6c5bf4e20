/* SPDX-License-Identifier: MIT */
/* An allocator that counts, and fails when told to. */
#ifndef ALLOCATIONS_H
#define ALLOCATIONS_H

#include <tcvod/client.h>

typedef struct allocations {
    size_t asked;   /* allocations and reallocations so far */
    size_t live;    /* not yet released */
    size_t fail_at; /* 1: the first one; 0: never */
    bool fails_on;  /* and all that follow */
} allocations;

tcvod_allocator counting_allocator(allocations *count);

/* Runs `attempt` with the first, second, … allocation failing, once and from there on, until
 * nothing fails any more. `attempt` returns a TCVOD_… result; it must be MEMORY while something
 * fails, and nothing may leak. */
void check_every_failure(int (*attempt)(const tcvod_allocator *allocator, void *user), void *user);

#endif

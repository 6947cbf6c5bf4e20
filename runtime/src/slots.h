/* SPDX-License-Identifier: MIT */
/* Numbers that lead to what they were given for; none is given twice. Locking is the user's. */
#ifndef TCV_SLOTS_H
#define TCV_SLOTS_H

#include "memory.h"

typedef struct tcv_slot {
    void *taken_by; /* NULL: free */
    uint32_t generation;
    uint32_t next_free; /* index + 1; 0: none */
    bool canceled;
} tcv_slot;

typedef struct tcv_slots {
    const tcvod_allocator *allocator;
    tcv_slot *items;
    uint32_t count;
    uint32_t first_free; /* index + 1 */
} tcv_slots;

void tcv_slots_release(tcv_slots *slots);

/* 0 when memory is out. */
uint64_t tcv_slots_take(tcv_slots *slots, void *taker);
void tcv_slots_give_back(tcv_slots *slots, uint64_t number);
/* NULL when the number was given back, or never given. */
tcv_slot *tcv_slots_find(const tcv_slots *slots, uint64_t number);

#endif

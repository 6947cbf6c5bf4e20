/* SPDX-License-Identifier: MIT */
/* Which parts of an upload are where; knows nothing of files and networks. */
#ifndef TCV_UPLOAD_LEDGER_H
#define TCV_UPLOAD_LEDGER_H

#include "memory.h"

#include <stdint.h>

enum tcv_part_state {
    TCV_PART_MISSING,
    TCV_PART_TAKEN,    /* somebody is about to send it or does */
    TCV_PART_CONFIRMED /* the service has said so */
};

typedef struct tcv_part {
    uint64_t index;
    uint64_t offset;
    size_t size_bytes;
} tcv_part;

typedef struct tcv_ledger {
    const tcvod_allocator *allocator;
    uint64_t file_bytes;
    size_t part_bytes;
    uint64_t count;
    uint64_t confirmed_count;
    uint64_t confirmed_bytes;
    uint64_t skipped_count;
    uint64_t first_missing; /* no part before it is missing */
    uint8_t *states;
} tcv_ledger;

/* False when memory is out. Both sizes are at least 1. To be released in either case. */
bool tcv_ledger_init(tcv_ledger *ledger, const tcvod_allocator *allocator, uint64_t file_bytes,
                     size_t part_bytes);
void tcv_ledger_release(tcv_ledger *ledger);

tcv_part tcv_ledger_part(const tcv_ledger *ledger, uint64_t index);

/* What the service says that it has from earlier. False, and nothing changes, when that is no whole
 * part of this file. Saying it twice does no harm. */
bool tcv_ledger_skip(tcv_ledger *ledger, uint64_t offset, uint64_t size_bytes);

/* The next missing part, which is taken then; false when there is none. */
bool tcv_ledger_take(tcv_ledger *ledger, tcv_part *part);
/* A taken part arrived. */
void tcv_ledger_confirm(tcv_ledger *ledger, uint64_t index);

bool tcv_ledger_is_complete(const tcv_ledger *ledger);

#endif

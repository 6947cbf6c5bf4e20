/* SPDX-License-Identifier: MIT */
#include "upload_ledger.h"

#include <assert.h>

bool tcv_ledger_init(tcv_ledger *ledger, const tcvod_allocator *allocator, uint64_t file_bytes,
                     size_t part_bytes)
{
    assert(file_bytes > 0 && part_bytes > 0);
    uint64_t count = (file_bytes - 1) / part_bytes + 1;
    *ledger = (tcv_ledger){
        .allocator = allocator, .file_bytes = file_bytes, .part_bytes = part_bytes, .count = count};
    if (count > SIZE_MAX)
        return false;
    ledger->states = tcv_allocate_zeroed(allocator, (size_t)count);
    return ledger->states != NULL;
}

void tcv_ledger_release(tcv_ledger *ledger)
{
    tcv_release(ledger->allocator, ledger->states);
    *ledger = (tcv_ledger){0};
}

tcv_part tcv_ledger_part(const tcv_ledger *ledger, uint64_t index)
{
    uint64_t offset = index * ledger->part_bytes;
    uint64_t left_bytes = ledger->file_bytes - offset;
    size_t size_bytes = left_bytes < ledger->part_bytes ? (size_t)left_bytes : ledger->part_bytes;
    return (tcv_part){.index = index, .offset = offset, .size_bytes = size_bytes};
}

void tcv_ledger_confirm(tcv_ledger *ledger, uint64_t index)
{
    assert(ledger->states[index] != TCV_PART_CONFIRMED);
    ledger->states[index] = TCV_PART_CONFIRMED;
    ledger->confirmed_count++;
    ledger->confirmed_bytes += tcv_ledger_part(ledger, index).size_bytes;
}

bool tcv_ledger_skip(tcv_ledger *ledger, uint64_t offset, uint64_t size_bytes)
{
    if (offset >= ledger->file_bytes || offset % ledger->part_bytes != 0)
        return false;
    uint64_t index = offset / ledger->part_bytes;
    if (tcv_ledger_part(ledger, index).size_bytes != size_bytes)
        return false;
    if (ledger->states[index] == TCV_PART_CONFIRMED)
        return true;
    tcv_ledger_confirm(ledger, index);
    ledger->skipped_count++;
    return true;
}

bool tcv_ledger_take(tcv_ledger *ledger, tcv_part *part)
{
    while (ledger->first_missing < ledger->count &&
           ledger->states[ledger->first_missing] != TCV_PART_MISSING)
        ledger->first_missing++;
    if (ledger->first_missing == ledger->count)
        return false;
    ledger->states[ledger->first_missing] = TCV_PART_TAKEN;
    *part = tcv_ledger_part(ledger, ledger->first_missing);
    return true;
}

bool tcv_ledger_is_complete(const tcv_ledger *ledger)
{
    return ledger->confirmed_count == ledger->count;
}

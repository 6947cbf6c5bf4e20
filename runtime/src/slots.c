/* SPDX-License-Identifier: MIT */
#include "slots.h"

enum { FIRST_SLOTS = 64 };

void tcv_slots_release(tcv_slots *slots)
{
    tcv_release(slots->allocator, slots->items);
}

static bool grow(tcv_slots *slots)
{
    uint32_t count = slots->count ? slots->count * 2 : FIRST_SLOTS;
    if (count >= UINT32_MAX / 2)
        return false;
    tcv_slot *items = tcv_reallocate(slots->allocator, slots->items, (size_t)count * sizeof *items);
    if (!items)
        return false;
    for (uint32_t i = slots->count; i < count; i++)
        items[i] = (tcv_slot){.next_free = i + 1 < count ? i + 2 : 0};
    slots->first_free = slots->count + 1;
    slots->items = items;
    slots->count = count;
    return true;
}

uint64_t tcv_slots_take(tcv_slots *slots, void *taker)
{
    if (slots->first_free == 0 && !grow(slots))
        return 0;
    uint32_t place = slots->first_free;
    tcv_slot *taken = &slots->items[place - 1];
    slots->first_free = taken->next_free;
    taken->taken_by = taker;
    taken->canceled = false;
    taken->generation++;
    return (uint64_t)taken->generation << 32 | place;
}

tcv_slot *tcv_slots_find(const tcv_slots *slots, uint64_t number)
{
    uint64_t place = number & UINT32_MAX;
    if (place == 0 || place > slots->count)
        return NULL;
    tcv_slot *meant = &slots->items[place - 1];
    return meant->taken_by && meant->generation == number >> 32 ? meant : NULL;
}

void tcv_slots_give_back(tcv_slots *slots, uint64_t number)
{
    tcv_slot *freed = tcv_slots_find(slots, number);
    if (!freed)
        return;
    freed->taken_by = NULL;
    freed->next_free = slots->first_free;
    slots->first_free = (uint32_t)(number & UINT32_MAX);
}

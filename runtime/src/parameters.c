/* SPDX-License-Identifier: MIT */
#include "parameters.h"

#include <string.h>

enum { FIRST_CHUNK_BYTES = 1024 };

void tcv_parameters_init(tcv_parameters *parameters, const tcvod_allocator *allocator)
{
    *parameters = (tcv_parameters){0};
    tcv_arena_init(&parameters->arena, allocator, FIRST_CHUNK_BYTES);
}

static bool reserve_one(tcv_parameters *parameters)
{
    if (parameters->count < parameters->capacity)
        return true;
    size_t capacity = parameters->capacity == 0 ? 32 : parameters->capacity * 2;
    if (capacity > PTRDIFF_MAX / sizeof *parameters->items)
        return false;
    tcvod_parameter *items =
        tcv_reallocate(parameters->arena.allocator, parameters->items, capacity * sizeof *items);
    if (items == NULL)
        return false;
    parameters->items = items;
    parameters->capacity = capacity;
    return true;
}

void tcv_parameters_add(tcv_parameters *parameters, const char *name, const char *value)
{
    if (parameters->failed)
        return;
    char *own_name = tcv_arena_text(&parameters->arena, name, strlen(name));
    char *own_value = tcv_arena_text(&parameters->arena, value, strlen(value));
    if (own_name == NULL || own_value == NULL || !reserve_one(parameters)) {
        parameters->failed = true;
        return;
    }
    parameters->items[parameters->count++] = (tcvod_parameter){own_name, own_value};
}

static void merge(const tcvod_parameter *left, const tcvod_parameter *middle,
                  const tcvod_parameter *end, tcvod_parameter *target)
{
    const tcvod_parameter *right = middle;
    while (left != middle && right != end)
        *target++ = strcmp(left->name, right->name) <= 0 ? *left++ : *right++;
    while (left != middle)
        *target++ = *left++;
    while (right != end)
        *target++ = *right++;
}

static void insertion_sort(tcvod_parameter *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        tcvod_parameter moving = items[i];
        size_t hole = i;
        for (; hole != 0 && strcmp(items[hole - 1].name, moving.name) > 0; hole--)
            items[hole] = items[hole - 1];
        items[hole] = moving;
    }
}

/* Bottom-up merge sort over short sorted runs: stable, and no worst case that a long list could
 * meet. */
void tcv_parameters_sort(tcv_parameters *parameters)
{
    enum { RUN = 16 };
    size_t count = parameters->count;
    for (size_t start = 0; start < count; start += RUN)
        insertion_sort(parameters->items + start, count - start < RUN ? count - start : RUN);
    if (count <= RUN)
        return;
    tcvod_parameter *target = tcv_arena_array(&parameters->arena, count, sizeof *parameters->items);
    if (target == NULL) {
        parameters->failed = true;
        return;
    }
    tcvod_parameter *spare = target;
    tcvod_parameter *source = parameters->items;
    for (size_t width = RUN; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = count - start < width ? count : start + width;
            size_t end = count - start < 2 * width ? count : start + 2 * width;
            merge(source + start, source + middle, source + end, target + start);
        }
        tcvod_parameter *sorted = target;
        target = source;
        source = sorted;
    }
    if (source == spare)
        memcpy(parameters->items, spare, count * sizeof *spare);
}

void tcv_parameters_release(tcv_parameters *parameters)
{
    tcv_release(parameters->arena.allocator, parameters->items);
    tcv_arena_release_wiped(&parameters->arena);
    *parameters = (tcv_parameters){.arena = parameters->arena};
}

/* SPDX-License-Identifier: MIT */
#include "notes.h"

#include "fail.h"
#include "json_document.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { QUOTE_BYTES = 48, REMARK_BYTES = 192 };

static bool reserve_one(tcv_notes *notes, tcv_arena *arena)
{
    if (notes->count < notes->capacity)
        return true;
    size_t capacity = notes->capacity == 0 ? 8 : notes->capacity * 2;
    char **items = tcv_arena_array(arena, capacity, sizeof *items);
    if (items == NULL)
        return false;
    if (notes->count != 0)
        memcpy(items, notes->items, notes->count * sizeof *items);
    notes->items = items;
    notes->capacity = capacity;
    return true;
}

bool tcv_note(tcv_notes *notes, tcv_arena *arena, const tcv_place *place, const char *remark)
{
    char path[TCV_PLACE_TEXT_BYTES];
    char text[TCV_PLACE_TEXT_BYTES + REMARK_BYTES];
    if (notes->count > TCV_NOTES_MOST)
        return true;
    if (!reserve_one(notes, arena))
        return false;
    tcv_place_text(place, path);
    if (notes->count == TCV_NOTES_MOST)
        snprintf(text, sizeof text, "… more");
    else
        snprintf(text, sizeof text, "%s: %s", path, remark);
    char *kept = tcv_arena_text(arena, text, strlen(text));
    if (kept == NULL)
        return false;
    notes->items[notes->count++] = kept;
    return true;
}

static void quote(char *target, size_t target_bytes, const tcv_scalar *scalar)
{
    char cut[QUOTE_BYTES];
    tcv_copy_cut(cut, sizeof cut, scalar->text, scalar->size_bytes);
    const char *rest = scalar->size_bytes > sizeof cut - 1 ? "…" : "";
    const char *mark = scalar->kind == TCV_NODE_STRING ? "\"" : "";
    snprintf(target, target_bytes, "%s%s%s%s", mark, cut, rest, mark);
}

static void describe(char *target, size_t target_bytes, const tcv_node *node, bool sensitive)
{
    static const char *const kinds[] = {
        [TCV_NODE_NULL] = "null",        [TCV_NODE_STRING] = "a string",
        [TCV_NODE_INTEGER] = "a number", [TCV_NODE_REAL] = "a number",
        [TCV_NODE_BOOL] = "a boolean",   [TCV_NODE_LIST] = "a list",
        [TCV_NODE_OBJECT] = "an object"};
    tcv_scalar scalar = tcv_node_read(node);
    snprintf(target, target_bytes, "%s", kinds[scalar.kind]);
    if (scalar.kind == TCV_NODE_LIST)
        snprintf(target, target_bytes, "a list of %zu", tcv_node_count(node));
    if (sensitive)
        return;
    if (scalar.kind == TCV_NODE_STRING || scalar.kind == TCV_NODE_REAL)
        quote(target, target_bytes, &scalar);
    else if (scalar.kind == TCV_NODE_INTEGER)
        snprintf(target, target_bytes, "%s%" PRIu64, scalar.negative ? "-" : "", scalar.magnitude);
    else if (scalar.kind == TCV_NODE_BOOL)
        snprintf(target, target_bytes, "%s", scalar.truth ? "true" : "false");
}

bool tcv_note_mismatch(tcv_notes *notes, tcv_arena *arena, const tcv_place *place,
                       const char *expected, const tcv_node *found, bool sensitive, bool converted)
{
    char got[QUOTE_BYTES + 8];
    char remark[REMARK_BYTES];
    describe(got, sizeof got, found, sensitive);
    snprintf(remark, sizeof remark, "expected %s, got %s%s", expected, got,
             converted ? "; converted" : "");
    return tcv_note(notes, arena, place, remark);
}

int tcv_fail_note(tcvod_error *error, int category, const char *step, const char *note)
{
    char path[TCV_PLACE_TEXT_BYTES] = "";
    const char *colon = strstr(note, ": ");
    if (colon != NULL)
        tcv_copy_cut(path, sizeof path, note, (size_t)(colon - note));
    return tcv_fail(error, category, step, path, "%s", note);
}

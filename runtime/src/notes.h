/* SPDX-License-Identifier: MIT */
/* Remarks on what the typed view could not hold. */
#ifndef TCV_NOTES_H
#define TCV_NOTES_H

#include "json.h"
#include "json_tree.h"
#include "place.h"

enum { TCV_NOTES_MOST = 64 };

/* All return false when memory is out. */
bool tcv_note(tcv_notes *notes, tcv_arena *arena, const tcv_place *place, const char *remark);

/* `expected` in words; `converted`: the value is in the typed view all the same. */
bool tcv_note_mismatch(tcv_notes *notes, tcv_arena *arena, const tcv_place *place,
                       const char *expected, const tcv_node *found, bool sensitive, bool converted);

#endif

/* SPDX-License-Identifier: MIT */
#include "place.h"

#include "fail.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 64 };

static void append(char *text, const char *part)
{
    size_t length = strlen(text);
    tcv_copy_cut(text + length, TCV_PLACE_TEXT_BYTES - length, part, strlen(part));
}

static void append_place(const tcv_place *place, char *text)
{
    char name[NAME_BYTES];
    char part[NAME_BYTES + 8];
    if (place->parent == NULL)
        return;
    append_place(place->parent, text);
    if (place->name == NULL) {
        snprintf(part, sizeof part, "[%zu]", place->index);
        append(text, part);
        return;
    }
    tcv_copy_cut(name, sizeof name, place->name, strlen(place->name));
    const char *pattern = *text == '\0' ? "%s" : ".%s";
    if (name[strcspn(name, ".[]\"")] != '\0' || *name == '\0')
        pattern = "[\"%s\"]";
    snprintf(part, sizeof part, pattern, name);
    append(text, part);
}

void tcv_place_text(const tcv_place *place, char text[static TCV_PLACE_TEXT_BYTES])
{
    text[0] = '\0';
    append_place(place, text);
}

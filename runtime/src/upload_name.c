/* SPDX-License-Identifier: MIT */
#include "upload_name.h"

#include "fail.h"

#include <string.h>

static const char replacement = '_';
static const char nameless[] = "unnamed";

static const char *base_of(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

/* NULL when there is none; a dot at the beginning begins no extension. */
static const char *dot_of(const char *base)
{
    const char *dot = strrchr(base, '.');
    return dot && dot != base && dot[1] != '\0' ? dot : NULL;
}

static bool is_refused(char character)
{
    unsigned char byte = (unsigned char)character;
    return byte < 0x20 || byte == 0x7f || strchr("\\/:*?\"<>|", character) != NULL;
}

/* In place: what the service refuses, and bytes that are no UTF-8. */
static bool replace_refused(char *text, size_t size_bytes)
{
    bool changed = false;
    for (size_t at = 0; at < size_bytes; at++) {
        size_t valid_bytes = tcv_utf8_valid_prefix(text + at, size_bytes - at);
        for (size_t end = at + valid_bytes; at < end; at++) {
            if (!is_refused(text[at]))
                continue;
            text[at] = replacement;
            changed = true;
        }
        if (at == size_bytes)
            break;
        text[at] = replacement;
        changed = true;
    }
    return changed;
}

static size_t cut_at_character(const char *text, size_t size_bytes, size_t max_bytes)
{
    if (size_bytes <= max_bytes)
        return size_bytes;
    size_t kept_bytes = max_bytes;
    while (kept_bytes > 0 && ((unsigned char)text[kept_bytes] & 0xc0) == 0x80)
        kept_bytes--;
    return kept_bytes;
}

tcv_upload_name tcv_upload_name_of(tcv_arena *arena, const char *path, const char *name,
                                   const char *type, size_t max_name_bytes)
{
    tcv_upload_name found = {.type = type};
    const char *base = base_of(path);
    const char *dot = dot_of(base);
    size_t size_bytes = name ? strlen(name) : dot ? (size_t)(dot - base) : strlen(base);
    if (!type)
        found.type = dot ? tcv_arena_text(arena, dot + 1, strlen(dot + 1)) : "";
    bool is_given = path || name;
    if (size_bytes == 0) {
        name = nameless;
        size_bytes = sizeof nameless - 1;
        found.changed = is_given;
    }
    char *copy = tcv_arena_text(arena, name ? name : base, size_bytes);
    if (!copy || !found.type)
        return (tcv_upload_name){0};
    found.changed |= replace_refused(copy, size_bytes);
    size_t kept_bytes = cut_at_character(copy, size_bytes, max_name_bytes);
    found.changed |= kept_bytes < size_bytes;
    copy[kept_bytes] = '\0';
    found.name = copy;
    return found;
}

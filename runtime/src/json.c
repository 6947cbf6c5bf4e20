/* SPDX-License-Identifier: MIT */
#include "fail.h"
#include "json_check.h"
#include "json_document.h"

#include <limits.h>

static int fail_check(tcvod_error *error, const tcv_json_verdict *verdict)
{
    return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", "", "not valid JSON: %s at byte %zu",
                    verdict->problem, verdict->offset);
}

int tcv_json_parse(tcv_json **document, const tcvod_allocator *allocator, const char *text,
                   size_t size_bytes, tcvod_error *error)
{
    *document = NULL;
    if (size_bytes > INT_MAX / 2)
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", "",
                        "a JSON text of %zu bytes is too long; at most %d are read", size_bytes,
                        INT_MAX / 2);
    tcv_json_verdict verdict = tcv_json_check(text, size_bytes);
    if (verdict.problem != NULL)
        return fail_check(error, &verdict);
    tcv_json *created = tcv_allocate_zeroed(allocator, sizeof *created);
    if (created == NULL)
        return tcv_fail_memory(error, "decode");
    created->allocator = allocator != NULL ? *allocator : tcv_default_allocator;
    created->text_bytes = size_bytes;
    atomic_init(&created->number_texts, NULL);
    tcv_arena_init(&created->names, &created->allocator, size_bytes / 8);
    if (!tcv_tree_parse(&created->names, text, size_bytes, &created->root)) {
        tcv_json_release(created);
        return tcv_fail_memory(error, "decode");
    }
    *document = created;
    return TCVOD_OK;
}

void tcv_json_release(tcv_json *document)
{
    if (document == NULL)
        return;
    tcvod_allocator allocator = document->allocator;
    tcv_number_text *text = atomic_load(&document->number_texts);
    while (text != NULL) {
        tcv_number_text *next = text->next;
        tcv_release(&allocator, text);
        text = next;
    }
    tcv_tree_release(document->root);
    tcv_arena_release(&document->names);
    tcv_release(&allocator, document);
}

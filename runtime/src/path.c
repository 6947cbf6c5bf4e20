/* SPDX-License-Identifier: MIT */
#include "fail.h"
#include "json_document.h"
#include "scalar.h"

#include <string.h>

/* One step of a path: a member's name or an index. */
typedef struct step {
    const char *name; /* NULL: an index */
    size_t name_bytes;
    size_t index;
} step;

/* "name", ".name" (not first) */
static const char *read_name(const char *at, bool is_first, step *next)
{
    if (!is_first)
        at++;
    next->name = at;
    next->name_bytes = strcspn(at, ".[]");
    return next->name_bytes != 0 ? at + next->name_bytes : NULL;
}

/* ["name"] */
static const char *read_quoted(const char *at, step *next)
{
    next->name = at + 2;
    const char *end = strstr(next->name, "\"]");
    if (end == NULL)
        return NULL;
    next->name_bytes = (size_t)(end - next->name);
    return end + 2;
}

/* [index] */
static const char *read_index(const char *at, step *next)
{
    next->name = NULL;
    next->index = 0;
    const char *digit = at + 1;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        if (next->index > (SIZE_MAX - 9) / 10)
            return NULL;
        next->index = next->index * 10 + (size_t)(*digit - '0');
    }
    return digit != at + 1 && *digit == ']' ? digit + 1 : NULL;
}

/* What follows the step, NULL when the path is malformed. */
static const char *read_step(const char *at, bool is_first, step *next)
{
    if (at[0] == '[' && at[1] == '"')
        return read_quoted(at, next);
    if (at[0] == '[')
        return read_index(at, next);
    if (at[0] == '.' || is_first)
        return read_name(at, is_first, next);
    return NULL;
}

static bool take_step(const tcv_node **node, const step *next)
{
    tcv_node_kind kind = tcv_node_kind_of(*node);
    if (next->name != NULL)
        return kind == TCV_NODE_OBJECT &&
               tcv_node_member(*node, next->name, next->name_bytes, node);
    if (kind != TCV_NODE_LIST || next->index >= tcv_node_count(*node))
        return false;
    *node = tcv_node_at(*node, next->index);
    return true;
}

static int find(const tcv_json *document, const char *path, const tcv_node **found)
{
    const tcv_node *node = document->root;
    bool there = true;
    const char *at = path;
    do {
        step next = {0};
        at = read_step(at, at == path, &next);
        if (at == NULL)
            return TCVOD_ERROR_ARGUMENT;
        there = there && take_step(&node, &next);
    } while (*at != '\0');
    *found = node;
    return there && node != NULL ? TCVOD_OK : TCVOD_ERROR_DECODE;
}

static int find_scalar(const tcv_json *document, const char *path, tcv_scalar *scalar)
{
    const tcv_node *node;
    int status = find(document, path, &node);
    if (status == TCVOD_OK)
        *scalar = tcv_node_read(node);
    return status;
}

static const char *known_number_text(const tcv_json *document, const tcv_node *node)
{
    const tcv_number_text *text = atomic_load(&document->number_texts);
    for (; text != NULL; text = text->next)
        if (text->node == node)
            return text->text;
    return NULL;
}

static const char *keep_number_text(tcv_json *document, const tcv_node *node, const char *text,
                                    size_t size_bytes)
{
    tcv_number_text *kept = tcv_allocate(&document->allocator, sizeof *kept + size_bytes + 1);
    if (kept == NULL)
        return NULL;
    kept->node = node;
    memcpy(kept->text, text, size_bytes);
    kept->text[size_bytes] = '\0';
    kept->next = atomic_load(&document->number_texts);
    while (!atomic_compare_exchange_weak(&document->number_texts, &kept->next, kept))
        continue;
    return kept->text;
}

int tcv_json_get_string(tcv_json *document, const char *path, const char **value)
{
    const tcv_node *node;
    char storage[TCV_SCALAR_TEXT_BYTES];
    const char *text;
    size_t size_bytes;
    int status = find(document, path, &node);
    if (status != TCVOD_OK)
        return status;
    tcv_scalar scalar = tcv_node_read(node);
    if (!tcv_scalar_to_text(&scalar, storage, &text, &size_bytes))
        return TCVOD_ERROR_DECODE;
    if (scalar.kind == TCV_NODE_INTEGER || scalar.kind == TCV_NODE_REAL) {
        const char *known = known_number_text(document, node);
        text = known != NULL ? known : keep_number_text(document, node, text, size_bytes);
    }
    if (text == NULL)
        return TCVOD_ERROR_MEMORY;
    *value = text;
    return TCVOD_OK;
}

bool tcv_json_copy_code(const tcv_json *document, const char *path, char *target,
                        size_t target_bytes)
{
    tcv_scalar scalar;
    char storage[TCV_SCALAR_TEXT_BYTES];
    const char *text;
    size_t size_bytes;
    bool is_code = find_scalar(document, path, &scalar) == TCVOD_OK &&
                   (scalar.kind == TCV_NODE_INTEGER || scalar.kind == TCV_NODE_STRING) &&
                   tcv_scalar_to_text(&scalar, storage, &text, &size_bytes);
    if (is_code)
        tcv_copy_cut(target, target_bytes, text, size_bytes);
    return is_code;
}

int tcv_json_get_int(const tcv_json *document, const char *path, int64_t *value)
{
    tcv_scalar scalar;
    int status = find_scalar(document, path, &scalar);
    if (status != TCVOD_OK)
        return status;
    return tcv_scalar_to_int(&scalar, value) ? TCVOD_OK : TCVOD_ERROR_DECODE;
}

int tcv_json_get_double(const tcv_json *document, const char *path, double *value)
{
    tcv_scalar scalar;
    int status = find_scalar(document, path, &scalar);
    if (status != TCVOD_OK)
        return status;
    return tcv_scalar_to_double(&scalar, value) ? TCVOD_OK : TCVOD_ERROR_DECODE;
}

int tcv_json_get_bool(const tcv_json *document, const char *path, bool *value)
{
    tcv_scalar scalar;
    int status = find_scalar(document, path, &scalar);
    if (status != TCVOD_OK)
        return status;
    return tcv_scalar_to_bool(&scalar, value) ? TCVOD_OK : TCVOD_ERROR_DECODE;
}

int tcv_json_get_count(const tcv_json *document, const char *path, size_t *count)
{
    const tcv_node *node;
    int status = find(document, path, &node);
    if (status != TCVOD_OK)
        return status;
    tcv_node_kind kind = tcv_node_kind_of(node);
    if (kind != TCV_NODE_LIST && kind != TCV_NODE_OBJECT)
        return TCVOD_ERROR_DECODE;
    *count = tcv_node_count(node);
    return TCVOD_OK;
}

int tcv_json_get_text(const tcv_json *document, const char *path, tcv_buffer *json)
{
    const tcv_node *node;
    int status = find(document, path, &node);
    if (status == TCVOD_OK)
        tcv_node_print(node, json);
    return status;
}

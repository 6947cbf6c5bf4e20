/* SPDX-License-Identifier: MIT */
#include "flat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

bool cli_is_scalar(const struct json_object *value)
{
    return !json_object_is_type(value, json_type_object) &&
           !json_object_is_type(value, json_type_array);
}

/* json-c caches text in the object. */
static struct json_object *mutable(const struct json_object *value)
{
    return (struct json_object *)(uintptr_t)value;
}

static void print_scalar(FILE *stream, const struct json_object *value)
{
    struct json_object *read = mutable(value);
    if (json_object_is_type(value, json_type_string))
        cli_print_escaped(stream, json_object_get_string(read),
                          (size_t)json_object_get_string_len(value), false);
    else
        fputs(json_object_to_json_string(read), stream);
}

/* A scalar, or a list of scalars. */
static char *text_of(const struct json_object *value)
{
    char *text = NULL;
    size_t size_bytes;
    FILE *stream = open_memstream(&text, &size_bytes);
    if (stream == NULL)
        return NULL;
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            fputs(i > 0 ? ", " : "", stream);
            print_scalar(stream, json_object_array_get_idx(value, i));
        }
    } else {
        print_scalar(stream, value);
    }
    bool failed = ferror(stream) != 0;
    if (fclose(stream) == 0 && !failed)
        return text;
    free(text);
    return NULL;
}

char *cli_scalar_text(const struct json_object *value)
{
    return text_of(value);
}

static char *join(const char *prefix, const char *name)
{
    char *text = NULL;
    size_t size_bytes;
    FILE *stream = open_memstream(&text, &size_bytes);
    if (stream == NULL)
        return NULL;
    fprintf(stream, "%s%s", prefix, prefix[0] != '\0' ? "." : "");
    cli_print_escaped(stream, name, strlen(name), false);
    bool failed = ferror(stream) != 0;
    if (fclose(stream) == 0 && !failed)
        return text;
    free(text);
    return NULL;
}

static bool has_only_scalars(const struct json_object *list)
{
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (!cli_is_scalar(json_object_array_get_idx(list, i)))
            return false;
    return true;
}

static bool add_members(cli_flat *flat, const char *prefix, const struct json_object *object);

/* Takes `path` over. */
static bool add_leaf(cli_flat *flat, char *path, const struct json_object *value)
{
    cli_leaf *leaves = realloc(flat->leaves, (flat->count + 1) * sizeof *leaves);
    if (leaves == NULL) {
        free(path);
        return false;
    }
    flat->leaves = leaves;
    bool is_list = json_object_is_type(value, json_type_array) && !has_only_scalars(value);
    cli_leaf *leaf = &leaves[flat->count++];
    *leaf = (cli_leaf){.path = path, .list = is_list ? value : NULL};
    if (!is_list)
        leaf->text = text_of(value);
    return is_list || leaf->text != NULL;
}

static bool add_member(cli_flat *flat, const char *prefix, const char *name,
                       const struct json_object *value)
{
    char *path = join(prefix, name);
    if (path == NULL)
        return false;
    if (!json_object_is_type(value, json_type_object) || json_object_object_length(value) == 0)
        return add_leaf(flat, path, value);
    bool good = add_members(flat, path, value);
    free(path);
    return good;
}

static bool add_members(cli_flat *flat, const char *prefix, const struct json_object *object)
{
    struct json_object *read = mutable(object);
    struct json_object_iterator at = json_object_iter_begin(read), end = json_object_iter_end(read);
    bool good = true;
    for (; good && !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        good = add_member(flat, prefix, json_object_iter_peek_name(&at),
                          json_object_iter_peek_value(&at));
    return good;
}

bool cli_flatten(cli_flat *flat, const struct json_object *object)
{
    *flat = (cli_flat){0};
    return add_members(flat, "", object);
}

void cli_flat_release(cli_flat *flat)
{
    for (size_t i = 0; i < flat->count; i++) {
        free(flat->leaves[i].path);
        free(flat->leaves[i].text);
    }
    free(flat->leaves);
    *flat = (cli_flat){0};
}

const char *cli_flat_text(const cli_flat *flat, const char *path)
{
    for (size_t i = 0; i < flat->count; i++)
        if (strcmp(flat->leaves[i].path, path) == 0)
            return flat->leaves[i].text;
    return NULL;
}

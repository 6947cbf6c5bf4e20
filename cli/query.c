/* SPDX-License-Identifier: MIT */
#include "query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "text.h"

enum step_kind { STEP_NAME, STEP_INDEX, STEP_EVERY };

typedef struct step {
    enum step_kind kind;
    const char *name;
    size_t name_bytes;
    size_t index;
} step;

/* "name", ["name"], [3], [*]; gives what follows, NULL when it is none of them. */
static const char *read_step(const char *at, bool is_first, step *next)
{
    *next = (step){.kind = STEP_NAME};
    if (strncmp(at, "[*]", 3) == 0) {
        next->kind = STEP_EVERY;
        return at + 3;
    }
    if (strncmp(at, "[\"", 2) == 0) {
        next->name = at + 2;
        const char *end = strstr(next->name, "\"]");
        next->name_bytes = end != NULL ? (size_t)(end - next->name) : 0;
        return end != NULL ? end + 2 : NULL;
    }
    if (at[0] == '[') {
        size_t digits = strspn(at + 1, "0123456789");
        next->kind = STEP_INDEX;
        next->index = (size_t)strtoull(at + 1, NULL, 10);
        return digits > 0 && digits < 10 && at[1 + digits] == ']' ? at + digits + 2 : NULL;
    }
    if (!is_first && at[0] != '.')
        return NULL;
    next->name = is_first ? at : at + 1;
    next->name_bytes = strcspn(next->name, ".[]");
    return next->name_bytes > 0 ? next->name + next->name_bytes : NULL;
}

int cli_query_check(const cli_command *command, const char *path)
{
    const char *at = path;
    if (strncmp(path, "$.", 2) == 0 || strncmp(path, "$[", 2) == 0)
        return cli_usage_error(command, "--query '%s': a path begins without '%s': say '%s'", path,
                               path[1] == '.' ? "$." : "$", path + (path[1] == '.' ? 2 : 1));
    do {
        step next;
        const char *rest = read_step(at, at == path, &next);
        if (rest == NULL)
            return cli_usage_error(command,
                                   "--query '%s': at '%s' a name, [0] or [*] should stand, as in "
                                   "fileSet[0].fileId",
                                   path, at);
        at = rest;
    } while (*at != '\0');
    return CLI_EXIT_OK;
}

typedef struct search {
    const cli_command *command;
    const char *path;
    const char *items;
    const char *missing; /* where the step stands that led nowhere */
    const char *missing_end;
    struct json_object *missing_in; /* NULL: none so far */
    bool out_of_memory;
} search;

static struct json_object *take(struct json_object *node, const step *next, bool *there)
{
    struct json_object *part = NULL;
    if (next->kind == STEP_INDEX) {
        *there = json_object_is_type(node, json_type_array) &&
                 next->index < json_object_array_length(node);
        return *there ? json_object_array_get_idx(node, next->index) : NULL;
    }
    char *name = strndup(next->name, next->name_bytes);
    *there = name != NULL && json_object_is_type(node, json_type_object) &&
             json_object_object_get_ex(node, name, &part);
    free(name);
    return part;
}

static bool find(search *in, struct json_object *node, const char *at, struct json_object **found);

static void miss(search *in, const char *at, const char *rest, struct json_object *node)
{
    in->missing = at;
    in->missing_end = rest;
    in->missing_in = node;
}

/* Items that lack the rest of the path are passed over, unless all do. */
static bool find_in_every(search *in, struct json_object *list, const char *rest,
                          struct json_object **found)
{
    struct json_object *all = json_object_new_array();
    bool any = json_object_array_length(list) == 0;
    for (size_t i = 0; i < json_object_array_length(list) && all != NULL; i++) {
        struct json_object *part = NULL;
        if (!find(in, json_object_array_get_idx(list, i), rest, &part))
            continue;
        any = true;
        bool has_parts = strstr(rest, "[*]") != NULL;
        for (size_t j = 0; has_parts && j < json_object_array_length(part); j++)
            json_object_array_add(all, json_object_get(json_object_array_get_idx(part, j)));
        if (has_parts)
            json_object_put(part);
        else if (json_object_array_add(all, part) != 0)
            in->out_of_memory = true;
    }
    in->out_of_memory = in->out_of_memory || all == NULL;
    if (any)
        *found = all;
    else
        json_object_put(all);
    return any;
}

static bool find(search *in, struct json_object *node, const char *at, struct json_object **found)
{
    step next;
    bool there = false;
    if (*at == '\0') {
        *found = json_object_get(node);
        return true;
    }
    const char *rest = read_step(at, at == in->path, &next);
    if (rest == NULL)
        return false; /* cli_query_check() lets no such path through */
    if (next.kind == STEP_EVERY && json_object_is_type(node, json_type_array))
        return find_in_every(in, node, rest, found);
    struct json_object *part = next.kind == STEP_EVERY ? NULL : take(node, &next, &there);
    if (there)
        return find(in, part, rest, found);
    miss(in, at, rest, node);
    return false;
}

static const char *nearest_member(struct json_object *object, const char *name)
{
    const char *best = NULL;
    size_t best_distance = 0;
    struct json_object_iterator at = json_object_iter_begin(object),
                                end = json_object_iter_end(object);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        cli_consider(name, json_object_iter_peek_name(&at), &best, &best_distance);
    return best;
}

static void complain_about_member(const search *in, const char *owner, const step *missing)
{
    char name[64] = "";
    snprintf(name, sizeof name, "%.*s", (int)missing->name_bytes, missing->name);
    const char *best = nearest_member(in->missing_in, name);
    cli_complain(in->command, "--query '%s': %s has no '%s'%s%s%s", in->path, owner, name,
                 best != NULL ? "; did you mean " : "", best != NULL ? best : "",
                 best != NULL ? "?" : "");
}

/* What follows the name of the list in a path that begins with it; NULL when it does not. */
static const char *behind_items(const search *in)
{
    size_t length = in->items != NULL ? strlen(in->items) : 0;
    bool begins = length > 0 && strncmp(in->path, in->items, length) == 0;
    const char *rest = in->path + length;
    return begins && (*rest == '\0' || *rest == '[' || *rest == '.') ? rest : NULL;
}

static void complain_about_items(const search *in, const char *rest)
{
    cli_complain(in->command,
                 "--query '%s': with --all the items of %s stand at the top: write '%s%s'",
                 in->path, in->items, *rest == '[' ? "" : "[*]", rest);
}

static void complain(const search *in)
{
    char owner[256] = "the answer", part[64];
    step missing;
    size_t before = (size_t)(in->missing - in->path);
    read_step(in->missing, before == 0, &missing);
    if (before > 0)
        snprintf(owner, sizeof owner, "%.*s", (int)before, in->path);
    snprintf(part, sizeof part, "%.*s", (int)(in->missing_end - in->missing), in->missing);
    bool is_list = json_object_is_type(in->missing_in, json_type_array);
    size_t item_count = is_list ? json_object_array_length(in->missing_in) : 0;
    const char *rest = before == 0 && is_list ? behind_items(in) : NULL;
    if (rest != NULL)
        complain_about_items(in, rest);
    else if (missing.kind == STEP_NAME && json_object_is_type(in->missing_in, json_type_object))
        complain_about_member(in, owner, &missing);
    else if (missing.kind == STEP_NAME && is_list)
        cli_complain(in->command, "--query '%s': %s is a list: put [0] or [*] before '%s'",
                     in->path, owner, part);
    else if (is_list)
        cli_complain(in->command, "--query '%s': %s has %zu item%s, there is no %s", in->path,
                     owner, item_count, item_count == 1 ? "" : "s", part);
    else
        cli_complain(in->command, "--query '%s': %s is no %s, so there is no '%s' in it", in->path,
                     owner, missing.kind == STEP_NAME ? "object" : "list", part);
}

int cli_query_find(const cli_command *command, const char *path, const char *items,
                   struct json_object *root, struct json_object **found)
{
    search in = {.command = command,
                 .path = path,
                 .items = items,
                 .missing = path,
                 .missing_end = path,
                 .missing_in = root};
    *found = NULL;
    bool there = find(&in, root, path, found);
    if (in.out_of_memory) {
        json_object_put(*found);
        *found = NULL;
        return cli_out_of_memory(command);
    }
    if (there)
        return CLI_EXIT_OK;
    complain(&in);
    return CLI_EXIT_DECODE;
}

/* SPDX-License-Identifier: MIT */
/* An object without its depth: {"a": {"b": 1}} has the leaf a.b. */
#ifndef CLI_FLAT_H
#define CLI_FLAT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct cli_leaf {
    char *path;
    char *text;                     /* controls escaped; of a list of scalars with commas between */
    const struct json_object *list; /* in place of `text`: one that has more than scalars */
} cli_leaf;

typedef struct cli_flat {
    cli_leaf *leaves;
    size_t count;
} cli_flat;

/* False: out of memory. To be released in either case; lists stay the object's. */
bool cli_flatten(cli_flat *flat, const struct json_object *object);
void cli_flat_release(cli_flat *flat);

/* NULL when there is no such leaf, or it is a list. */
const char *cli_flat_text(const cli_flat *flat, const char *path);

/* Neither object nor list. */
bool cli_is_scalar(const struct json_object *value);
/* To be freed. NULL: out of memory. */
char *cli_scalar_text(const struct json_object *value);

#endif

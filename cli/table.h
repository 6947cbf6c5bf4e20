/* SPDX-License-Identifier: MIT */
/* JSON as people read it: a list of objects as a table, an object as a name and a value a line. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <json-c/json.h>
#include <stdbool.h>

typedef struct cli_table_style {
    int columns; /* of the terminal; 0: as wide as it gets */
    bool has_colour;
    const char *const *wanted; /* columns of a table, up to a NULL; NULL: all that occur */
} cli_table_style;

/* On stdout. What does not fit into a table is printed as objects one below the other, nothing is
 * left out. False: out of memory. */
bool cli_table_print(const cli_table_style *style, const struct json_object *value);

#endif

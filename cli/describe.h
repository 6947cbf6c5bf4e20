/* SPDX-License-Identifier: MIT */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include <stdio.h>

#include "command.h"

void cli_describe_as_text(const tcvod_action_info *action);
void cli_describe_as_json(const tcvod_action_info *action, FILE *stream);

/* The object types around a field, innermost first: a type among them is not opened again. */
typedef struct cli_enclosing_type {
    uint32_t type;
    const struct cli_enclosing_type *outer;
} cli_enclosing_type;

bool cli_is_enclosed(uint32_t type, const cli_enclosing_type *enclosing);

#endif

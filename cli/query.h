/* SPDX-License-Identifier: MIT */
/* --query: a part of an answer by its path, "fileSet[0].fileId" or "fileSet[*].fileId". */
#ifndef CLI_QUERY_H
#define CLI_QUERY_H

#include <json-c/json.h>

#include "command.h"

/* Complains about a path that is none; gives CLI_EXIT_OK or an exit code. */
int cli_query_check(const cli_command *command, const char *path);

/* Puts what `path` leads to, a list when it holds [*], into *found, which is to be put back.
 * `items` names the list of an answer that `root` is, or is NULL. Complains by itself, naming the
 * step that leads nowhere; gives CLI_EXIT_OK or an exit code. */
int cli_query_find(const cli_command *command, const char *path, const char *items,
                   struct json_object *root, struct json_object **found);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include "command.h"

/* A whole file, or stdin for "-", with a NUL behind it; to be freed. Complains by itself; gives
 * CLI_EXIT_OK or an exit code. */
int cli_read_input(const cli_command *command, const char *path, char **text, size_t *size_bytes);
/* The same for what must be text without NULs. */
int cli_read_text(const cli_command *command, const char *path, char **text);

#endif

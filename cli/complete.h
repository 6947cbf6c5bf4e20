/* SPDX-License-Identifier: MIT */
/* What shells offer after `tcvod`: bash, zsh and fish all ask the command itself. */
#ifndef CLI_COMPLETE_H
#define CLI_COMPLETE_H

#include "command.h"

/* Prints what may stand in place of the last of `words`, which are those after "tcvod": candidate,
 * tab and what it means, a line each. "=" or "." at its end says that more has to follow it. Prints
 * nothing where a file may stand, or anything. */
void cli_complete(const cli_command *const *commands, size_t command_count, int word_count,
                  char **words);

/* "tags.2=", "status=FINISH": names of an action's parameters, or the values of one. */
void cli_complete_parameter(const tcvod_action_info *action, const char *word, int earlier_count,
                            char **earlier);

/* A line, if `candidate` begins with `word`. */
void cli_offer(const char *word, const char *candidate, const char *meaning);

#endif

/* SPDX-License-Identifier: MIT */
/* What may have been meant by a parameter that an action does not know. */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include "command.h"

enum { CLI_LONGEST_SUGGESTION_BYTES = 512 };

/* "fielId" → "fileId", "tags" → "tags.1", "status=FINISHD" → "status=FINISH". `value` may be NULL.
 * False when nothing is wrong with it, or nothing is near it. */
bool cli_suggest_parameter(uint32_t request_type, const char *name, const char *value,
                           char suggestion[static CLI_LONGEST_SUGGESTION_BYTES]);

/* The parameter that an option's name stands for in any spelling of case: "--class-name" →
 * "className", "--Tags.1" → "tags.1". False when the action has none of that name. */
bool cli_parameter_of_option(uint32_t request_type, const char *option,
                             char parameter[static CLI_LONGEST_SUGGESTION_BYTES]);

#endif

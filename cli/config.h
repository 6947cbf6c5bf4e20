/* SPDX-License-Identifier: MIT */
/* Who calls, and where: from the environment and the config file. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "arguments.h"

#include "profile.h"

typedef struct cli_config {
    char *values[TCV_PROFILE_KEY_COUNT]; /* copies, by key; NULL when not set; wiped on release */
    bool is_variable[TCV_PROFILE_KEY_COUNT]; /* it came from the environment */
    const char *profile;                     /* the section's name */
} cli_config;

enum { CLI_ORIGIN_BYTES = TCV_PROFILE_PATH_BYTES + 128 };

/* Settings for a command that may have --profile. Complains by itself; gives CLI_EXIT_OK or an exit
 * code. To be released in either case. */
int cli_config_load(cli_config *config, const cli_arguments *arguments);
void cli_config_release(cli_config *config);

/* Where the user said it: "TCVOD_REGION", "region of profile [default] in …". */
void cli_config_origin(const cli_config *config, tcv_profile_key key,
                       char origin[static CLI_ORIGIN_BYTES]);

/* Reads profile `name` (NULL: default) of the user's config file; without a file *found is false.
 */
int cli_config_read_file(cli_config *config, const cli_command *command, const char *name,
                         bool *found);

/* Overwrites in a way that the compiler may not leave out. */
void cli_wipe(void *memory, size_t size_bytes);

#endif

/* SPDX-License-Identifier: MIT */
/* ~/.config/tcvod/config, read as the library reads it. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "report.h"

static int take(cli_config *config, const cli_command *command, const tcv_profile *profile)
{
    for (int i = 0; i < TCV_PROFILE_KEY_COUNT; i++) {
        if (profile->values[i] == NULL)
            continue;
        config->values[i] = strdup(profile->values[i]);
        if (config->values[i] == NULL)
            return cli_out_of_memory(command);
    }
    return CLI_EXIT_OK;
}

static int refuse(const cli_command *command, const char *path, const tcv_profile *profile,
                  tcv_profile_status status)
{
    if (profile->line > 0)
        cli_complain(command, "%s:%u: %s", path, profile->line, profile->problem);
    else if (status == TCV_PROFILE_NOT_IN_FILE)
        cli_complain(command, "%s %s", path, profile->problem);
    else
        cli_complain(command, "cannot use %s: %s", path, profile->problem);
    return CLI_EXIT_CONFIG;
}

int cli_config_read_file(cli_config *config, const cli_command *command, const char *name,
                         bool *found)
{
    char path[TCV_PROFILE_PATH_BYTES];
    tcv_profile profile;
    *found = false;
    if (!tcv_profile_path(path))
        return CLI_EXIT_OK;
    char *text = malloc(TCV_PROFILE_BYTES + 1);
    if (text == NULL)
        return cli_out_of_memory(command);
    tcv_profile_status status = tcv_profile_read(&profile, path, name, text);
    int exit_code = CLI_EXIT_OK;
    if (status == TCV_PROFILE_READ)
        exit_code = take(config, command, &profile);
    else if (status != TCV_PROFILE_NO_FILE)
        exit_code = refuse(command, path, &profile, status);
    *found = status != TCV_PROFILE_NO_FILE;
    cli_wipe(text, TCV_PROFILE_BYTES + 1);
    free(text);
    return exit_code;
}

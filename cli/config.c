/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

static const char *const variables[TCV_PROFILE_KEY_COUNT] = {
    [TCV_PROFILE_SECRET_ID] = "TCVOD_SECRET_ID", [TCV_PROFILE_SECRET_KEY] = "TCVOD_SECRET_KEY",
    [TCV_PROFILE_TOKEN] = "TCVOD_TOKEN",         [TCV_PROFILE_REGION] = "TCVOD_REGION",
    [TCV_PROFILE_ENDPOINT] = "TCVOD_ENDPOINT",   [TCV_PROFILE_CA_FILE] = "TCVOD_CA_FILE",
};

void cli_wipe(void *memory, size_t size_bytes)
{
    volatile unsigned char *bytes = memory;
    while (size_bytes-- > 0)
        *bytes++ = 0;
}

static void release_value(char **value)
{
    if (*value != NULL)
        cli_wipe(*value, strlen(*value));
    free(*value);
    *value = NULL;
}

void cli_config_release(cli_config *config)
{
    for (int i = 0; i < TCV_PROFILE_KEY_COUNT; i++)
        release_value(&config->values[i]);
}

/* An empty variable counts as none. */
static const char *from_environment(int setting)
{
    const char *value = getenv(variables[setting]);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static int replace(cli_config *config, const cli_command *command, int setting, const char *value)
{
    release_value(&config->values[setting]);
    if (value == NULL)
        return CLI_EXIT_OK;
    config->values[setting] = strdup(value);
    return config->values[setting] != NULL ? CLI_EXIT_OK : cli_out_of_memory(command);
}

/* Id, key and token belong together: they all come from one place. */
static int take_environment(cli_config *config, const cli_command *command, bool file_first)
{
    bool has_file_key = config->values[TCV_PROFILE_SECRET_ID] != NULL ||
                        config->values[TCV_PROFILE_SECRET_KEY] != NULL;
    bool has_environment_key = from_environment(TCV_PROFILE_SECRET_ID) != NULL ||
                               from_environment(TCV_PROFILE_SECRET_KEY) != NULL;
    bool takes_key = has_environment_key && !(file_first && has_file_key);
    int status = CLI_EXIT_OK;
    for (int i = 0; i < TCV_PROFILE_KEY_COUNT && status == CLI_EXIT_OK; i++) {
        bool belongs_to_key = i <= TCV_PROFILE_TOKEN;
        const char *value = from_environment(i);
        bool is_free = config->values[i] == NULL || !file_first;
        if (belongs_to_key ? takes_key : value != NULL && is_free)
            status = replace(config, command, i, value);
    }
    return status;
}

static int check_credentials(const cli_config *config, const cli_command *command)
{
    for (int i = TCV_PROFILE_SECRET_ID; i <= TCV_PROFILE_SECRET_KEY; i++) {
        if (config->values[i] != NULL)
            continue;
        cli_complain(command,
                     "no credentials: set %s, or write '%s = …' to the config file "
                     "(~/.config/tcvod/config)",
                     variables[i], tcv_profile_key_name((tcv_profile_key)i));
        return CLI_EXIT_CONFIG;
    }
    return CLI_EXIT_OK;
}

int cli_config_load(cli_config *config, const cli_arguments *arguments)
{
    const cli_command *command = arguments->command;
    const char *chosen = cli_option_value(arguments, "--profile");
    const char *profile = chosen != NULL ? chosen : getenv("TCVOD_PROFILE");
    bool has_profile = profile != NULL && profile[0] != '\0';
    bool found = false;
    *config = (cli_config){{0}};
    int status = cli_config_read_file(config, command, has_profile ? profile : NULL, &found);
    if (status != CLI_EXIT_OK)
        return status;
    if (has_profile && !found) {
        cli_complain(command, "there is no config file (~/.config/tcvod/config) with profile '%s'",
                     profile);
        return CLI_EXIT_CONFIG;
    }
    status = take_environment(config, command, chosen != NULL);
    return status == CLI_EXIT_OK ? check_credentials(config, command) : status;
}

/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
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
        config->is_variable[i] = belongs_to_key ? takes_key : value != NULL && is_free;
    }
    return status;
}

static const char *file_path(char path[static TCV_PROFILE_PATH_BYTES])
{
    return tcv_profile_path(path) ? path : "~/.config/tcvod/config";
}

void cli_config_origin(const cli_config *config, tcv_profile_key key,
                       char origin[static CLI_ORIGIN_BYTES])
{
    char path[TCV_PROFILE_PATH_BYTES];
    if (config->is_variable[key])
        snprintf(origin, CLI_ORIGIN_BYTES, "%s", variables[key]);
    else
        snprintf(origin, CLI_ORIGIN_BYTES, "%s of profile [%.64s] in %s", tcv_profile_key_name(key),
                 config->profile, file_path(path));
}

static int refuse_half_a_key(const cli_config *config, const cli_command *command,
                             tcv_profile_key given, tcv_profile_key missing)
{
    char path[TCV_PROFILE_PATH_BYTES];
    if (config->is_variable[given])
        cli_complain(command, "%s is set, its other half is not: set %s", variables[given],
                     variables[missing]);
    else
        cli_complain(command, "profile [%s] in %s has no %s", config->profile, file_path(path),
                     tcv_profile_key_name(missing));
    return CLI_EXIT_CONFIG;
}

static int check_credentials(const cli_config *config, const cli_command *command)
{
    char path[TCV_PROFILE_PATH_BYTES];
    bool has_id = config->values[TCV_PROFILE_SECRET_ID] != NULL;
    bool has_key = config->values[TCV_PROFILE_SECRET_KEY] != NULL;
    if (has_id && has_key)
        return CLI_EXIT_OK;
    if (has_id)
        return refuse_half_a_key(config, command, TCV_PROFILE_SECRET_ID, TCV_PROFILE_SECRET_KEY);
    if (has_key)
        return refuse_half_a_key(config, command, TCV_PROFILE_SECRET_KEY, TCV_PROFILE_SECRET_ID);
    cli_complain(command,
                 "no credentials: set TCVOD_SECRET_ID and TCVOD_SECRET_KEY, or write 'secret_id = "
                 "…' and 'secret_key = …' to profile [%s] in %s",
                 config->profile, file_path(path));
    return CLI_EXIT_CONFIG;
}

int cli_config_load(cli_config *config, const cli_arguments *arguments)
{
    const cli_command *command = arguments->command;
    const char *chosen = cli_option_value(arguments, "--profile");
    const char *profile = chosen != NULL ? chosen : getenv("TCVOD_PROFILE");
    bool has_profile = profile != NULL && profile[0] != '\0';
    char path[TCV_PROFILE_PATH_BYTES];
    bool found = false;
    *config = (cli_config){.profile = has_profile ? profile : "default"};
    int status = cli_config_read_file(config, command, has_profile ? profile : NULL, &found);
    if (status != CLI_EXIT_OK)
        return status;
    if (has_profile && !found) {
        cli_complain(command, "there is no config file %s with profile '%s'", file_path(path),
                     profile);
        return CLI_EXIT_CONFIG;
    }
    status = take_environment(config, command, chosen != NULL);
    return status == CLI_EXIT_OK ? check_credentials(config, command) : status;
}

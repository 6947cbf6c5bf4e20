/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <string.h>

#include "config.h"
#include "report.h"

/* What a client refuses here was said by the environment or the config file. */
static int report_bad_config(const cli_command *command, const cli_config *config,
                             const tcvod_error *error)
{
    char origin[CLI_ORIGIN_BYTES] = "the configuration";
    if (error->category == TCVOD_ERROR_MEMORY)
        return cli_out_of_memory(command);
    for (int i = 0; i < TCV_PROFILE_KEY_COUNT; i++)
        if (strcmp(error->field, tcv_profile_key_name((tcv_profile_key)i)) == 0)
            cli_config_origin(config, (tcv_profile_key)i, origin);
    cli_complain(command, "%s does not work: %s", origin, error->message);
    return CLI_EXIT_CONFIG;
}

int cli_create_client(tcvod_client **client, const cli_arguments *arguments)
{
    cli_config config;
    tcvod_error error = {0};
    int status = cli_config_load(&config, arguments);
    if (status == CLI_EXIT_OK) {
        tcvod_client_options options = {.secret_id = config.values[TCV_PROFILE_SECRET_ID],
                                        .secret_key = config.values[TCV_PROFILE_SECRET_KEY],
                                        .token = config.values[TCV_PROFILE_TOKEN],
                                        .region = config.values[TCV_PROFILE_REGION],
                                        .endpoint = config.values[TCV_PROFILE_ENDPOINT],
                                        .ca_file = config.values[TCV_PROFILE_CA_FILE],
                                        .user_agent = "tcvod-command/" TCVOD_VERSION,
                                        .strict_requests = cli_option_given(arguments, "--strict")};
        if (tcvod_client_create(client, &options, &error) != TCVOD_OK)
            status = report_bad_config(arguments->command, &config, &error);
    }
    cli_config_release(&config);
    return status;
}

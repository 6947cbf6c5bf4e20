/* SPDX-License-Identifier: MIT */
#include "client.h"

#include "config.h"
#include "report.h"

/* What a client refuses here was said by the environment or the config file. */
static int report_bad_config(const cli_command *command, const tcvod_error *error)
{
    if (error->category == TCVOD_ERROR_MEMORY)
        return cli_out_of_memory(command);
    cli_complain(command, "the configuration does not work: %s%s%s", error->field,
                 error->field[0] != '\0' ? ": " : "", error->message);
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
            status = report_bad_config(arguments->command, &error);
    }
    cli_config_release(&config);
    return status;
}

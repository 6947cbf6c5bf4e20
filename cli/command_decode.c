/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "output.h"
#include "report.h"

static int print_view(const cli_output *output, const char *action, const void *response)
{
    char *view = NULL;
    tcvod_error error = {0};
    if (tcvod_response_view(response, &view, &error) != TCVOD_OK)
        return cli_report_failure(action, &error);
    cli_print_notes(response);
    int status = cli_output_json(output, view, strlen(view));
    tcvod_text_free(view);
    return status;
}

static int run(const cli_arguments *arguments)
{
    const cli_command *command = arguments->command;
    const char *action = arguments->positionals[0];
    const char *path = arguments->positional_count > 1 ? arguments->positionals[1] : "-";
    tcvod_action_info info;
    if (!cli_find_action(command, action, &info))
        return CLI_EXIT_USAGE;
    cli_output output;
    int status = cli_output_read(&output, arguments, CLI_FORMAT_TABLE, CLI_FORMAT_JSON);
    if (status != CLI_EXIT_OK)
        return status;
    output.items = cli_output_items(&info);
    char *body = NULL;
    size_t size_bytes;
    status = cli_read_input(command, path, &body, &size_bytes);
    if (status != CLI_EXIT_OK)
        return status;
    void *response = NULL;
    tcvod_error error = {0};
    if (tcvod_decode(action, body, size_bytes, &response, &error) == TCVOD_OK)
        status = print_view(&output, action, response);
    else
        status = cli_report_failure(action, &error);
    tcvod_free(response);
    free(body);
    return status;
}

const cli_command cli_command_decode = {
    .name = "decode",
    .synopsis = "ACTION [FILE] [OPTION…]",
    .summary = "Print a stored answer as the typed view sees it.",
    .details =
        "Reads FILE, or stdin when there is none or it is '-'. Unknown and mistyped fields go to\n"
        "stderr as 'note: …' lines. An answer with an error code decodes, "
        "too.\n" CLI_OUTPUT_DETAILS,
    .options =
        (const cli_option[]){
            CLI_OUTPUT_OPTIONS,
            {0},
        },
    .min_positionals = 1,
    .max_positionals = 2,
    .positional_kinds = "ACTION",
    .run = run,
};

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "describe.h"
#include "output.h"
#include "report.h"

static int run(const cli_arguments *arguments)
{
    tcvod_action_info action;
    cli_output output;
    if (!cli_find_action(arguments->command, arguments->positionals[0], &action))
        return CLI_EXIT_USAGE;
    int status = cli_output_read(&output, arguments, CLI_FORMAT_TABLE, CLI_FORMAT_TABLE);
    if (status != CLI_EXIT_OK)
        return status;
    if (output.format == CLI_FORMAT_TABLE && output.query == NULL) {
        cli_describe_as_text(&action);
        return CLI_EXIT_OK;
    }
    status = cli_output_begin(&output);
    if (status != CLI_EXIT_OK)
        return status;
    cli_describe_as_json(&action, output.stream);
    return cli_output_end(&output);
}

const cli_command cli_command_describe = {
    .name = "describe",
    .synopsis = "ACTION [OPTION…]",
    .summary = "Show an action's parameters, answer, error codes and C call.",
    .details = "",
    .options =
        (const cli_option[]){
            {"--output", "table|json|jsonl", "default: table, a text for people", false},
            CLI_QUERY_OPTION,
            CLI_COLOUR_OPTION,
            {0},
        },
    .min_positionals = 1,
    .max_positionals = 1,
    .positional_kinds = "ACTION",
    .run = run,
};

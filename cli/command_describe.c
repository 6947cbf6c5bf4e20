/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "describe.h"
#include "report.h"

static int run(const cli_arguments *arguments)
{
    tcvod_action_info action;
    if (!cli_find_action(arguments->command, arguments->positionals[0], &action))
        return CLI_EXIT_USAGE;
    if (cli_option_given(arguments, "--json"))
        cli_describe_as_json(&action);
    else
        cli_describe_as_text(&action);
    return CLI_EXIT_OK;
}

const cli_command cli_command_describe = {
    .name = "describe",
    .synopsis = "ACTION [--json]",
    .summary = "Show an action's parameters, answer, error codes and C call.",
    .details = "",
    .options =
        (const cli_option[]){
            {"--json", NULL, "as a JSON object", false},
            {0},
        },
    .min_positionals = 1,
    .max_positionals = 1,
    .run = run,
};

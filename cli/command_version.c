/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "arguments.h"

static int run(const cli_arguments *arguments)
{
    (void)arguments;
    printf("tcvod %s (library %s, %zu actions)\n", TCVOD_VERSION, tcvod_version(),
           tcvod_action_count());
    return CLI_EXIT_OK;
}

const cli_command cli_command_version = {
    .name = "version",
    .synopsis = "",
    .summary = "Print the version of the command and of the library.",
    .details = "",
    .options = (const cli_option[]){{0}},
    .positional_kinds = "",
    .run = run,
};

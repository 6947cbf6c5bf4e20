/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "arguments.h"

/* A client for a command that may have --profile and --strict. Complains by itself; gives
 * CLI_EXIT_OK or an exit code. */
int cli_create_client(tcvod_client **client, const cli_arguments *arguments);

#endif

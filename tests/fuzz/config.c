/* SPDX-License-Identifier: MIT */
/* The command's config file. Complaints never repeat a value: the marker stands in for a key. */
#include "fuzz.h"

#include "file.h"

#include "config.h"
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char marker[] = "KEY0123456789KEY";
static char complaint[1024];

void cli_complain(const cli_command *command, const char *format, ...)
{
    va_list arguments;
    (void)command;
    va_start(arguments, format);
    vsnprintf(complaint, sizeof complaint, format, arguments);
    va_end(arguments);
    REQUIRE(strstr(complaint, marker) == NULL);
}

int cli_out_of_memory(const cli_command *command)
{
    cli_complain(command, "out of memory");
    return CLI_EXIT_INTERNAL;
}

const char *cli_option_value(const cli_arguments *arguments, const char *name)
{
    (void)arguments;
    (void)name;
    return NULL;
}

static void read_profile(const char *profile)
{
    cli_command command = {.name = "fuzz"};
    cli_config config = {{0}};
    bool found = false;
    complaint[0] = '\0';
    int status = cli_config_read_file(&config, &command, profile, &found);
    REQUIRE(found);
    REQUIRE(status == CLI_EXIT_OK || status == CLI_EXIT_CONFIG);
    REQUIRE((status == CLI_EXIT_OK) == (complaint[0] == '\0'));
    for (int i = 0; i < CLI_SETTING_COUNT && status == CLI_EXIT_OK; i++)
        REQUIRE(config.values[i] == NULL || config.values[i][0] != '\0');
    cli_config_release(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    fuzz_write_file("tcvod/config", data, size_bytes);
    REQUIRE(setenv("XDG_CONFIG_HOME", fuzz_folder(), 1) == 0);
    read_profile(size_bytes % 2 == 0 ? "default" : "work");
    return 0;
}

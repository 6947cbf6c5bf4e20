/* SPDX-License-Identifier: MIT */
/* The command's config file. Complaints never repeat a value: the marker stands in for a key. */
#include "fuzz.h"

#include "config.h"
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char marker[] = "KEY0123456789KEY";
static char folder[64];
static char file[96];
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

static void remove_folder(void)
{
    unlink(file);
    *strrchr(file, '/') = '\0';
    rmdir(file);
    rmdir(folder);
}

static void make_folder(void)
{
    if (*folder != '\0')
        return;
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.40s/tcvod-XXXXXX", base != NULL ? base : "/tmp");
    REQUIRE(mkdtemp(folder) != NULL);
    snprintf(file, sizeof file, "%s/tcvod", folder);
    REQUIRE(mkdir(file, 0700) == 0 && setenv("XDG_CONFIG_HOME", folder, 1) == 0);
    snprintf(file, sizeof file, "%s/tcvod/config", folder);
    atexit(remove_folder);
}

static void write_file(const uint8_t *data, size_t size_bytes)
{
    FILE *stream = fopen(file, "wb");
    REQUIRE(stream != NULL && fchmod(fileno(stream), 0600) == 0);
    REQUIRE(fwrite(data, 1, size_bytes, stream) == size_bytes);
    REQUIRE(fclose(stream) == 0);
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
    make_folder();
    write_file(data, size_bytes);
    read_profile(size_bytes % 2 == 0 ? "default" : "work");
    return 0;
}

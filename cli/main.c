/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "complete.h"
#include "report.h"
#include "text.h"

static const cli_command *const commands[] = {
    &cli_command_actions, &cli_command_describe, &cli_command_call,   &cli_command_sign,
    &cli_command_decode,  &cli_command_event,    &cli_command_upload, &cli_command_version,
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static const char overview_end[] =
    "\n"
    "tcvod COMMAND --help tells more. Options may stand anywhere; -- ends them.\n"
    "\n"
    "Credentials and places:\n"
    "  TCVOD_SECRET_ID, TCVOD_SECRET_KEY, TCVOD_TOKEN (of temporary credentials), TCVOD_REGION,\n"
    "  TCVOD_ENDPOINT (https://host[:port]), TCVOD_CA_FILE (PEM), TCVOD_PROFILE\n"
    "  or $XDG_CONFIG_HOME/tcvod/config (~/.config/tcvod/config), readable by its owner only:\n"
    "    # lines before the first section are the profile [default]\n"
    "    secret_id = …\n"
    "    secret_key = …\n"
    "    [staging]\n"
    "    endpoint = https://vod.example.com\n"
    "  with the keys secret_id, secret_key, token, region, endpoint, ca_file. A variable goes "
    "before the\n"
    "  file, unless --profile is given; id, key and token always come from the same place.\n"
    "\n"
    "Results go to stdout, everything else to stderr. Colours are for terminals; NO_COLOR turns "
    "them off.\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  1  the service answered with an error code\n"
    "  2  wrong usage or bad input (a local file, too): nothing was sent; of several uploads the "
    "others\n"
    "     may be there\n"
    "  3  network, TLS, timeout, or an HTTP status other than 200\n"
    "  4  the answer could not be decoded, or has not what --query asks for\n"
    "  5  credentials or configuration\n"
    "  6  out of memory, output lost (a full disk, a closed pipe), or an internal error\n"
    "  130 (143)  an upload was ended by Ctrl-C (by SIGTERM)\n";

static void print_overview(FILE *stream)
{
    fputs("usage: tcvod COMMAND [ARGUMENT…]\n\nCommands:\n", stream);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(stream, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs(overview_end, stream);
}

static int argument_columns(const cli_option *option)
{
    return option->argument != NULL ? (int)strlen(option->argument) : 0;
}

static int option_columns(const cli_option *option)
{
    return (int)strlen(option->name) + (option->argument != NULL) + argument_columns(option);
}

static void print_help(const cli_command *command)
{
    printf("usage: tcvod %s%s%s\n\n%s\n", command->name, command->synopsis[0] != '\0' ? " " : "",
           command->synopsis, command->summary);
    if (command->details[0] != '\0')
        printf("\n%s", command->details);
    fputs("\nOptions:\n", stdout);
    int width = (int)sizeof "--help" - 1;
    for (const cli_option *option = command->options; option->name != NULL; option++) {
        int columns = option_columns(option);
        width = columns > width ? columns : width;
    }
    for (const cli_option *option = command->options; option->name != NULL; option++)
        printf("  %s%s%-*s  %s%s\n", option->name, option->argument ? " " : "",
               width - option_columns(option) + argument_columns(option),
               option->argument ? option->argument : "", option->help,
               option->repeatable ? "; may be repeated" : "");
    printf("  %-*s  %s\n", width, "--help", "this text");
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static int unknown_command(const char *name)
{
    const char *best = NULL;
    size_t best_distance = 0;
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        cli_consider(name, commands[i]->name, &best, &best_distance);
    if (best != NULL)
        return cli_usage_error(NULL, "unknown command '%s'; did you mean %s?", name, best);
    return cli_usage_error(NULL, "unknown command '%s'", name);
}

static int run_command(const cli_command *command, int argc, char **argv)
{
    cli_arguments arguments;
    int status = cli_arguments_parse(&arguments, command, argc, argv);
    if (status == CLI_EXIT_OK && arguments.wants_help)
        print_help(command);
    else if (status == CLI_EXIT_OK)
        status = command->run(&arguments);
    cli_arguments_release(&arguments);
    return status;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_overview(stderr);
        return CLI_EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "__complete") == 0) {
        cli_complete(commands, COMMAND_COUNT, argc - 2, argv + 2);
        return CLI_EXIT_OK;
    }
    bool asks_help =
        strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0;
    if (asks_help && argc == 2) {
        print_overview(stdout);
        return CLI_EXIT_OK;
    }
    if (asks_help || strcmp(name, "--version") == 0)
        name = asks_help ? argv[2] : "version";
    const cli_command *command = find_command(name);
    if (command == NULL)
        return unknown_command(name);
    if (asks_help) {
        print_help(command);
        return CLI_EXIT_OK;
    }
    return run_command(command, argc - 2, argv + 2);
}

/* A socket must never get the number of a standard stream that the caller closed. */
static bool occupy_standard_streams(void)
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != descriptor)
            return false;
    return true;
}

int main(int argc, char **argv)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) /* widths of characters */
        setlocale(LC_CTYPE, "");
    if (!occupy_standard_streams())
        return CLI_EXIT_INTERNAL;
    return cli_finish_output(run(argc, argv));
}

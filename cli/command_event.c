/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "report.h"

static int print_unknown(const tcvod_event *event)
{
    size_t size_bytes;
    const char *body = tcvod_response_json(event, &size_bytes);
    const char *type = tcvod_event_type(event);
    cli_print_result(body, size_bytes, false);
    if (type[0] != '\0')
        fprintf(stderr, "note: the library does not know events of the kind %s\n", type);
    else
        fputs("note: nothing in it names the kind of the event\n", stderr);
    return CLI_EXIT_OK;
}

static int print_event(const tcvod_event *event)
{
    char *view = NULL;
    tcvod_error error = {0};
    const char *type = tcvod_event_type(event);
    if (tcvod_event_payload(event, type) == NULL)
        return print_unknown(event);
    if (tcvod_response_view(event, &view, &error) != TCVOD_OK)
        return cli_report_failure("event", &error);
    fprintf(stderr, "event: %s\n", type);
    cli_print_result(view, strlen(view), false);
    cli_print_notes(event);
    tcvod_text_free(view);
    return CLI_EXIT_OK;
}

static int decode(const cli_command *command, const char *path)
{
    char *body = NULL;
    size_t size_bytes;
    tcvod_event *event = NULL;
    tcvod_error error = {0};
    int status = cli_read_input(command, path, &body, &size_bytes);
    if (status != CLI_EXIT_OK)
        return status;
    if (tcvod_event_read(0, 0, body, size_bytes, &event, &error) == TCVOD_OK)
        status = print_event(event);
    else
        status = cli_report_failure("event", &error);
    tcvod_free(event);
    free(body);
    return status;
}

static int list(void)
{
    tcvod_event_info info;
    for (size_t i = 0; tcvod_event_at(i, &info) == TCVOD_OK; i++)
        printf("%-36s %s\n", info.name, info.summary);
    return CLI_EXIT_OK;
}

static int run(const cli_arguments *arguments)
{
    const char *what = arguments->positionals[0];
    bool has_file = arguments->positional_count > 1;
    if (strcmp(what, "decode") == 0)
        return decode(arguments->command, has_file ? arguments->positionals[1] : "-");
    if (strcmp(what, "list") == 0 && !has_file)
        return list();
    if (strcmp(what, "list") == 0)
        return cli_usage_error(arguments->command, "list takes no file");
    return cli_usage_error(arguments->command, "there is no '%s'; say decode or list", what);
}

const cli_command cli_command_event = {
    .name = "event",
    .synopsis = "decode [FILE] | list",
    .summary = "Print an event, the body of a callback, as the typed view sees it.",
    .details = "Reads FILE, or stdin when there is none or it is '-'. The view goes to stdout as "
               "JSON with\n"
               "wire names; the kind of the event and 'note: …' lines go to stderr. An event of a "
               "kind that the\n"
               "library does not know is printed as it came. 'list' tells the kinds.\n",
    .options = (const cli_option[]){{0}},
    .min_positionals = 1,
    .max_positionals = 2,
    .run = run,
};

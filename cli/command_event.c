/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "json_writer.h"
#include "output.h"
#include "report.h"
#include "text.h"

static int print_unknown(const cli_output *output, const tcvod_event *event)
{
    size_t size_bytes;
    const char *body = tcvod_response_json(event, &size_bytes);
    const char *type = tcvod_event_type(event);
    if (type[0] != '\0')
        fprintf(stderr, "note: the library does not know events of the kind %s\n", type);
    else
        fputs("note: nothing in it names the kind of the event\n", stderr);
    return cli_output_json(output, body, size_bytes);
}

static int print_event(const cli_output *output, const tcvod_event *event)
{
    char *view = NULL;
    tcvod_error error = {0};
    const char *type = tcvod_event_type(event);
    if (tcvod_event_payload(event, type) == NULL)
        return print_unknown(output, event);
    if (tcvod_response_view(event, &view, &error) != TCVOD_OK)
        return cli_report_failure("event", &error);
    fprintf(stderr, "event: %s\n", type);
    cli_print_notes(event);
    int status = cli_output_json(output, view, strlen(view));
    tcvod_text_free(view);
    return status;
}

static int decode(const cli_arguments *arguments)
{
    char *body = NULL;
    size_t size_bytes;
    cli_output output;
    tcvod_event *event = NULL;
    tcvod_error error = {0};
    const char *path = arguments->positional_count > 1 ? arguments->positionals[1] : "-";
    int status = cli_output_read(&output, arguments, CLI_FORMAT_TABLE, CLI_FORMAT_JSON);
    if (status == CLI_EXIT_OK)
        status = cli_read_input(arguments->command, path, &body, &size_bytes);
    if (status != CLI_EXIT_OK)
        return status;
    if (tcvod_event_read(0, 0, body, size_bytes, &event, &error) == TCVOD_OK)
        status = print_event(&output, event);
    else
        status = cli_report_failure("event", &error);
    tcvod_free(event);
    free(body);
    return status;
}

static int list(const cli_arguments *arguments)
{
    tcvod_event_info info;
    cli_output output;
    int status = cli_output_read(&output, arguments, CLI_FORMAT_TABLE, CLI_FORMAT_TABLE);
    if (arguments->positional_count > 1)
        return cli_usage_error(arguments->command, "list takes no file");
    if (status == CLI_EXIT_OK)
        status = cli_output_begin(&output);
    if (status != CLI_EXIT_OK)
        return status;
    cli_json_writer writer = {.stream = output.stream};
    cli_json_begin_list(&writer, NULL);
    for (size_t i = 0; tcvod_event_at(i, &info) == TCVOD_OK; i++) {
        cli_json_begin_object(&writer, NULL);
        cli_json_text(&writer, "event", info.name);
        cli_json_text(&writer, "summary", info.summary);
        cli_json_end_object(&writer);
    }
    cli_json_end_list(&writer);
    return cli_output_end(&output);
}

static int run(const cli_arguments *arguments)
{
    const char *what = arguments->positionals[0], *best = NULL;
    size_t best_distance = 0;
    if (strcmp(what, "decode") == 0)
        return decode(arguments);
    if (strcmp(what, "list") == 0)
        return list(arguments);
    cli_consider(what, "decode", &best, &best_distance);
    cli_consider(what, "list", &best, &best_distance);
    if (best != NULL)
        return cli_usage_error(arguments->command, "unknown command 'event %s'; did you mean %s?",
                               what, best);
    return cli_usage_error(arguments->command, "unknown command 'event %s'; say decode or list",
                           what);
}

const cli_command cli_command_event = {
    .name = "event",
    .synopsis = "decode [FILE] | list [OPTION…]",
    .summary = "Print an event, the body of a callback, as the typed view sees it.",
    .details = "Reads FILE, or stdin when there is none or it is '-'. The kind of the event and "
               "'note: …' lines\n"
               "go to stderr. An event of a kind that the library does not know is printed as it "
               "came. 'list'\n"
               "tells the kinds.\n" CLI_OUTPUT_DETAILS,
    .options =
        (const cli_option[]){
            CLI_OUTPUT_OPTIONS,
            {0},
        },
    .min_positionals = 1,
    .max_positionals = 2,
    .positional_kinds = "decode|list",
    .run = run,
};

/* SPDX-License-Identifier: MIT */
/* Results on stdout, in the form that --output, --query and --color ask for. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdio.h>

#include "arguments.h"

struct json_object;

enum cli_format { CLI_FORMAT_TABLE, CLI_FORMAT_JSON, CLI_FORMAT_JSONL };

#define CLI_COLOUR_OPTION                                                                          \
    {                                                                                              \
        "--color", "auto|always|never", "default: auto, on terminals unless NO_COLOR is set",      \
            false                                                                                  \
    }
#define CLI_QUERY_OPTION                                                                           \
    {                                                                                              \
        "--query", "PATH", "only this part: fileSet[0].fileId, fileSet[*].fileId", false           \
    }
/* Options of a command that prints results. */
#define CLI_OUTPUT_OPTIONS                                                                         \
    {"--output", "table|json|jsonl", "jsonl is an item of the list a line", false},                \
        CLI_QUERY_OPTION, CLI_COLOUR_OPTION

typedef struct cli_output {
    const cli_command *command;
    enum cli_format format;
    bool is_chosen; /* the format, by the user */
    bool has_colour;
    const char *query;          /* NULL: the whole */
    const char *items;          /* path of the list that jsonl prints; NULL: what is printed */
    const char *const *columns; /* of a table, up to a NULL; NULL: all */
    FILE *stream;               /* between begin() and end() */
    char *text;
    size_t size_bytes;
} cli_output;

/* `on_terminal` and `in_pipe` are what is printed when nothing was chosen. Complains by itself;
 * gives CLI_EXIT_OK or an exit code. */
int cli_output_read(cli_output *output, const cli_arguments *arguments, enum cli_format on_terminal,
                    enum cli_format in_pipe);

/* Text for --help of commands whose answers are a table on terminals and JSON elsewhere. */
#define CLI_OUTPUT_DETAILS                                                                         \
    "\n"                                                                                           \
    "On a terminal the typed view is printed as tables, elsewhere as JSON with wire names; "       \
    "--output\n"                                                                                   \
    "chooses. --query prints a part: [0] is an item, [*] all of them; without --output a text "    \
    "comes\n"                                                                                      \
    "without quotes and a list of texts as lines.\n"

/* Path of the list that an answer to `action` is about; NULL when there is none, or several. */
const char *cli_output_items(const tcvod_action_info *action);

/* All give CLI_EXIT_OK or an exit code, and complain by themselves. */
int cli_output_json(const cli_output *output, const char *json, size_t size_bytes);
int cli_output_value(const cli_output *output, struct json_object *value);

/* JSON that is written to output->stream between the two. */
int cli_output_begin(cli_output *output);
int cli_output_end(cli_output *output);

/* Whether what the service refused is worth printing: it has not what is asked for. */
bool cli_output_wants_whole(const cli_output *output);

/* "data.taskList"; NULL when there is none. */
struct json_object *cli_json_member(struct json_object *object, const char *path);

/* To be put back; NULL: out of memory, and it was complained about. */
struct json_object *cli_json_read(const cli_command *command, const char *json, size_t size_bytes);

#endif

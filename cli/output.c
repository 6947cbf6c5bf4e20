/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "flat.h"
#include "json_writer.h"
#include "query.h"
#include "report.h"
#include "table.h"
#include "terminal.h"
#include "text.h"

enum { DEEPEST_JSON = 4096 };

static const char *const format_names[] = {
    [CLI_FORMAT_TABLE] = "table", [CLI_FORMAT_JSON] = "json", [CLI_FORMAT_JSONL] = "jsonl"};

int cli_output_read(cli_output *output, const cli_arguments *arguments, enum cli_format on_terminal,
                    enum cli_format in_pipe)
{
    const char *chosen = cli_option_value(arguments, "--output");
    *output = (cli_output){
        .command = arguments->command,
        .format = cli_is_terminal(stdout) ? on_terminal : in_pipe,
        .is_chosen = chosen != NULL,
        .has_colour = cli_wants_colour(stdout, cli_option_value(arguments, "--color")),
        .query = cli_option_value(arguments, "--query"),
    };
    for (int i = CLI_FORMAT_TABLE; chosen != NULL && i <= CLI_FORMAT_JSONL; i++)
        if (strcasecmp(chosen, format_names[i]) == 0)
            output->format = (enum cli_format)i;
    return output->query != NULL ? cli_query_check(output->command, output->query) : CLI_EXIT_OK;
}

bool cli_output_wants_whole(const cli_output *output)
{
    return output->query == NULL && output->format != CLI_FORMAT_JSONL;
}

const char *cli_output_items(const tcvod_action_info *action)
{
    tcvod_paging_info paging;
    tcvod_field_info field;
    const char *found = NULL;
    size_t list_count = 0;
    if (tcvod_action_paging(action->id, &paging) == TCVOD_OK)
        return paging.items;
    for (size_t i = 0; tcvod_field_at(action->response_type, i, &field) == TCVOD_OK; i++) {
        if (strcmp(field.container, "list") != 0)
            continue;
        found = field.name;
        list_count++;
    }
    return list_count == 1 ? found : NULL;
}

struct json_object *cli_json_read(const cli_command *command, const char *json, size_t size_bytes)
{
    struct json_tokener *tokener = json_tokener_new_ex(DEEPEST_JSON);
    struct json_object *value = NULL;
    if (tokener != NULL && size_bytes < INT32_MAX)
        value = json_tokener_parse_ex(tokener, json, (int)size_bytes + 1);
    if (tokener != NULL)
        json_tokener_free(tokener);
    if (value == NULL)
        cli_out_of_memory(command);
    return value;
}

static void write_value(cli_json_writer *writer, const char *name, struct json_object *value);

static void write_members(cli_json_writer *writer, const char *name, struct json_object *object)
{
    struct json_object_iterator at = json_object_iter_begin(object),
                                end = json_object_iter_end(object);
    cli_json_begin_object(writer, name);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        write_value(writer, json_object_iter_peek_name(&at), json_object_iter_peek_value(&at));
    cli_json_end_object(writer);
}

static void write_value(cli_json_writer *writer, const char *name, struct json_object *value)
{
    switch (json_object_get_type(value)) {
    case json_type_object:
        write_members(writer, name, value);
        break;
    case json_type_array:
        cli_json_begin_list(writer, name);
        for (size_t i = 0; i < json_object_array_length(value); i++)
            write_value(writer, NULL, json_object_array_get_idx(value, i));
        cli_json_end_list(writer);
        break;
    case json_type_string:
        cli_json_text_bytes(writer, name, json_object_get_string(value),
                            (size_t)json_object_get_string_len(value));
        break;
    default:
        cli_json_literal(writer, name, json_object_to_json_string(value));
    }
}

static void print_json(const cli_output *output, struct json_object *value, bool on_one_line)
{
    cli_json_writer writer = {
        .stream = stdout, .on_one_line = on_one_line, .has_colour = output->has_colour};
    write_value(&writer, NULL, value);
    if (cli_is_scalar(value))
        fputc('\n', stdout);
}

struct json_object *cli_json_member(struct json_object *object, const char *path)
{
    while (*path != '\0' && object != NULL) {
        char name[64];
        size_t length = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        object = json_object_object_get(object, name);
        path += length + (path[length] == '.');
    }
    return object;
}

static void print_lines(const cli_output *output, struct json_object *value)
{
    bool has_items = output->items != NULL && output->query == NULL &&
                     json_object_is_type(value, json_type_object);
    struct json_object *list = has_items ? cli_json_member(value, output->items) : value;
    if (!json_object_is_type(list, json_type_array)) {
        if (!has_items)
            print_json(output, value, true);
        return;
    }
    for (size_t i = 0; i < json_object_array_length(list); i++)
        print_json(output, json_object_array_get_idx(list, i), true);
}

/* What a shell script wants to have in a variable, or to read line by line. */
static bool is_plain(const struct json_object *value)
{
    if (!json_object_is_type(value, json_type_array))
        return cli_is_scalar(value);
    for (size_t i = 0; i < json_object_array_length(value); i++)
        if (!cli_is_scalar(json_object_array_get_idx(value, i)))
            return false;
    return true;
}

static int print_table(const cli_output *output, struct json_object *value)
{
    cli_table_style style = {.columns = cli_terminal_columns(),
                             .has_colour = output->has_colour,
                             .wanted = output->query == NULL ? output->columns : NULL};
    if (json_object_is_type(value, json_type_string)) {
        cli_print_result(json_object_get_string(value), (size_t)json_object_get_string_len(value),
                         false);
        return CLI_EXIT_OK;
    }
    return cli_table_print(&style, value) ? CLI_EXIT_OK : cli_out_of_memory(output->command);
}

static int print_part(const cli_output *output, struct json_object *value)
{
    bool is_bare = output->query != NULL && !output->is_chosen && is_plain(value);
    if (is_bare || output->format == CLI_FORMAT_TABLE)
        return print_table(output, value);
    if (output->format == CLI_FORMAT_JSONL)
        print_lines(output, value);
    else
        print_json(output, value, false);
    return CLI_EXIT_OK;
}

int cli_output_value(const cli_output *output, struct json_object *value)
{
    struct json_object *part = NULL;
    if (output->query == NULL)
        return print_part(output, value);
    int status = cli_query_find(output->command, output->query, output->items, value, &part);
    if (status == CLI_EXIT_OK)
        status = print_part(output, part);
    json_object_put(part);
    return status;
}

int cli_output_json(const cli_output *output, const char *json, size_t size_bytes)
{
    bool is_as_wanted =
        output->format == CLI_FORMAT_JSON && output->query == NULL && !output->has_colour;
    if (is_as_wanted && !cli_is_terminal(stdout)) {
        cli_print_result(json, size_bytes, false);
        return CLI_EXIT_OK;
    }
    struct json_object *value = cli_json_read(output->command, json, size_bytes);
    if (value == NULL)
        return CLI_EXIT_INTERNAL;
    int status = cli_output_value(output, value);
    json_object_put(value);
    return status;
}

int cli_output_begin(cli_output *output)
{
    output->stream = open_memstream(&output->text, &output->size_bytes);
    return output->stream != NULL ? CLI_EXIT_OK : cli_out_of_memory(output->command);
}

int cli_output_end(cli_output *output)
{
    bool failed = ferror(output->stream) != 0;
    int status = fclose(output->stream) == 0 && !failed
                     ? cli_output_json(output, output->text, output->size_bytes)
                     : cli_out_of_memory(output->command);
    free(output->text);
    return status;
}

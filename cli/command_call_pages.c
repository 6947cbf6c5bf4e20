/* SPDX-License-Identifier: MIT */
#include <json-c/json.h>
#include <string.h>

#include "command_call.h"
#include "report.h"

typedef struct collection {
    const cli_call *input;
    struct json_object *items; /* of all answers; NULL: each is printed as it comes */
} collection;

static int add_items(const collection *to, struct json_object *answer)
{
    struct json_object *list = cli_json_member(answer, to->input->output.items);
    size_t count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    for (size_t i = 0; i < count; i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        if (json_object_array_add(to->items, json_object_get(item)) != 0) {
            json_object_put(item);
            return cli_out_of_memory(to->input->output.command);
        }
    }
    return CLI_EXIT_OK;
}

static int take_view(const collection *to, const char *view)
{
    const cli_output *output = &to->input->output;
    if (to->items == NULL)
        return cli_output_json(output, view, strlen(view));
    struct json_object *answer = cli_json_read(output->command, view, strlen(view));
    int status = answer != NULL ? add_items(to, answer) : CLI_EXIT_INTERNAL;
    json_object_put(answer);
    return status;
}

static int take_answer(const collection *to, const void *response)
{
    char *view = NULL;
    tcvod_error error = {0};
    cli_print_notes(response);
    if (tcvod_response_view(response, &view, &error) != TCVOD_OK)
        return cli_call_failed(to->input, &error);
    int status = take_view(to, view);
    tcvod_text_free(view);
    return status;
}

static int open_pages(tcvod_client *client, const cli_call *input, tcvod_pages **pages,
                      tcvod_error *error)
{
    return input->is_json
               ? tcvod_pages_open_json(client, input->action, input->json, &input->options, pages,
                                       error)
               : tcvod_pages_open_parameters(client, input->action, input->parameters.items,
                                             input->parameters.count, &input->options, pages,
                                             error);
}

static int walk(tcvod_client *client, const collection *to)
{
    const cli_call *input = to->input;
    tcvod_pages *pages = NULL;
    tcvod_error error = {0};
    int status = CLI_EXIT_OK;
    int result = open_pages(client, input, &pages, &error);
    while (result == TCVOD_OK && status == CLI_EXIT_OK) {
        void *response = NULL;
        result = tcvod_pages_next(pages, input->action_id, &response, &error);
        if (result == TCVOD_OK)
            status = take_answer(to, response);
        tcvod_free(response);
    }
    tcvod_pages_close(pages);
    if (status == CLI_EXIT_OK && result != TCVOD_END)
        status = cli_call_failed(input, &error);
    return status;
}

int cli_call_pages(tcvod_client *client, const cli_call *input)
{
    collection all = {.input = input};
    bool is_streamed = input->output.format == CLI_FORMAT_JSONL && input->output.query == NULL;
    if (is_streamed)
        return walk(client, &all);
    all.items = json_object_new_array();
    if (all.items == NULL)
        return cli_out_of_memory(input->output.command);
    int status = walk(client, &all);
    if (status == CLI_EXIT_OK)
        status = cli_output_value(&input->output, all.items);
    json_object_put(all.items);
    return status;
}

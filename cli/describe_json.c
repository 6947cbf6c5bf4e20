/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "describe.h"
#include "json_writer.h"

static void write_optional(cli_json_writer *writer, const char *name, const char *value)
{
    if (value[0] != '\0')
        cli_json_text(writer, name, value);
}

static void write_values(cli_json_writer *writer, uint32_t value_set)
{
    tcvod_value_info value;
    cli_json_begin_list(writer, "values");
    for (size_t i = 0; tcvod_value_at(value_set, i, &value) == TCVOD_OK; i++) {
        cli_json_begin_object(writer, NULL);
        cli_json_text(writer, "value", value.value);
        cli_json_text(writer, "name", value.name);
        cli_json_text(writer, "summary", value.summary);
        cli_json_end_object(writer);
    }
    cli_json_end_list(writer);
}

static void write_fields(cli_json_writer *writer, const char *name, uint32_t type,
                         const cli_enclosing_type *outer);

static void write_field(cli_json_writer *writer, const tcvod_field_info *field,
                        const cli_enclosing_type *enclosing)
{
    cli_json_begin_object(writer, NULL);
    cli_json_text(writer, "name", field->name);
    cli_json_text(writer, "type", field->type);
    write_optional(writer, "container", field->container);
    cli_json_bool(writer, "required", field->required);
    if (field->sensitive)
        cli_json_bool(writer, "sensitive", true);
    cli_json_text(writer, "summary", field->summary);
    write_optional(writer, "unit", field->unit);
    write_optional(writer, "default", field->default_value);
    write_optional(writer, "constraints", field->constraints);
    write_optional(writer, "deprecated", field->deprecated);
    if (field->container[0] == 'l')
        cli_json_number(writer, "first_index", (uint64_t)field->first_index);
    if (field->value_set != 0)
        write_values(writer, field->value_set);
    if (field->object_type != 0 && cli_is_enclosed(field->object_type, enclosing))
        cli_json_bool(writer, "recursive", true);
    else if (field->object_type != 0)
        write_fields(writer, "fields", field->object_type, enclosing);
    cli_json_end_object(writer);
}

static void write_fields(cli_json_writer *writer, const char *name, uint32_t type,
                         const cli_enclosing_type *outer)
{
    cli_enclosing_type here = {type, outer};
    tcvod_field_info field;
    cli_json_begin_list(writer, name);
    for (size_t i = 0; tcvod_field_at(type, i, &field) == TCVOD_OK; i++)
        write_field(writer, &field, &here);
    cli_json_end_list(writer);
}

static void write_errors(cli_json_writer *writer, uint32_t action_id)
{
    tcvod_error_code_info code;
    cli_json_begin_list(writer, "errors");
    for (size_t i = 0; tcvod_action_error_at(action_id, i, &code) == TCVOD_OK; i++) {
        cli_json_begin_object(writer, NULL);
        cli_json_text(writer, "code", code.code);
        cli_json_text(writer, "name", code.name);
        cli_json_text(writer, "summary", code.summary);
        cli_json_text(writer, "retry", code.retry);
        cli_json_end_object(writer);
    }
    cli_json_end_list(writer);
}

static void write_head(cli_json_writer *writer, const tcvod_action_info *action)
{
    tcvod_paging_info paging;
    cli_json_text(writer, "action", action->name);
    cli_json_text(writer, "service", action->service);
    cli_json_text(writer, "category", action->category);
    cli_json_text(writer, "summary", action->summary);
    cli_json_text(writer, "status", action->status);
    write_optional(writer, "deprecated", action->deprecated);
    write_optional(writer, "aliases", action->aliases);
    write_optional(writer, "doc", action->doc);
    cli_json_text(writer, "host", action->host);
    cli_json_text(writer, "path", action->path);
    cli_json_text(writer, "methods", action->methods);
    cli_json_text(writer, "retry", action->retry);
    cli_json_bool(writer, "binary_body", action->binary_body);
    if (action->rate_calls > 0) {
        cli_json_number(writer, "rate_calls", action->rate_calls);
        cli_json_number(writer, "rate_seconds", action->rate_seconds);
    }
    if (tcvod_action_paging(action->id, &paging) == TCVOD_OK) {
        cli_json_begin_object(writer, "paging");
        cli_json_text(writer, "kind", paging.kind);
        cli_json_text(writer, "items", paging.items);
        cli_json_end_object(writer);
    }
    cli_json_text(writer, "c_function", action->c_function);
}

void cli_describe_as_json(const tcvod_action_info *action, FILE *stream)
{
    cli_json_writer writer = {.stream = stream};
    cli_json_begin_object(&writer, NULL);
    write_head(&writer, action);
    write_fields(&writer, "request", action->request_type, NULL);
    write_fields(&writer, "response", action->response_type, NULL);
    write_errors(&writer, action->id);
    cli_json_end_object(&writer);
}

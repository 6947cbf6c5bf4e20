/* SPDX-License-Identifier: MIT */
#include "json_writer.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

static void print_character(FILE *stream, const char *text, size_t length, uint32_t code_point)
{
    if (code_point == '"' || code_point == '\\')
        fprintf(stream, "\\%c", (int)code_point);
    else if (code_point == '\n')
        fputs("\\n", stream);
    else if (cli_is_control(code_point))
        fprintf(stream, "\\u%04x", (unsigned)code_point);
    else
        fwrite(text, 1, length, stream);
}

static void print_string(FILE *stream, const char *text, size_t left)
{
    fputc('"', stream);
    while (left > 0) {
        uint32_t code_point = 0;
        size_t length = cli_utf8_character(text, left, &code_point);
        if (length == 0)
            fputs("\\ufffd", stream);
        else
            print_character(stream, text, length, code_point);
        length = length == 0 ? 1 : length;
        text += length;
        left -= length;
    }
    fputc('"', stream);
}

static void start_line(cli_json_writer *writer)
{
    if (writer->on_one_line)
        return;
    fputc('\n', writer->stream);
    for (int i = 0; i < writer->depth; i++)
        fputs("  ", writer->stream);
}

static void set_colour(const cli_json_writer *writer, const char *colour)
{
    if (writer->has_colour)
        fputs(colour, writer->stream);
}

static void start_member(cli_json_writer *writer, const char *name)
{
    if (writer->has_members)
        fputs(writer->on_one_line ? ", " : ",", writer->stream);
    if (writer->depth > 0)
        start_line(writer);
    writer->has_members = true;
    if (name == NULL)
        return;
    set_colour(writer, "\033[1;34m");
    print_string(writer->stream, name, strlen(name));
    set_colour(writer, "\033[0m");
    fputs(": ", writer->stream);
}

static void begin(cli_json_writer *writer, const char *name, char bracket)
{
    start_member(writer, name);
    fputc(bracket, writer->stream);
    writer->depth++;
    writer->has_members = false;
}

static void end(cli_json_writer *writer, char bracket)
{
    writer->depth--;
    if (writer->has_members)
        start_line(writer);
    fputc(bracket, writer->stream);
    writer->has_members = true;
    if (writer->depth == 0)
        fputc('\n', writer->stream);
}

void cli_json_begin_object(cli_json_writer *writer, const char *name)
{
    begin(writer, name, '{');
}

void cli_json_end_object(cli_json_writer *writer)
{
    end(writer, '}');
}

void cli_json_begin_list(cli_json_writer *writer, const char *name)
{
    begin(writer, name, '[');
}

void cli_json_end_list(cli_json_writer *writer)
{
    end(writer, ']');
}

void cli_json_text_bytes(cli_json_writer *writer, const char *name, const char *value,
                         size_t size_bytes)
{
    start_member(writer, name);
    set_colour(writer, "\033[32m");
    print_string(writer->stream, value, size_bytes);
    set_colour(writer, "\033[0m");
}

void cli_json_text(cli_json_writer *writer, const char *name, const char *value)
{
    cli_json_text_bytes(writer, name, value, strlen(value));
}

void cli_json_literal(cli_json_writer *writer, const char *name, const char *json)
{
    start_member(writer, name);
    fputs(json, writer->stream);
}

void cli_json_number(cli_json_writer *writer, const char *name, uint64_t value)
{
    start_member(writer, name);
    fprintf(writer->stream, "%" PRIu64, value);
}

void cli_json_bool(cli_json_writer *writer, const char *name, bool value)
{
    start_member(writer, name);
    fputs(value ? "true" : "false", writer->stream);
}

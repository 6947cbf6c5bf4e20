/* SPDX-License-Identifier: MIT */
/* JSON, indented or on one line, written as it is told. Names are NULL inside lists. */
#ifndef CLI_JSON_WRITER_H
#define CLI_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct cli_json_writer {
    FILE *stream;
    int depth;
    bool has_members;
    bool on_one_line;
    bool has_colour;
} cli_json_writer;

void cli_json_begin_object(cli_json_writer *writer, const char *name);
void cli_json_end_object(cli_json_writer *writer);
void cli_json_begin_list(cli_json_writer *writer, const char *name);
void cli_json_end_list(cli_json_writer *writer);
/* Bytes that are not UTF-8 become U+FFFD. */
void cli_json_text(cli_json_writer *writer, const char *name, const char *value);
void cli_json_text_bytes(cli_json_writer *writer, const char *name, const char *value,
                         size_t size_bytes);
/* A number, true, false or null. */
void cli_json_literal(cli_json_writer *writer, const char *name, const char *json);
void cli_json_number(cli_json_writer *writer, const char *name, uint64_t value);
void cli_json_bool(cli_json_writer *writer, const char *name, bool value);

#endif

/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flat.h"
#include "terminal.h"
#include "text.h"

enum { GAP_COLUMNS = 2, INDENT_COLUMNS = 2 };

static void print_padding(int columns)
{
    for (int i = 0; i < columns; i++)
        fputc(' ', stdout);
}

static void print_heading(const cli_table_style *style, const char *text)
{
    printf("%s%s%s", style->has_colour ? "\033[1m" : "", text, style->has_colour ? "\033[0m" : "");
}

static int columns_of(const char *text)
{
    return cli_display_columns(text, strlen(text));
}

/* The rest of a long text goes below its beginning. */
static void print_last(const char *text, int indent, int columns)
{
    for (;;) {
        size_t length = columns > 0 ? cli_line_bytes(text, columns) : strlen(text);
        fwrite(text, 1, length, stdout);
        text += length;
        text += strspn(text, " ");
        fputc('\n', stdout);
        if (*text == '\0')
            return;
        print_padding(indent);
    }
}

typedef struct grid {
    const cli_flat *rows;
    size_t row_count;
    const char **names;
    int *widths;
    size_t name_count;
    int indent;
    int last_indent;
    int last_columns; /* 0: as many as it takes */
} grid;

static const char *cell(const grid *of, size_t row, size_t column)
{
    const char *text = cli_flat_text(&of->rows[row], of->names[column]);
    return text != NULL ? text : "";
}

static bool add_name(grid *to, const char *name)
{
    for (size_t i = 0; i < to->name_count; i++)
        if (strcmp(to->names[i], name) == 0)
            return true;
    const char **names = realloc(to->names, (to->name_count + 1) * sizeof *names);
    if (names == NULL)
        return false;
    to->names = names;
    names[to->name_count++] = name;
    return true;
}

/* Columns without any text are left out. */
static bool collect_names(grid *to, const char *const *wanted)
{
    bool good = true;
    if (wanted != NULL)
        for (size_t i = 0; wanted[i] != NULL && good; i++)
            good = add_name(to, wanted[i]);
    for (size_t i = 0; i < to->row_count && wanted == NULL; i++)
        for (size_t j = 0; j < to->rows[i].count && good; j++)
            if (to->rows[i].leaves[j].text != NULL && to->rows[i].leaves[j].text[0] != '\0')
                good = add_name(to, to->rows[i].leaves[j].path);
    return good;
}

/* False when the terminal is too narrow. */
static bool lay_out(grid *of, int terminal_columns)
{
    size_t last = of->name_count - 1;
    int longest_word = 0;
    for (size_t column = 0; column < of->name_count; column++) {
        of->widths[column] = columns_of(of->names[column]);
        for (size_t row = 0; row < of->row_count; row++) {
            const char *text = cell(of, row, column);
            int columns = columns_of(text);
            of->widths[column] = columns > of->widths[column] ? columns : of->widths[column];
            int word = column == last ? cli_longest_word_columns(text) : 0;
            longest_word = word > longest_word ? word : longest_word;
        }
    }
    of->last_indent = of->indent;
    for (size_t column = 0; column < last; column++)
        of->last_indent += of->widths[column] + GAP_COLUMNS;
    of->last_columns = terminal_columns > 0 ? terminal_columns - of->last_indent : 0;
    return terminal_columns == 0 ||
           (longest_word <= of->last_columns && columns_of(of->names[last]) <= of->last_columns);
}

static void print_grid(const grid *of, const cli_table_style *style)
{
    for (size_t row = 0; row <= of->row_count; row++) {
        print_padding(of->indent);
        for (size_t column = 0; column < of->name_count; column++) {
            const char *text = row == 0 ? of->names[column] : cell(of, row - 1, column);
            bool is_last = column + 1 == of->name_count;
            if (row == 0)
                print_heading(style, text);
            else if (is_last)
                print_last(text, of->last_indent, of->last_columns);
            else
                fputs(text, stdout);
            if (!is_last)
                print_padding(of->widths[column] - columns_of(text) + GAP_COLUMNS);
        }
        if (row == 0)
            fputc('\n', stdout);
    }
}

static bool print_value(const cli_table_style *style, const struct json_object *value, int indent);

static bool print_lists(const cli_table_style *style, const cli_flat *flat, int indent)
{
    bool good = true;
    for (size_t i = 0; i < flat->count && good; i++) {
        const cli_leaf *leaf = &flat->leaves[i];
        if (leaf->list == NULL)
            continue;
        print_padding(indent);
        print_heading(style, leaf->path);
        fputc('\n', stdout);
        good = print_value(style, leaf->list, indent + INDENT_COLUMNS);
    }
    return good;
}

static bool is_shown(const cli_table_style *style, const cli_leaf *leaf)
{
    if (leaf->text == NULL || style->wanted == NULL)
        return leaf->text != NULL;
    for (const char *const *wanted = style->wanted; *wanted != NULL; wanted++)
        if (strcmp(*wanted, leaf->path) == 0)
            return true;
    return false;
}

static bool print_record(const cli_table_style *style, const cli_flat *flat, int indent)
{
    int width = 0;
    for (size_t i = 0; i < flat->count; i++) {
        int columns = is_shown(style, &flat->leaves[i]) ? columns_of(flat->leaves[i].path) : 0;
        width = columns > width ? columns : width;
    }
    for (size_t i = 0; i < flat->count; i++) {
        const cli_leaf *leaf = &flat->leaves[i];
        if (!is_shown(style, leaf))
            continue;
        print_padding(indent);
        print_heading(style, leaf->path);
        if (leaf->text[0] != '\0')
            print_padding(width - columns_of(leaf->path) + GAP_COLUMNS);
        printf("%s\n", leaf->text);
    }
    return print_lists(style, flat, indent);
}

static void print_index(const cli_table_style *style, size_t index, int indent)
{
    char text[32];
    snprintf(text, sizeof text, "[%zu]", index);
    print_padding(indent);
    print_heading(style, text);
    fputc('\n', stdout);
}

/* As a table if it can be one. */
static bool print_rows(const cli_table_style *style, const cli_flat *rows, size_t count, int indent)
{
    grid rows_grid = {.rows = rows, .row_count = count, .indent = indent};
    bool is_flat = true;
    for (size_t i = 0; i < count && style->wanted == NULL; i++)
        for (size_t j = 0; j < rows[i].count; j++)
            is_flat = is_flat && rows[i].leaves[j].list == NULL;
    bool good = collect_names(&rows_grid, style->wanted);
    rows_grid.widths = calloc(rows_grid.name_count + 1, sizeof *rows_grid.widths);
    good = good && rows_grid.widths != NULL;
    if (good && is_flat && rows_grid.name_count > 0 && lay_out(&rows_grid, style->columns)) {
        print_grid(&rows_grid, style);
    } else {
        for (size_t i = 0; i < count && good; i++) {
            print_index(style, i, indent);
            good = print_record(style, &rows[i], indent + INDENT_COLUMNS);
        }
    }
    free(rows_grid.names);
    free(rows_grid.widths);
    return good;
}

static bool print_objects(const cli_table_style *style, const struct json_object *list, int indent)
{
    size_t count = json_object_array_length(list);
    cli_flat *rows = calloc(count, sizeof *rows);
    bool good = rows != NULL;
    for (size_t i = 0; i < count && good; i++)
        good = cli_flatten(&rows[i], json_object_array_get_idx(list, i));
    good = good && print_rows(style, rows, count, indent);
    for (size_t i = 0; i < count && rows != NULL; i++)
        cli_flat_release(&rows[i]);
    free(rows);
    return good;
}

static bool print_list(const cli_table_style *style, const struct json_object *list, int indent)
{
    size_t count = json_object_array_length(list);
    bool only_objects = true, good = true;
    for (size_t i = 0; i < count; i++)
        only_objects = only_objects &&
                       json_object_is_type(json_object_array_get_idx(list, i), json_type_object);
    if (count > 0 && only_objects)
        return print_objects(style, list, indent);
    for (size_t i = 0; i < count && good; i++) {
        const struct json_object *item = json_object_array_get_idx(list, i);
        bool is_scalar = cli_is_scalar(item);
        if (!is_scalar)
            print_index(style, i, indent);
        good = print_value(style, item, is_scalar ? indent : indent + INDENT_COLUMNS);
    }
    return good;
}

static bool print_value(const cli_table_style *style, const struct json_object *value, int indent)
{
    if (json_object_is_type(value, json_type_array))
        return print_list(style, value, indent);
    if (json_object_is_type(value, json_type_object)) {
        cli_flat flat = {0};
        bool good = cli_flatten(&flat, value) && print_record(style, &flat, indent);
        cli_flat_release(&flat);
        return good;
    }
    char *text = cli_scalar_text(value);
    if (text == NULL)
        return false;
    print_padding(indent);
    printf("%s\n", text);
    free(text);
    return true;
}

bool cli_table_print(const cli_table_style *style, const struct json_object *value)
{
    return print_value(style, value, 0);
}

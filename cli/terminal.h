/* SPDX-License-Identifier: MIT */
/* What a terminal can show, and how wide text is on it. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

bool cli_is_terminal(FILE *stream);

/* Whether it can move its cursor. */
bool cli_can_draw(FILE *stream);

/* Whether to send colours to a terminal that `stream` may be. `choice` is the
 * value of --color, or NULL: then NO_COLOR and TERM=dumb are heeded. */
bool cli_wants_colour(FILE *stream, const char *choice);

/* Columns of the terminal that stdout is; 0 when it is none. */
int cli_terminal_columns(void);

/* Columns that UTF-8 text without controls takes: two for a Chinese character, none for an accent
 * that stands above another. */
int cli_display_columns(const char *text, size_t size_bytes);

/* Bytes of the longest beginning of `text` that may stand on a line of `columns`: up to a blank, or
 * to a character that is two columns wide. At least one word. */
size_t cli_line_bytes(const char *text, int columns);

/* Columns of the longest word, which cannot be broken. */
int cli_longest_word_columns(const char *text);

#endif

/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "text.h"

enum { USUAL_COLUMNS = 80 };

bool cli_is_terminal(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

bool cli_can_draw(FILE *stream)
{
    const char *term = getenv("TERM");
    return (term == NULL || strcmp(term, "dumb") != 0) && cli_is_terminal(stream);
}

bool cli_wants_colour(FILE *stream, const char *choice)
{
    if (choice != NULL && strcasecmp(choice, "auto") != 0)
        return strcasecmp(choice, "always") == 0;
    const char *no_color = getenv("NO_COLOR");
    bool is_refused = no_color != NULL && no_color[0] != '\0';
    return !is_refused && cli_can_draw(stream);
}

int cli_terminal_columns(void)
{
    struct winsize size;
    if (!cli_is_terminal(stdout))
        return 0;
    bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? size.ws_col : USUAL_COLUMNS;
}

/* Of the character at `text`; its bytes go to *length. */
static int character_columns(const char *text, size_t size_bytes, size_t *length)
{
    uint32_t code_point = 0;
    *length = cli_utf8_character(text, size_bytes, &code_point);
    if (*length == 0) {
        *length = 1;
        return 1;
    }
    int columns = wcwidth((wchar_t)code_point);
    return columns >= 0 ? columns : 1;
}

int cli_display_columns(const char *text, size_t size_bytes)
{
    int columns = 0;
    while (size_bytes > 0) {
        size_t length;
        columns += character_columns(text, size_bytes, &length);
        text += length;
        size_bytes -= length;
    }
    return columns;
}

/* Bytes up to the next place where a line may end; wide characters are words of their own. */
static size_t word_bytes(const char *text, int *columns)
{
    size_t size_bytes = strlen(text), at = 0;
    *columns = 0;
    while (at < size_bytes) {
        size_t length;
        int width = character_columns(text + at, size_bytes - at, &length);
        if (at > 0 && (text[at] == ' ' || width == 2))
            break;
        *columns += width;
        at += length;
        if (width == 2)
            break;
    }
    return at;
}

size_t cli_line_bytes(const char *text, int columns)
{
    int taken;
    size_t at = word_bytes(text, &taken);
    while (text[at] != '\0') {
        int width;
        size_t length = word_bytes(text + at, &width);
        if (taken + width > columns)
            break;
        taken += width;
        at += length;
    }
    return at;
}

int cli_longest_word_columns(const char *text)
{
    int longest = 0;
    while (*text != '\0') {
        int columns;
        text += word_bytes(text, &columns);
        longest = columns > longest ? columns : longest;
    }
    return longest;
}

/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"
#include "text.h"

enum { LONGEST_COMPLAINT_BYTES = 2048 };

static void complain(const cli_command *command, const char *format, va_list values)
{
    char message[LONGEST_COMPLAINT_BYTES];
    vsnprintf(message, sizeof message, format, values);
    fprintf(stderr, "tcvod%s%s: ", command ? " " : "", command ? command->name : "");
    cli_print_escaped(stderr, message, strlen(message), true);
    fputc('\n', stderr);
}

void cli_complain(const cli_command *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    complain(command, format, values);
    va_end(values);
}

int cli_usage_error(const cli_command *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    complain(command, format, values);
    va_end(values);
    fprintf(stderr, "See: tcvod%s%s --help\n", command ? " " : "", command ? command->name : "");
    return CLI_EXIT_USAGE;
}

int cli_out_of_memory(const cli_command *command)
{
    cli_complain(command, "out of memory");
    return CLI_EXIT_INTERNAL;
}

void cli_print_result(const char *text, size_t size_bytes, bool verbatim)
{
    bool terminal = cli_is_terminal(stdout);
    if (terminal)
        cli_print_escaped(stdout, text, size_bytes, true);
    else
        fwrite(text, 1, size_bytes, stdout);
    bool ends_line = size_bytes > 0 && text[size_bytes - 1] == '\n';
    if (!ends_line && (terminal || !verbatim))
        fputc('\n', stdout);
}

void cli_print_notes(const void *response)
{
    for (size_t i = 0; i < tcvod_response_note_count(response); i++) {
        const char *note = tcvod_response_note(response, i);
        fputs("note: ", stderr);
        cli_print_escaped(stderr, note, strlen(note), false);
        fputc('\n', stderr);
    }
}

bool cli_find_action(const cli_command *command, const char *name, tcvod_action_info *action)
{
    if (tcvod_action_named(name, action) == TCVOD_OK)
        return true;
    const char *best = NULL;
    size_t best_distance = 0;
    for (size_t i = 0; tcvod_action_at(i, action) == TCVOD_OK; i++)
        cli_consider(name, action->name, &best, &best_distance);
    if (best != NULL)
        cli_complain(command, "unknown action '%s'; did you mean %s?", name, best);
    else
        cli_complain(command, "unknown action '%s'", name);
    fputs("All actions: tcvod actions\n", stderr);
    return false;
}

/* As `head` does when it has seen enough: nothing to complain about. */
static bool reader_has_left(void)
{
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

int cli_finish_output(int exit_code)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit_code;
    if (!reader_has_left())
        cli_complain(NULL, "the output is incomplete: %s", strerror(errno != 0 ? errno : EIO));
    return CLI_EXIT_INTERNAL;
}

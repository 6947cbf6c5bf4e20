/* SPDX-License-Identifier: MIT */
#include "fail.h"

#include <stdio.h>
#include <string.h>

void tcv_error_reset(tcvod_error *error)
{
    if (error != NULL)
        memset(error, 0, sizeof *error);
}

static void copy_text(char *target, size_t target_bytes, const char *source)
{
    tcv_copy_cut(target, target_bytes, source, strlen(source));
}

int tcv_fail(tcvod_error *error, int category, const char *step, const char *field,
             const char *format, ...)
{
    if (error == NULL)
        return category;
    char message[2 * sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0)
        message[0] = '\0';
    error->category = category;
    copy_text(error->step, sizeof error->step, step);
    copy_text(error->field, sizeof error->field, field);
    copy_text(error->message, sizeof error->message, message);
    return category;
}

int tcv_refuse(tcvod_error *error, const char *path, const char *format, va_list arguments)
{
    char shown[sizeof error->field];
    char reason[320];
    vsnprintf(reason, sizeof reason, format, arguments);
    copy_text(shown, sizeof shown, path);
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", shown, "%s %s", shown, reason);
}

int tcv_fail_memory(tcvod_error *error, const char *step)
{
    return tcv_fail(error, TCVOD_ERROR_MEMORY, step, "", "out of memory");
}

const char *tcvod_category_name(int category)
{
    static const char *const names[] = {"OK",     "ARGUMENT",   "MEMORY",   "DNS",     "CONNECT",
                                        "TLS",    "TIMEOUT",    "CANCELED", "HTTP",    "SERVICE",
                                        "DECODE", "CREDENTIAL", "FILE",     "CALLBACK"};
    if (category < 0 || (size_t)category >= sizeof names / sizeof *names)
        return "UNKNOWN";
    return names[category];
}

/* SPDX-License-Identifier: MIT */
#include "suggest.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"

typedef struct walk {
    char *found; /* the name so far, corrected */
    size_t length;
    bool is_corrected;
} walk;

__attribute__((format(printf, 2, 3))) static void append(walk *to, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to->found + to->length, CLI_LONGEST_SUGGESTION_BYTES - to->length,
                           format, values);
    va_end(values);
    to->length += length > 0 ? (size_t)length : 0;
    if (to->length >= CLI_LONGEST_SUGGESTION_BYTES)
        to->length = CLI_LONGEST_SUGGESTION_BYTES - 1;
}

/* The field that `name` names, or the one that is nearest to it. */
static bool find_field(uint32_t type, const char *name, tcvod_field_info *found, bool *is_exact)
{
    const char *best = NULL;
    size_t best_distance = 0;
    tcvod_field_info field;
    *is_exact = false;
    for (size_t i = 0; tcvod_field_at(type, i, &field) == TCVOD_OK && !*is_exact; i++) {
        const char *before = best;
        *is_exact = strcmp(field.name, name) == 0;
        cli_consider(name, field.name, &best, &best_distance);
        if (*is_exact || best != before)
            *found = field;
    }
    return *is_exact || best != NULL;
}

/* Takes the index from `rest`, or puts in the one that is missing. */
static const char *take_index(walk *to, const tcvod_field_info *field, const char *rest)
{
    size_t digits = rest[0] == '.' ? strspn(rest + 1, "0123456789") : 0;
    if (digits > 0 && (rest[1 + digits] == '.' || rest[1 + digits] == '\0')) {
        append(to, ".%.*s", (int)digits, rest + 1);
        return rest + 1 + digits;
    }
    append(to, ".%d", field->first_index);
    to->is_corrected = true;
    return rest;
}

static void correct_value(walk *to, const tcvod_field_info *field, const char *value)
{
    const char *best = NULL;
    size_t best_distance = 0;
    tcvod_value_info known;
    for (size_t i = 0; tcvod_value_at(field->value_set, i, &known) == TCVOD_OK; i++) {
        if (strcmp(known.value, value) == 0)
            return;
        cli_consider(value, known.value, &best, &best_distance);
    }
    if (best == NULL)
        return;
    append(to, "=%s", best);
    to->is_corrected = true;
}

bool cli_suggest_parameter(uint32_t request_type, const char *name, const char *value,
                           char suggestion[static CLI_LONGEST_SUGGESTION_BYTES])
{
    walk to = {.found = suggestion};
    uint32_t type = request_type;
    tcvod_field_info field = {0};
    for (const char *rest = name; *rest != '\0';) {
        char word[64];
        bool is_exact;
        size_t length = strcspn(rest, ".");
        snprintf(word, sizeof word, "%.*s", (int)length, rest);
        if (type == 0 || !find_field(type, word, &field, &is_exact))
            return false;
        append(&to, "%s%s", to.length > 0 ? "." : "", field.name);
        to.is_corrected = to.is_corrected || !is_exact;
        rest += length;
        if (strcmp(field.container, "map") == 0)
            return false;
        if (strcmp(field.container, "list") == 0)
            rest = take_index(&to, &field, rest);
        rest += *rest == '.';
        type = field.object_type;
    }
    if (type == 0 && value != NULL && field.value_set != 0)
        correct_value(&to, &field, value);
    return to.is_corrected;
}

/* Without `-` and `_`, which other spellings of case put between words. */
static void join_words(char joined[static CLI_LONGEST_SUGGESTION_BYTES], const char *name,
                       size_t length)
{
    size_t kept = 0;
    for (size_t i = 0; i < length && kept < CLI_LONGEST_SUGGESTION_BYTES - 1; i++)
        if (name[i] != '-' && name[i] != '_')
            joined[kept++] = name[i];
    joined[kept] = '\0';
}

bool cli_parameter_of_option(uint32_t request_type, const char *option,
                             char parameter[static CLI_LONGEST_SUGGESTION_BYTES])
{
    char written[CLI_LONGEST_SUGGESTION_BYTES], known[CLI_LONGEST_SUGGESTION_BYTES];
    size_t length = strcspn(option, ".");
    tcvod_field_info field;
    join_words(written, option, length);
    for (size_t i = 0; tcvod_field_at(request_type, i, &field) == TCVOD_OK; i++) {
        join_words(known, field.name, strlen(field.name));
        if (strcasecmp(written, known) != 0)
            continue;
        snprintf(parameter, CLI_LONGEST_SUGGESTION_BYTES, "%s%s", field.name, option + length);
        return true;
    }
    return false;
}

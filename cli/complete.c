/* SPDX-License-Identifier: MIT */
#include "complete.h"

#include <stdio.h>
#include <string.h>

typedef struct position {
    const cli_command *command;
    const cli_option *option; /* whose value is to be completed, or NULL */
    int positional;           /* its number, or how many stand before it */
    const char *first_positional;
    bool options_ended;
} position;

void cli_offer(const char *word, const char *candidate, const char *meaning)
{
    if (strncmp(candidate, word, strlen(word)) == 0)
        printf("%s\t%s\n", candidate, meaning);
}

static const cli_option *find_option(const cli_command *command, const char *name, size_t length)
{
    for (const cli_option *option = command->options; option->name != NULL; option++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

/* Reads the words before the last one. */
static position locate(const cli_command *command, int count, char **words)
{
    position at = {.command = command};
    for (int i = 0; i < count; i++) {
        const char *word = words[i];
        if (at.option != NULL) {
            at.option = NULL;
        } else if (!at.options_ended && strcmp(word, "--") == 0) {
            at.options_ended = true;
        } else if (!at.options_ended && word[0] == '-' && word[1] != '\0') {
            at.option = find_option(command, word, strlen(word));
            if (at.option != NULL && at.option->argument == NULL)
                at.option = NULL;
        } else {
            at.first_positional = at.positional == 0 ? word : at.first_positional;
            at.positional++;
        }
    }
    return at;
}

/* `choices` is "a|b|c"; the candidates have `before` before them. */
static void offer_choices(const char *word, const char *before, const char *choices)
{
    while (*choices != '\0') {
        char candidate[128];
        int length = (int)strcspn(choices, "|");
        snprintf(candidate, sizeof candidate, "%s%.*s", before, length, choices);
        cli_offer(word, candidate, "");
        choices += length;
        choices += *choices == '|';
    }
}

static void offer_categories(const char *word, const char *before)
{
    tcvod_action_info action, earlier;
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++) {
        bool is_known = false;
        for (size_t j = 0; j < i && tcvod_action_at(j, &earlier) == TCVOD_OK; j++)
            is_known = is_known || strcmp(action.category, earlier.category) == 0;
        char candidate[128];
        snprintf(candidate, sizeof candidate, "%s%s", before, action.category);
        if (!is_known)
            cli_offer(word, candidate, "");
    }
}

static void offer_values(const cli_option *option, const char *word, const char *before)
{
    if (strchr(option->argument, '|') != NULL)
        offer_choices(word, before, option->argument);
    else if (strcmp(option->argument, "CATEGORY") == 0)
        offer_categories(word, before);
}

static void offer_options(const cli_command *command, const char *word)
{
    for (const cli_option *option = command->options; option->name != NULL; option++)
        cli_offer(word, option->name, option->help);
    cli_offer(word, "--help", "help");
}

static void offer_actions(const char *word)
{
    tcvod_action_info action;
    for (size_t i = 0; tcvod_action_at(i, &action) == TCVOD_OK; i++)
        cli_offer(word, action.name, action.summary);
}

/* The kind of the positional: "ACTION", "decode|list" … */
static void find_kind(const cli_command *command, int number, char kind[static 32])
{
    const char *at = command->positional_kinds;
    kind[0] = '\0';
    for (int i = 0; i <= number && *at != '\0'; i++) {
        int length = (int)strcspn(at, " ");
        bool repeats = at[length] == '\0' && length > 3 && strcmp(at + length - 3, "...") == 0;
        snprintf(kind, 32, "%.*s", repeats ? length - 3 : length, at);
        if (repeats)
            return;
        if (i < number)
            kind[0] = '\0';
        at += length;
        at += strspn(at, " ");
    }
}

static void offer_positional(const position *at, const char *word, int earlier_count,
                             char **earlier)
{
    char kind[32];
    tcvod_action_info action;
    find_kind(at->command, at->positional, kind);
    if (strcmp(kind, "ACTION") == 0)
        offer_actions(word);
    else if (strcmp(kind, "PARAMETER") == 0 && at->first_positional != NULL &&
             tcvod_action_named(at->first_positional, &action) == TCVOD_OK)
        cli_complete_parameter(&action, word, earlier_count, earlier);
    else if (strchr(kind, '|') != NULL)
        offer_choices(word, "", kind);
}

static void complete_for(const cli_command *command, int count, char **words)
{
    const char *word = words[count - 1], *equals = strchr(word, '=');
    position at = locate(command, count - 1, words);
    bool is_option = !at.options_ended && word[0] == '-';
    if (at.option != NULL) {
        offer_values(at.option, word, "");
    } else if (is_option && equals != NULL) {
        char before[64];
        const cli_option *option = find_option(command, word, (size_t)(equals - word));
        snprintf(before, sizeof before, "%.*s", (int)(equals + 1 - word), word);
        if (option != NULL && option->argument != NULL)
            offer_values(option, word, before);
    } else if (is_option) {
        offer_options(command, word);
    } else {
        offer_positional(&at, word, count - 1, words);
    }
}

void cli_complete(const cli_command *const *commands, size_t command_count, int word_count,
                  char **words)
{
    bool names_command = word_count == 1 || (word_count == 2 && strcmp(words[0], "help") == 0);
    for (size_t i = 0; i < command_count && word_count > 0; i++) {
        if (names_command)
            cli_offer(words[word_count - 1], commands[i]->name, commands[i]->summary);
        else if (strcmp(commands[i]->name, words[0]) == 0)
            complete_for(commands[i], word_count - 1, words + 1);
    }
    if (word_count != 1)
        return;
    cli_offer(words[0], "help", "Explain the command, or one of its commands.");
    cli_offer(words[0], "--help", "help");
    cli_offer(words[0], "--version", "version");
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "complete.h"

enum { LONGEST_NAME_BYTES = 512 };

typedef struct offer {
    const char *word;
    int earlier_count;
    char **earlier;
} offer;

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool is_given(const offer *about, const char *beginning)
{
    for (int i = 0; i < about->earlier_count; i++)
        if (begins(about->earlier[i], beginning))
            return true;
    return false;
}

static void offer_values(const offer *about, const char *name, const tcvod_field_info *field)
{
    tcvod_value_info value;
    for (size_t i = 0; tcvod_value_at(field->value_set, i, &value) == TCVOD_OK; i++) {
        char candidate[LONGEST_NAME_BYTES];
        snprintf(candidate, sizeof candidate, "%s%s", name, value.value);
        cli_offer(about->word, candidate, value.summary);
    }
}

/* "tags." becomes "tags.3": the index in the word, or the first that is free. */
static void add_index(const offer *about, char name[static LONGEST_NAME_BYTES], int first_index)
{
    size_t length = strlen(name);
    size_t digits = begins(about->word, name) ? strspn(about->word + length, "0123456789") : 0;
    if (digits > 0 && about->word[length + digits] != '\0') {
        snprintf(name + length, LONGEST_NAME_BYTES - length, "%.*s", (int)digits,
                 about->word + length);
        return;
    }
    for (int index = first_index; index < first_index + about->earlier_count + 1; index++) {
        char as_item[LONGEST_NAME_BYTES + 16], as_object[LONGEST_NAME_BYTES + 16];
        snprintf(as_item, sizeof as_item, "%.*s%d=", (int)length, name, index);
        snprintf(as_object, sizeof as_object, "%.*s%d.", (int)length, name, index);
        snprintf(name + length, LONGEST_NAME_BYTES - length, "%d", index);
        if (!is_given(about, as_item) && !is_given(about, as_object))
            return;
    }
}

static void offer_fields(const offer *about, uint32_t type, const char *before);

static void offer_field(const offer *about, const char *before, const tcvod_field_info *field)
{
    char name[LONGEST_NAME_BYTES];
    bool is_map = strcmp(field->container, "map") == 0;
    bool is_list = strcmp(field->container, "list") == 0;
    bool has_more = is_map || field->object_type != 0;
    size_t length = strlen(before) + strlen(field->name);
    if (length + 16 > sizeof name)
        return;
    snprintf(name, sizeof name, "%s%s%s", before, field->name, is_list ? "." : "");
    if (is_list)
        add_index(about, name, field->first_index);
    strcat(name, has_more ? "." : "=");
    if (!has_more && begins(about->word, name))
        offer_values(about, name, field);
    else if (has_more && !is_map && begins(about->word, name))
        offer_fields(about, field->object_type, name);
    else if (has_more || !is_given(about, name))
        cli_offer(about->word, name, field->summary);
}

static void offer_fields(const offer *about, uint32_t type, const char *before)
{
    tcvod_field_info field;
    for (size_t i = 0; tcvod_field_at(type, i, &field) == TCVOD_OK; i++)
        offer_field(about, before, &field);
}

void cli_complete_parameter(const tcvod_action_info *action, const char *word, int earlier_count,
                            char **earlier)
{
    offer about = {word, earlier_count, earlier};
    offer_fields(&about, action->request_type, "");
}

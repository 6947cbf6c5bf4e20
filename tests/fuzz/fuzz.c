/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "fail.h"

#include <tcvod/dynamic.h>
#include <tcvod/response.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_require(bool holds, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: broken: %s\n", file, line, condition);
    abort();
}

fuzz_input fuzz_split(const uint8_t *data, size_t size_bytes)
{
    fuzz_input input = {.size_bytes = 0};
    const uint8_t *line_end = size_bytes != 0 ? memchr(data, '\n', size_bytes) : NULL;
    size_t head_bytes = line_end != NULL ? (size_t)(line_end - data) : 0;
    size_t skipped = line_end != NULL ? head_bytes + 1 : 0;
    if (head_bytes >= sizeof input.head)
        head_bytes = sizeof input.head - 1;
    if (head_bytes != 0)
        memcpy(input.head, data, head_bytes);
    input.size_bytes = size_bytes - skipped;
    input.text = malloc(input.size_bytes + 1);
    if (input.text == NULL)
        exit(1);
    if (input.size_bytes != 0)
        memcpy(input.text, data + skipped, input.size_bytes);
    input.text[input.size_bytes] = '\0';
    return input;
}

const tcv_action *fuzz_action(const char *name, const tcv_service **service)
{
    tcvod_action_info info;
    size_t sum = 0;
    const tcv_action *action = tcv_action_by_name(name, service);
    if (action != NULL)
        return action;
    for (; *name != '\0'; name++)
        sum = sum * 31 + (unsigned char)*name;
    REQUIRE(tcvod_action_at(sum % tcvod_action_count(), &info) == TCVOD_OK);
    return tcv_action_by_id(info.id, service);
}

static void check_text(const char *text, size_t capacity_bytes)
{
    size_t length = strnlen(text, capacity_bytes);
    REQUIRE(length < capacity_bytes);
    REQUIRE(tcv_utf8_valid_prefix(text, length) == length);
}

void fuzz_check_error(const tcvod_error *error, int status)
{
    REQUIRE(error->category == status);
    REQUIRE((*error->message != '\0') == (status != TCVOD_OK));
    check_text(error->service_code, sizeof error->service_code);
    check_text(error->service_description, sizeof error->service_description);
    check_text(error->request_id, sizeof error->request_id);
    check_text(error->action, sizeof error->action);
    check_text(error->step, sizeof error->step);
    check_text(error->field, sizeof error->field);
    check_text(error->message, sizeof error->message);
}

/* Removes the last step; false when there is none. */
static bool to_parent(char *path)
{
    size_t length = strlen(path);
    const char *step = strrchr(path, '.');
    if (length > 1 && path[length - 1] == ']') {
        bool is_quoted = path[length - 2] == '"';
        for (step = path + length - (is_quoted && length > 3 ? 4 : 2); step > path; step--)
            if (*step == '[' && (!is_quoted || step[1] == '"'))
                break;
    }
    if (step == NULL || step == path)
        return false;
    path[step - path] = '\0';
    return true;
}

static bool leads_somewhere(const void *response, const char *note, size_t path_bytes)
{
    char path[512];
    const char *text;
    size_t count;
    if (path_bytes >= sizeof path)
        return true;
    memcpy(path, note, path_bytes);
    path[path_bytes] = '\0';
    int status = tcvod_get_string(response, path, &text);
    if (status == TCVOD_OK || tcvod_get_count(response, path, &count) == TCVOD_OK)
        return true;
    /* What is null is absent to the getters, but has a parent. */
    return status == TCVOD_ERROR_DECODE &&
           (!to_parent(path) || tcvod_get_count(response, path, &count) == TCVOD_OK);
}

void fuzz_check_note(const void *response, const char *note)
{
    bool found = false;
    const char *colon = note;
    while (!found && (colon = strstr(colon + 1, ": ")) != NULL)
        found = leads_somewhere(response, note, (size_t)(colon - note));
    if (!found)
        fprintf(stderr, "no such path: %s\n", note);
    REQUIRE(found);
}

/* Long names are cut, a quote ends a quoted name; what cannot be shown is a question mark. */
static bool has_plain_names(const char *body)
{
    size_t run = 0;
    if (strchr(body, '\\') != NULL)
        return false;
    for (; *body != '\0' && run < 60; body++)
        run = *body == '"' ? 0 : run + 1;
    return *body == '\0';
}

void fuzz_check_notes(const void *response, const char *body)
{
    size_t count = tcvod_response_note_count(response);
    bool names_are_plain = has_plain_names(body);
    for (size_t i = 0; i < count; i++) {
        const char *note = tcvod_response_note(response, i);
        REQUIRE(note != NULL);
        if (names_are_plain && strchr(note, '?') == NULL && strlen(note) < 180 &&
            strcmp(note, "… more") != 0)
            fuzz_check_note(response, note);
    }
    REQUIRE(tcvod_response_note(response, count) == NULL);
}

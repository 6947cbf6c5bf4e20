/* SPDX-License-Identifier: MIT */
/* The examples of the spec, run through the generated tables: request → parameters, answer → typed
 * view. */
#include "files.h"
#include "json_document.h"
#include "query.h"
#include "request_json.h"
#include "response.h"
#include "scalar.h"
#include "unit.h"

#include <tcvod/dynamic.h>
#include <tcvod/event.h>
#include <tcvod/response.h>

#include <stdio.h>
#include <stdlib.h>

static const char examples_path[] = "generated/vod_v2/examples.json";

typedef struct example {
    const char *label; /* for messages */
    const tcv_service *service;
    uint16_t request;
    uint16_t answer; /* struct of the response, or of the event */
    const tcv_node *node;
} example;

static const tcv_node *member_of(const tcv_node *object, const char *name)
{
    const tcv_node *value = NULL;
    tcv_node_member(object, name, strlen(name), &value);
    return value;
}

static char *text_of(const tcv_node *node)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, NULL);
    tcv_node_print(node, &buffer);
    return tcv_buffer_take(&buffer);
}

static tcv_json *parsed(const char *text)
{
    tcv_json *document = NULL;
    tcvod_error error = {0};
    if (tcv_json_parse(&document, NULL, text, strlen(text), &error) != TCVOD_OK)
        fail_msg("%s: %s", error.message, text);
    return document;
}

static void check_sent(const example *tested, const tcv_parameters *parameters,
                       const tcv_node *sends)
{
    if (parameters->count != tcv_node_count(sends))
        fail_msg("%s: %zu parameters are sent, not %zu", tested->label, parameters->count,
                 tcv_node_count(sends));
    for (size_t i = 0; i < parameters->count; i++) {
        const tcv_node *expected = member_of(sends, parameters->items[i].name);
        if (tcv_node_kind_of(expected) != TCV_NODE_STRING)
            fail_msg("%s: %s must not be sent", tested->label, parameters->items[i].name);
        assert_string_equal(parameters->items[i].value, tcv_node_read(expected).text);
    }
}

static void encode_text(const example *tested, const char *request_json, tcv_parameters *parameters)
{
    tcv_arena arena;
    void *request = NULL;
    tcvod_error error = {0};
    tcv_arena_init(&arena, NULL, 0);
    int status = tcv_request_from_json(tested->service, tested->request, request_json, &arena,
                                       &request, &error);
    if (status == TCVOD_OK)
        status = tcv_encode_query(tested->service, tested->request, tested->service->layout_version,
                                  request, true, parameters, &error);
    tcv_arena_release(&arena);
    if (status != TCVOD_OK)
        fail_msg("%s: %s", tested->label, error.message);
}

/* What is sent, given as flat parameters, must be sent again. */
static void check_flat(const example *tested, const tcv_parameters *sent, const tcv_node *sends)
{
    tcv_buffer json;
    tcv_parameters again;
    tcvod_error error = {0};
    tcv_buffer_init(&json, NULL);
    tcv_parameters_init(&again, NULL);
    if (tcv_json_from_parameters(tested->service, tested->request, sent->items, sent->count, &json,
                                 &error) != TCVOD_OK)
        fail_msg("%s: %s", tested->label, error.message);
    encode_text(tested, json.data, &again);
    check_sent(tested, &again, sends);
    tcv_parameters_release(&again);
    tcv_buffer_release(&json);
}

static void check_request(const example *tested)
{
    const tcv_node *sends = member_of(tested->node, "sends");
    tcv_parameters parameters;
    tcv_parameters_init(&parameters, NULL);
    char *request_json = text_of(member_of(tested->node, "request"));
    encode_text(tested, request_json, &parameters);
    check_sent(tested, &parameters, sends);
    check_flat(tested, &parameters, sends);
    tcv_parameters_release(&parameters);
    tcv_release(NULL, request_json);
}

static bool is_envelope(const example *tested, const char *name)
{
    const tcv_struct *shape = &tested->service->structs[tested->answer];
    const tcv_field *fields = tested->service->fields + shape->first_field;
    for (uint16_t i = 0; i < shape->field_count; i++)
        if (strcmp(tcv_text(tested->service, fields[i].name), name) == 0)
            return (fields[i].flags & TCV_ENVELOPE) != 0;
    return false;
}

static bool are_equal(const tcv_node *left, const tcv_node *right);

static bool are_equal_objects(const tcv_node *left, const tcv_node *right)
{
    tcv_member member = {0};
    while (tcv_node_next_member(left, &member)) {
        const tcv_node *other = NULL;
        if (!tcv_node_member(right, member.name, strlen(member.name), &other) ||
            !are_equal(member.value, other))
            return false;
    }
    return true;
}

static bool are_equal_scalars(const tcv_scalar *left, const tcv_scalar *right)
{
    char left_storage[TCV_SCALAR_TEXT_BYTES];
    char right_storage[TCV_SCALAR_TEXT_BYTES];
    const char *left_text;
    const char *right_text;
    size_t size_bytes;
    if (left->kind == TCV_NODE_REAL && right->kind == TCV_NODE_REAL)
        return left->real == right->real;
    return left->kind == right->kind &&
           tcv_scalar_to_text(left, left_storage, &left_text, &size_bytes) &&
           tcv_scalar_to_text(right, right_storage, &right_text, &size_bytes) &&
           strcmp(left_text, right_text) == 0;
}

static bool are_equal(const tcv_node *left, const tcv_node *right)
{
    tcv_scalar left_scalar = tcv_node_read(left);
    tcv_scalar right_scalar = tcv_node_read(right);
    if (left_scalar.kind != right_scalar.kind || tcv_node_count(left) != tcv_node_count(right))
        return false;
    if (left_scalar.kind == TCV_NODE_OBJECT)
        return are_equal_objects(left, right);
    if (left_scalar.kind != TCV_NODE_LIST)
        return left_scalar.kind == TCV_NODE_NULL || are_equal_scalars(&left_scalar, &right_scalar);
    for (size_t i = 0; i < tcv_node_count(left); i++)
        if (!are_equal(tcv_node_at(left, i), tcv_node_at(right, i)))
            return false;
    return true;
}

static void check_view(const example *tested, const tcv_node *expected, const tcv_node *view)
{
    tcv_member member = {0};
    while (tcv_node_next_member(expected, &member)) {
        const tcv_node *found = NULL;
        if (!tcv_node_member(view, member.name, strlen(member.name), &found))
            fail_msg("%s: the typed view lacks %s", tested->label, member.name);
        if (!are_equal(member.value, found))
            fail_msg("%s: in the typed view, %s is %s", tested->label, member.name, text_of(found));
    }
    member = (tcv_member){0};
    while (tcv_node_next_member(view, &member)) {
        const tcv_node *found = NULL;
        if (!tcv_node_member(expected, member.name, strlen(member.name), &found) &&
            !is_envelope(tested, member.name))
            fail_msg("%s: the typed view has %s, too", tested->label, member.name);
    }
}

static void check_answer(const example *tested)
{
    void *response = NULL;
    char *view_text = NULL;
    tcvod_error error = {0};
    char *body = text_of(member_of(tested->node, "answer"));
    if (tcv_response_create(&response, NULL, tested->service, tested->answer,
                            tested->service->layout_version, body, strlen(body), false, NULL,
                            &error) != TCVOD_OK ||
        tcvod_response_view(response, &view_text, &error) != TCVOD_OK)
        fail_msg("%s: %s", tested->label, error.message);
    tcv_json *view = parsed(view_text);
    check_view(tested, member_of(tested->node, "view"), view->root);
    tcv_json_release(view);
    tcvod_text_free(view_text);
    tcvod_free(response);
}

static bool find_action(example *tested, const char *name)
{
    const tcv_action *action = tcv_action_by_name(name, &tested->service);
    if (action == NULL)
        return false;
    tested->request = action->request;
    tested->answer = action->response;
    return true;
}

static bool find_event(example *tested, const char *name)
{
    char struct_name[128];
    snprintf(struct_name, sizeof struct_name, "%s.event", name);
    for (size_t at = 0; tcv_services[at] != NULL; at++) {
        const tcv_service *service = tested->service = tcv_services[at];
        for (uint16_t i = 1; i < service->struct_count; i++) {
            const char *described = tcv_descriptions[at]->pool + service->structs[i].name;
            tested->answer = i;
            if (strcmp(described, struct_name) == 0)
                return true;
        }
    }
    return false;
}

/* An example belongs to an action or to an event; its tables must be there. */
static void identify(example *tested, char *label, size_t label_bytes)
{
    const tcv_node *action = member_of(tested->node, "action");
    const tcv_node *event = member_of(tested->node, "event");
    const char *name = tcv_node_read(action != NULL ? action : event).text;
    snprintf(label, label_bytes, "%s, example \"%s\"", name,
             tcv_node_read(member_of(tested->node, "name")).text);
    tested->label = label;
    if (!(action != NULL ? find_action(tested, name) : find_event(tested, name)))
        fail_msg("%s: not in the tables", label);
}

static void check_examples(void (*check)(const example *), const char *present)
{
    size_t size_bytes;
    size_t checked = 0;
    char *text = read_whole_file(examples_path, &size_bytes);
    tcv_json *document = parsed(text);
    const tcv_node *list = member_of(document->root, "examples");
    for (size_t i = 0; i < tcv_node_count(list); i++) {
        char label[256];
        example tested = {.node = tcv_node_at(list, i)};
        if (member_of(tested.node, present) == NULL)
            continue;
        identify(&tested, label, sizeof label);
        check(&tested);
        checked++;
    }
    assert_true(checked > 0);
    tcv_json_release(document);
    free(text);
}

static void check_event(const example *tested, const char *type)
{
    tcvod_event *event = NULL;
    char *view_text = NULL;
    tcvod_error error;
    char *body = text_of(member_of(tested->node, "answer"));
    if (tcvod_event_read(1, 1, body, strlen(body), &event, &error) != TCVOD_OK)
        fail_msg("%s: %s", tested->label, error.message);
    tcvod_free(event);
    if (tcvod_event_read(0, 0, body, strlen(body), &event, &error) != TCVOD_OK ||
        tcvod_response_view(event, &view_text, &error) != TCVOD_OK)
        fail_msg("%s: %s", tested->label, error.message);
    assert_string_equal(tcvod_event_type(event), type);
    assert_non_null(tcvod_event_payload(event, type));
    tcv_json *view = parsed(view_text);
    if (!are_equal(member_of(tested->node, "view"), view->root))
        fail_msg("%s: the typed view is %s", tested->label, view_text);
    tcv_json_release(view);
    tcvod_text_free(view_text);
    tcvod_free(event);
    tcv_release(NULL, body);
}

static void events_are_seen_as_the_spec_says(void **state)
{
    size_t size_bytes;
    size_t checked = 0;
    size_t kinds = 0;
    const char *last = "";
    tcvod_event_info info;
    char *text = read_whole_file(examples_path, &size_bytes);
    tcv_json *document = parsed(text);
    const tcv_node *list = member_of(document->root, "examples");
    (void)state;
    for (size_t i = 0; i < tcv_node_count(list); i++) {
        example tested = {.node = tcv_node_at(list, i)};
        const tcv_node *name = member_of(tested.node, "event");
        if (name == NULL)
            continue;
        tested.label = tcv_node_read(name).text;
        check_event(&tested, tested.label);
        checked += strcmp(last, tested.label) != 0;
        last = tested.label;
    }
    while (tcvod_event_at(kinds, &info) == TCVOD_OK)
        kinds++;
    assert_int_equal(checked, kinds);
    assert_true(kinds >= 13);
    tcv_json_release(document);
    free(text);
}

static void requests_are_sent_as_the_spec_says(void **state)
{
    (void)state;
    check_examples(check_request, "sends");
}

static void answers_are_seen_as_the_spec_says(void **state)
{
    (void)state;
    check_examples(check_answer, "view");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_sent_as_the_spec_says),
        cmocka_unit_test(answers_are_seen_as_the_spec_says),
        cmocka_unit_test(events_are_seen_as_the_spec_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

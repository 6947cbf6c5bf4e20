/* SPDX-License-Identifier: MIT */
#include "json_tree.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

static struct json_object *as_object(const tcv_node *node)
{
    return (struct json_object *)(uintptr_t)node;
}

void tcv_tree_release(tcv_node *root)
{
    json_object_put(as_object(root));
}

tcv_node_kind tcv_node_kind_of(const tcv_node *node)
{
    switch (json_object_get_type(as_object(node))) {
    case json_type_boolean:
        return TCV_NODE_BOOL;
    case json_type_double:
        return TCV_NODE_REAL;
    case json_type_int:
        return TCV_NODE_INTEGER;
    case json_type_object:
        return TCV_NODE_OBJECT;
    case json_type_array:
        return TCV_NODE_LIST;
    case json_type_string:
        return TCV_NODE_STRING;
    case json_type_null:
    default:
        return TCV_NODE_NULL;
    }
}

static void read_integer(struct json_object *object, tcv_scalar *scalar)
{
    int64_t value = json_object_get_int64(object);
    scalar->negative = value < 0;
    if (value < 0)
        scalar->magnitude = (uint64_t)0 - (uint64_t)value;
    else
        scalar->magnitude = value < INT64_MAX ? (uint64_t)value : json_object_get_uint64(object);
}

tcv_scalar tcv_node_read(const tcv_node *node)
{
    struct json_object *object = as_object(node);
    tcv_scalar scalar = {.kind = tcv_node_kind_of(node)};
    switch (scalar.kind) {
    case TCV_NODE_STRING:
        scalar.text = json_object_get_string(object);
        scalar.size_bytes = (size_t)json_object_get_string_len(object);
        break;
    case TCV_NODE_INTEGER:
        read_integer(object, &scalar);
        break;
    case TCV_NODE_REAL:
        scalar.real = json_object_get_double(object);
        scalar.text = json_object_get_userdata(object);
        scalar.size_bytes = strlen(scalar.text);
        break;
    case TCV_NODE_BOOL:
        scalar.truth = json_object_get_boolean(object) != 0;
        break;
    case TCV_NODE_NULL:
    case TCV_NODE_LIST:
    case TCV_NODE_OBJECT:
        break;
    }
    return scalar;
}

size_t tcv_node_count(const tcv_node *node)
{
    switch (tcv_node_kind_of(node)) {
    case TCV_NODE_LIST:
        return json_object_array_length(as_object(node));
    case TCV_NODE_OBJECT:
        return (size_t)json_object_object_length(as_object(node));
    default:
        return 0;
    }
}

const tcv_node *tcv_node_at(const tcv_node *list, size_t index)
{
    return (const tcv_node *)json_object_array_get_idx(as_object(list), index);
}

bool tcv_node_next_member(const tcv_node *object, tcv_member *member)
{
    const struct lh_entry *entry = member->position;
    if (entry == NULL)
        entry = lh_table_head(json_object_get_object(as_object(object)));
    else
        entry = lh_entry_next(entry);
    if (entry == NULL)
        return false;
    member->name = lh_entry_k(entry);
    member->value = lh_entry_v(entry);
    member->position = entry;
    return true;
}

bool tcv_node_member(const tcv_node *object, const char *name, size_t name_bytes,
                     const tcv_node **value)
{
    tcv_member member = {0};
    while (tcv_node_next_member(object, &member)) {
        if (strncmp(member.name, name, name_bytes) == 0 && member.name[name_bytes] == '\0') {
            *value = member.value;
            return true;
        }
    }
    return false;
}

static void print_list(const tcv_node *list, tcv_buffer *buffer)
{
    size_t count = tcv_node_count(list);
    tcv_buffer_char(buffer, '[');
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            tcv_buffer_char(buffer, ',');
        tcv_node_print(tcv_node_at(list, i), buffer);
    }
    tcv_buffer_char(buffer, ']');
}

static void print_object(const tcv_node *object, tcv_buffer *buffer)
{
    tcv_member member = {0};
    char separator = '{';
    while (tcv_node_next_member(object, &member)) {
        tcv_buffer_char(buffer, separator);
        tcv_buffer_json_string(buffer, member.name, strlen(member.name));
        tcv_buffer_char(buffer, ':');
        tcv_node_print(member.value, buffer);
        separator = ',';
    }
    tcv_buffer_text(buffer, separator == '{' ? "{}" : "}");
}

void tcv_node_print(const tcv_node *node, tcv_buffer *buffer)
{
    tcv_scalar scalar = tcv_node_read(node);
    switch (scalar.kind) {
    case TCV_NODE_NULL:
        tcv_buffer_text(buffer, "null");
        break;
    case TCV_NODE_STRING:
        tcv_buffer_json_string(buffer, scalar.text, scalar.size_bytes);
        break;
    case TCV_NODE_INTEGER:
        tcv_buffer_format(buffer, "%s%" PRIu64, scalar.negative ? "-" : "", scalar.magnitude);
        break;
    case TCV_NODE_REAL:
        tcv_buffer_append(buffer, scalar.text, scalar.size_bytes);
        break;
    case TCV_NODE_BOOL:
        tcv_buffer_text(buffer, scalar.truth ? "true" : "false");
        break;
    case TCV_NODE_LIST:
        print_list(node, buffer);
        break;
    case TCV_NODE_OBJECT:
        print_object(node, buffer);
        break;
    }
}

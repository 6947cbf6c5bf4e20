/* SPDX-License-Identifier: MIT */
#include "expectation.h"

const char *tcv_expected_name(const tcv_field *field)
{
    static const char *const names[] = {
        [TCV_STRING] = "string", [TCV_INT] = "integer",   [TCV_UINT] = "unsigned integer",
        [TCV_DOUBLE] = "number", [TCV_BOOL] = "boolean",  [TCV_JSON] = "any value",
        [TCV_OBJECT] = "object", [TCV_VARIANT] = "object"};
    return names[field->kind];
}

bool tcv_is_native(const tcv_field *field, tcv_node_kind found)
{
    switch (field->kind) {
    case TCV_STRING:
        return found == TCV_NODE_STRING;
    case TCV_INT:
    case TCV_UINT:
        return found == TCV_NODE_INTEGER;
    case TCV_DOUBLE:
        return found == TCV_NODE_INTEGER || found == TCV_NODE_REAL;
    case TCV_BOOL:
        return found == TCV_NODE_BOOL;
    case TCV_JSON:
        return true;
    default:
        return found == TCV_NODE_OBJECT;
    }
}

bool tcv_is_announced(const tcv_field *field, tcv_node_kind found)
{
    static const uint16_t flags[] = {
        [TCV_NODE_NULL] = 0,
        [TCV_NODE_STRING] = TCV_ALSO_STRING,
        [TCV_NODE_INTEGER] = TCV_ALSO_NUMBER,
        [TCV_NODE_REAL] = TCV_ALSO_NUMBER,
        [TCV_NODE_BOOL] = TCV_ALSO_BOOL,
        [TCV_NODE_LIST] = TCV_ALSO_LIST,
        [TCV_NODE_OBJECT] = TCV_ALSO_OBJECT,
    };
    return (field->flags & flags[found]) != 0;
}

bool tcv_says_nothing(const tcv_node *node)
{
    tcv_scalar scalar = tcv_node_read(node);
    if (scalar.kind == TCV_NODE_STRING)
        return scalar.size_bytes == 0;
    return (scalar.kind == TCV_NODE_LIST || scalar.kind == TCV_NODE_OBJECT) &&
           tcv_node_count(node) == 0;
}

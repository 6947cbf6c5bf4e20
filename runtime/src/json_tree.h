/* SPDX-License-Identifier: MIT */
/* A parsed JSON value. Only json_tree.c and json_build.c know json-c. */
#ifndef TCV_JSON_TREE_H
#define TCV_JSON_TREE_H

#include "arena.h"
#include "buffer.h"

/* Owned by the tree's root; NULL is JSON's null. */
typedef struct tcv_node tcv_node;

typedef enum tcv_node_kind {
    TCV_NODE_NULL,
    TCV_NODE_STRING,
    TCV_NODE_INTEGER, /* between INT64_MIN and UINT64_MAX */
    TCV_NODE_REAL,    /* any other number */
    TCV_NODE_BOOL,
    TCV_NODE_LIST,
    TCV_NODE_OBJECT
} tcv_node_kind;

/* What a node holds; only the members of its kind mean something. */
typedef struct tcv_scalar {
    tcv_node_kind kind;
    bool truth;
    bool negative; /* of an integer */
    uint64_t magnitude;
    double real;      /* infinite when beyond the range */
    const char *text; /* of a string, and of a real as it was written; size_bytes of it */
    size_t size_bytes;
} tcv_scalar;

typedef struct tcv_member {
    const char *name;
    const tcv_node *value;
    const void *position;
} tcv_member;

/* `text` must have passed tcv_json_check(). Members' names live in `names`, which must outlive the
 * tree. False when memory is out. */
bool tcv_tree_parse(tcv_arena *names, const char *text, size_t size_bytes, tcv_node **root);
void tcv_tree_release(tcv_node *root);

tcv_node_kind tcv_node_kind_of(const tcv_node *node);
tcv_scalar tcv_node_read(const tcv_node *node);

/* Elements of a list, members of an object; 0 for anything else. */
size_t tcv_node_count(const tcv_node *node);
const tcv_node *tcv_node_at(const tcv_node *list, size_t index);

/* Walks an object's members: `member` zeroed before the first. */
bool tcv_node_next_member(const tcv_node *object, tcv_member *member);
/* False when there is no such member. */
bool tcv_node_member(const tcv_node *object, const char *name, size_t name_bytes,
                     const tcv_node **value);

/* As compact JSON. */
void tcv_node_print(const tcv_node *node, tcv_buffer *buffer);

#endif

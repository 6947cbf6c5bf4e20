/* SPDX-License-Identifier: MIT */
/* What a tcv_json is made of. */
#ifndef TCV_JSON_DOCUMENT_H
#define TCV_JSON_DOCUMENT_H

#include "json.h"
#include "json_tree.h"

#include <stdatomic.h>

/* The text of a number that somebody asked for as a string; kept until the document goes. */
typedef struct tcv_number_text {
    struct tcv_number_text *next;
    const tcv_node *node;
    char text[];
} tcv_number_text;

struct tcv_json {
    tcvod_allocator allocator; /* a copy: the document may outlive the client */
    tcv_node *root;
    size_t text_bytes;
    tcv_arena names;                         /* of members */
    _Atomic(tcv_number_text *) number_texts; /* a response may be read from several threads */
};

/* As tcv_json_decode(), but nothing in `target` points into the document. */
int tcv_json_decode_copied(const tcv_json *document, const tcv_service *service, uint16_t type,
                           uint16_t version, tcv_arena *arena, tcv_notes *notes, void *target,
                           tcvod_error *error);

/* A note as an error: field and message from its text. */
int tcv_fail_note(tcvod_error *error, int category, const char *step, const char *note);

#endif

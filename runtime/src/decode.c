/* SPDX-License-Identifier: MIT */
#include "access.h"
#include "expectation.h"
#include "fail.h"
#include "json_document.h"
#include "notes.h"
#include "scalar.h"

#include <stdio.h>
#include <string.h>

/* A list takes its elements' whole structs, however little of them the text has. */
enum { LIST_BYTES_FREE = 16 * 1024 * 1024, LIST_BYTES_PER_TEXT_BYTE = 16 };

typedef struct decoder {
    const tcv_service *service;
    uint16_t version;
    size_t list_bytes_left;
    bool too_large;
    tcv_arena *arena;
    tcv_notes *notes;
    bool copies_texts;
    bool out_of_memory;
} decoder;

/* What is known of a value before it is read: its field, and the object whose discriminator it may
 * need. */
typedef struct context {
    const tcv_field *field;
    const tcv_node *owner;
} context;

static void remember(decoder *decode, bool done)
{
    if (!done)
        decode->out_of_memory = true;
}

static bool is_over(const decoder *decode)
{
    return decode->out_of_memory || decode->too_large;
}

static void note_mismatch(decoder *decode, const tcv_field *field, const tcv_place *place,
                          const char *expected, const tcv_node *found, bool converted)
{
    if (tcv_is_announced(field, tcv_node_kind_of(found)) && (converted || tcv_says_nothing(found)))
        return;
    bool sensitive = (field->flags & TCV_SENSITIVE) != 0;
    remember(decode, tcv_note_mismatch(decode->notes, decode->arena, place, expected, found,
                                       sensitive, converted));
}

static const char *kept_text(decoder *decode, const char *text, size_t size_bytes, bool in_tree)
{
    if (in_tree && !decode->copies_texts)
        return text;
    const char *copy = tcv_arena_text(decode->arena, text, size_bytes);
    remember(decode, copy != NULL);
    return copy;
}

static bool decode_text(decoder *decode, const tcv_scalar *scalar, tcv_bare *value)
{
    char storage[TCV_SCALAR_TEXT_BYTES];
    const char *text;
    size_t size_bytes;
    if (!tcv_scalar_to_text(scalar, storage, &text, &size_bytes))
        return false;
    /* The text of a real may be longer in the tree than it was in the body. */
    bool in_tree = scalar->kind == TCV_NODE_STRING;
    value->text = kept_text(decode, text, size_bytes, in_tree);
    return value->text != NULL;
}

static bool decode_json(decoder *decode, const tcv_node *node, tcv_bare *value)
{
    tcv_buffer buffer;
    tcv_buffer_init(&buffer, decode->arena->allocator);
    tcv_node_print(node, &buffer);
    value->text = NULL;
    if (!buffer.failed)
        value->text = tcv_arena_text(decode->arena, buffer.data, buffer.size_bytes);
    tcv_buffer_release(&buffer);
    remember(decode, value->text != NULL);
    return value->text != NULL;
}

static bool is_composite(tcv_node_kind kind)
{
    return kind == TCV_NODE_LIST || kind == TCV_NODE_OBJECT;
}

static bool convert(decoder *decode, const tcv_field *field, const tcv_node *node,
                    const tcv_scalar *scalar, tcv_bare *value)
{
    switch (field->kind) {
    case TCV_STRING:
        if (is_composite(scalar->kind) && tcv_is_announced(field, scalar->kind))
            return decode_json(decode, node, value);
        return decode_text(decode, scalar, value);
    case TCV_INT:
        return tcv_scalar_to_int(scalar, &value->integer);
    case TCV_UINT:
        return tcv_scalar_to_uint(scalar, &value->natural);
    case TCV_DOUBLE:
        return tcv_scalar_to_double(scalar, &value->real);
    default:
        return tcv_scalar_to_bool(scalar, &value->truth);
    }
}

static bool decode_scalar(decoder *decode, const tcv_field *field, const tcv_node *node,
                          const tcv_place *place, tcv_bare *value)
{
    if (field->kind == TCV_JSON)
        return decode_json(decode, node, value);
    tcv_scalar scalar = tcv_node_read(node);
    bool converted = convert(decode, field, node, &scalar, value);
    if (converted && tcv_is_native(field, scalar.kind))
        return true;
    note_mismatch(decode, field, place, tcv_expected_name(field), node, converted);
    return converted;
}

/* The object that stands for `node`: itself, or the only element of a list. NULL: there is none. */
static const tcv_node *object_in(decoder *decode, const tcv_field *field, const tcv_node *node,
                                 const tcv_place *place)
{
    tcv_node_kind kind = tcv_node_kind_of(node);
    if (kind == TCV_NODE_OBJECT)
        return node;
    const tcv_node *only = NULL;
    if (kind == TCV_NODE_LIST && tcv_node_count(node) == 1)
        only = tcv_node_at(node, 0);
    if (tcv_node_kind_of(only) != TCV_NODE_OBJECT)
        only = NULL;
    note_mismatch(decode, field, place, tcv_expected_name(field), node, only != NULL);
    return only;
}

/* Where the object that object_in() gave stands. */
static const tcv_place *place_in(const tcv_node *object, const tcv_node *node,
                                 const tcv_place *place, tcv_place *element)
{
    *element = (tcv_place){.parent = place};
    return object == node ? place : element;
}

static void decode_struct(decoder *decode, uint16_t type, const tcv_node *object,
                          const tcv_place *place, void *target);
static void decode_slot(decoder *decode, const context *about, const tcv_node *node,
                        const tcv_place *place, void *slot);

static const tcv_field *case_named(const tcv_service *service, const tcv_struct *shape,
                                   const char *name, size_t name_bytes)
{
    const tcv_field *cases = service->fields + shape->first_field;
    for (uint16_t i = 0; i < shape->field_count; i++) {
        const char *text = tcv_text(service, cases[i].name);
        if (strlen(text) == name_bytes && memcmp(text, name, name_bytes) == 0)
            return &cases[i];
    }
    return NULL;
}

static void decode_variant(decoder *decode, const context *about, const tcv_node *node,
                           const tcv_place *place, void *target)
{
    const tcv_struct *shape = &decode->service->structs[about->field->type];
    const char *discriminator = tcv_text(decode->service, shape->discriminator);
    const tcv_node *chooser = NULL;
    char storage[TCV_SCALAR_TEXT_BYTES];
    const char *text = "";
    size_t text_bytes = 0;
    tcv_node_member(about->owner, discriminator, strlen(discriminator), &chooser);
    tcv_scalar scalar = tcv_node_read(chooser);
    if (!tcv_scalar_to_text(&scalar, storage, &text, &text_bytes))
        text_bytes = 0;
    const tcv_field *chosen = case_named(decode->service, shape, text, text_bytes);
    if (chosen == NULL) {
        char cut[48];
        char remark[160];
        tcv_copy_cut(cut, sizeof cut, text, text_bytes);
        snprintf(remark, sizeof remark, "no shape is known for %.48s \"%s\"", discriminator, cut);
        remember(decode, tcv_note(decode->notes, decode->arena, place, remark));
        return;
    }
    if (chosen->since > decode->version)
        return;
    context of_case = {.field = chosen, .owner = about->owner};
    decode_slot(decode, &of_case, node, place, (char *)target + chosen->offset);
}

static void decode_object(decoder *decode, const context *about, const tcv_node *object,
                          const tcv_place *place, void *target)
{
    if (about->field->kind == TCV_VARIANT)
        decode_variant(decode, about, object, place, target);
    else
        decode_struct(decode, about->field->type, object, place, target);
}

/* A value that is not in a list by value. False: absent. */
static bool decode_value(decoder *decode, const context *about, const tcv_node *node,
                         const tcv_place *place, tcv_bare *value)
{
    if (!tcv_is_object(about->field))
        return decode_scalar(decode, about->field, node, place, value);
    const tcv_node *object = object_in(decode, about->field, node, place);
    if (object == NULL)
        return false;
    size_t size_bytes = tcv_struct_size(decode->service, about->field->type, decode->version);
    void *target = tcv_arena_allocate(decode->arena, size_bytes);
    remember(decode, target != NULL);
    if (target == NULL)
        return false;
    tcv_place element;
    decode_object(decode, about, object, place_in(object, node, place, &element), target);
    value->object = target;
    return true;
}

/* Objects keep their place in the list even when nothing can be said of them; a scalar that cannot
 * be said is left out. Returns how many elements were filled. */
static size_t decode_element(decoder *decode, const context *about, const tcv_node *node,
                             const tcv_place *place, char *element)
{
    if (tcv_is_object(about->field)) {
        const tcv_node *object = node != NULL ? object_in(decode, about->field, node, place) : NULL;
        tcv_place only;
        if (object != NULL)
            decode_object(decode, about, object, place_in(object, node, place, &only), element);
        return 1;
    }
    tcv_bare value;
    if (!decode_scalar(decode, about->field, node, place, &value))
        return 0;
    tcv_store_element(about->field, element, &value);
    return 1;
}

/* Room for a list's or a map's items; NULL when memory is out or the view becomes too large. */
static char *reserve_items(decoder *decode, size_t count, size_t item_bytes)
{
    if (count > decode->list_bytes_left / item_bytes) {
        decode->too_large = true;
        return NULL;
    }
    decode->list_bytes_left -= count * item_bytes;
    char *items = tcv_arena_array(decode->arena, count, item_bytes);
    remember(decode, items != NULL);
    return items;
}

static void decode_list(decoder *decode, const context *about, const tcv_node *node,
                        const tcv_place *place, void *slot)
{
    const tcv_field *field = about->field;
    bool is_list = tcv_node_kind_of(node) == TCV_NODE_LIST;
    bool fits = is_list || tcv_is_native(field, tcv_node_kind_of(node));
    if (!is_list)
        note_mismatch(decode, field, place, "list", node, fits);
    if (!fits)
        return;
    size_t count = is_list ? tcv_node_count(node) : 1;
    size_t element_bytes = tcv_element_bytes(decode->service, field, decode->version);
    char *items = reserve_items(decode, count, element_bytes);
    size_t filled = 0;
    for (size_t i = 0; i < count && !is_over(decode); i++) {
        tcv_place here = {.parent = place, .index = i};
        const tcv_node *element = is_list ? tcv_node_at(node, i) : node;
        filled += decode_element(decode, about, element, is_list ? &here : place,
                                 items + filled * element_bytes);
    }
    if (items != NULL)
        tcv_store_sequence(slot, items, filled);
}

static void decode_map(decoder *decode, const context *about, const tcv_node *node,
                       const tcv_place *place, void *slot)
{
    const tcv_field *field = about->field;
    bool is_object = tcv_node_kind_of(node) == TCV_NODE_OBJECT;
    bool is_empty_list = tcv_node_kind_of(node) == TCV_NODE_LIST && tcv_node_count(node) == 0;
    if (!is_object)
        note_mismatch(decode, field, place, "object", node, is_empty_list);
    if (!is_object && !is_empty_list)
        return;
    size_t entry_bytes = tcv_entry_bytes(field);
    char *items = reserve_items(decode, tcv_node_count(node), entry_bytes);
    size_t filled = 0;
    tcv_member member = {0};
    while (is_object && !is_over(decode) && tcv_node_next_member(node, &member)) {
        tcv_place here = {.parent = place, .name = member.name};
        tcv_bare value;
        if (member.value == NULL || !decode_value(decode, about, member.value, &here, &value))
            continue;
        const char *key = kept_text(decode, member.name, strlen(member.name), true);
        tcv_store_entry(field, items + filled++ * entry_bytes, key, &value);
    }
    if (items != NULL)
        tcv_store_sequence(slot, items, filled);
}

static void decode_slot(decoder *decode, const context *about, const tcv_node *node,
                        const tcv_place *place, void *slot)
{
    tcv_bare value;
    if (node == NULL || is_over(decode))
        return;
    if (about->field->container == TCV_LIST)
        decode_list(decode, about, node, place, slot);
    else if (about->field->container == TCV_MAP)
        decode_map(decode, about, node, place, slot);
    else if (decode_value(decode, about, node, place, &value))
        tcv_store_single(about->field, slot, &value);
}

/* Members mostly come in the order of the fields, so the search starts behind the last hit. */
static const tcv_field *field_named(const tcv_service *service, const tcv_struct *shape,
                                    const char *name, uint16_t *expected)
{
    const tcv_field *fields = service->fields + shape->first_field;
    for (uint16_t tried = 0; tried < shape->field_count; tried++) {
        uint16_t position = *expected;
        *expected = (uint16_t)(position + 1 < shape->field_count ? position + 1 : 0);
        if (strcmp(name, tcv_text(service, fields[position].name)) == 0)
            return &fields[position];
    }
    return NULL;
}

static void decode_struct(decoder *decode, uint16_t type, const tcv_node *object,
                          const tcv_place *place, void *target)
{
    const tcv_struct *shape = &decode->service->structs[type];
    uint16_t expected = 0;
    tcv_member member = {0};
    while (!is_over(decode) && tcv_node_next_member(object, &member)) {
        tcv_place here = {.parent = place, .name = member.name};
        const tcv_field *field = field_named(decode->service, shape, member.name, &expected);
        if (field == NULL) {
            remember(decode, tcv_note(decode->notes, decode->arena, &here, "unknown field"));
        } else if (field->since <= decode->version) {
            context about = {.field = field, .owner = object};
            decode_slot(decode, &about, member.value, &here, (char *)target + field->offset);
        }
    }
}

static int decode_document(const tcv_json *document, decoder *decode, uint16_t type, void *target,
                           tcvod_error *error)
{
    const tcv_place outermost = {0};
    if (tcv_node_kind_of(document->root) != TCV_NODE_OBJECT)
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", "", "expected a JSON object");
    decode->list_bytes_left = LIST_BYTES_FREE + document->text_bytes * LIST_BYTES_PER_TEXT_BYTE;
    decode_struct(decode, type, document->root, &outermost, target);
    if (decode->too_large)
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", "",
                        "lists of the answer would take more than %d times its size",
                        LIST_BYTES_PER_TEXT_BYTE);
    return decode->out_of_memory ? tcv_fail_memory(error, "decode") : TCVOD_OK;
}

int tcv_json_decode(const tcv_json *document, const tcv_service *service, uint16_t type,
                    uint16_t version, tcv_arena *arena, tcv_notes *notes, void *target,
                    tcvod_error *error)
{
    decoder decode = {.service = service, .version = version, .arena = arena, .notes = notes};
    return decode_document(document, &decode, type, target, error);
}

int tcv_json_decode_copied(const tcv_json *document, const tcv_service *service, uint16_t type,
                           uint16_t version, tcv_arena *arena, tcv_notes *notes, void *target,
                           tcvod_error *error)
{
    decoder decode = {.service = service,
                      .version = version,
                      .arena = arena,
                      .notes = notes,
                      .copies_texts = true};
    return decode_document(document, &decode, type, target, error);
}

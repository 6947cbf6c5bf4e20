/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "access.h"
#include "copy.h"
#include "fail.h"
#include "order.h"

#include <inttypes.h>
#include <string.h>
#include <tcvod/response.h>

enum { PAGES_CHUNK_BYTES = 512 };

/* Brent's cycle detection: one cursor is kept, and replaced after 1, 2, 4, … pages. */
typedef struct cursor_watch {
    char *kept;
    uint64_t age;
    uint64_t lifetime;
} cursor_watch;

struct tcvod_pages {
    const tcvod_allocator *allocator;
    tcv_arena arena;
    tcvod_client *client;
    tcv_order order;
    const tcv_paging *paging;
    const tcv_field *send; /* NULL: the next request is the same again */
    void *request;
    uint64_t page_count;
    uint64_t most_pages;
    bool ended;
    bool repeats;
    int64_t number;
    int64_t items_before; /* of the pages so far and those skipped; negative: unknown */
    char *cursor;
    cursor_watch watch;
};

static const char *text_of(const tcvod_pages *pages, uint32_t offset)
{
    return tcv_text(pages->order.service, offset);
}

/* NULL: the caller's layout has no such field. */
static const tcv_field *request_field(const tcvod_pages *pages, uint32_t name)
{
    const tcv_order *order = &pages->order;
    uint16_t type = order->action->request;
    const tcv_field *fields = order->service->fields + order->service->structs[type].first_field;
    uint16_t known = tcv_known_fields(order->service, type, order->layout_version);
    for (uint16_t i = 0; i < known; i++)
        if (strcmp(text_of(pages, fields[i].name), text_of(pages, name)) == 0)
            return &fields[i];
    return NULL;
}

static void *slot_of(const tcvod_pages *pages, const tcv_field *field)
{
    return (char *)pages->request + field->offset;
}

static void store_number(const tcvod_pages *pages)
{
    tcv_bare value = {.integer = pages->number};
    tcv_store_single(pages->send, slot_of(pages, pages->send), &value);
}

static int64_t items_skipped(const tcvod_pages *pages)
{
    int64_t skipped = pages->number - pages->paging->first_page;
    const tcv_field *field = request_field(pages, pages->paging->size);
    tcv_bare size;
    if (skipped == 0)
        return 0;
    bool is_known = field != NULL && tcv_load_single(field, slot_of(pages, field), &size) &&
                    size.integer > 0 && skipped > 0 && skipped <= INT64_MAX / 2 / size.integer;
    return is_known ? skipped * size.integer : -1;
}

static int start_numbers(tcvod_pages *pages, tcvod_error *error)
{
    tcv_bare number;
    pages->number = pages->paging->first_page;
    if (tcv_load_single(pages->send, slot_of(pages, pages->send), &number))
        pages->number = number.integer;
    if (pages->number < pages->paging->first_page) {
        const char *name = text_of(pages, pages->paging->send);
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", name,
                        "%s is %" PRId64 ", but the first page is %d", name, pages->number,
                        (int)pages->paging->first_page);
    }
    pages->items_before = items_skipped(pages);
    store_number(pages);
    return TCVOD_OK;
}

static bool copy_options(tcvod_pages *pages)
{
    tcvod_call_options *options = &pages->order.options;
    bool failed = false;
    tcvod_parameter *extra =
        tcv_arena_array(&pages->arena, options->extra_count, sizeof *options->extra);
    for (size_t i = 0; i < options->extra_count && extra != NULL && !failed; i++) {
        const tcvod_parameter *given = &options->extra[i];
        if (given->name != NULL)
            extra[i].name = tcv_arena_text(&pages->arena, given->name, strlen(given->name));
        if (given->value != NULL)
            extra[i].value = tcv_arena_text(&pages->arena, given->value, strlen(given->value));
        failed = (given->name != NULL && extra[i].name == NULL) ||
                 (given->value != NULL && extra[i].value == NULL);
    }
    options->extra = extra;
    if (options->region == NULL)
        return extra != NULL && !failed;
    options->region = tcv_arena_text(&pages->arena, options->region, strlen(options->region));
    return extra != NULL && !failed && options->region != NULL;
}

static int start(tcvod_pages *pages, const void *request, tcvod_error *error)
{
    const tcv_order *order = &pages->order;
    const char *action = text_of(pages, order->action->name);
    if (order->action->paging == 0)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "", "%s has no pages", action);
    if (order->options.extra_count != 0 && order->options.extra == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "extra",
                        "extra is NULL and extra_count is not 0");
    pages->paging = &order->service->pagings[order->action->paging];
    pages->request = tcv_copy_struct(order->service, order->action->request, order->layout_version,
                                     request, &pages->arena);
    if (pages->request == NULL || !copy_options(pages))
        return tcv_fail_memory(error, "encode");
    pages->send = request_field(pages, pages->paging->send);
    if (pages->send == NULL && pages->paging->kind != TCV_QUEUE)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "%s had no pages in layout %u: build the program with newer headers",
                        action, (unsigned)order->layout_version);
    return pages->paging->kind == TCV_PAGE ? start_numbers(pages, error) : TCVOD_OK;
}

int tcv_pages_open(tcvod_client *client, const tcv_order *order, tcvod_pages **pages,
                   tcvod_error *error)
{
    const tcvod_allocator *allocator = tcv_client_allocator(client);
    tcvod_pages *opened = tcv_allocate_zeroed(allocator, sizeof *opened);
    if (opened == NULL)
        return tcv_fail_memory(error, "encode");
    opened->allocator = allocator;
    opened->client = client;
    opened->order = *order;
    opened->most_pages = TCVOD_MOST_PAGES;
    opened->watch.lifetime = 1;
    tcv_arena_init(&opened->arena, allocator, PAGES_CHUNK_BYTES);
    int status = start(opened, order->request, error);
    if (status == TCVOD_OK)
        *pages = opened;
    else
        tcvod_pages_close(opened);
    return status;
}

int tcv_pages_check_targets(tcvod_client *client, tcvod_pages **pages, tcvod_error *error)
{
    tcv_error_reset(error);
    if (pages != NULL)
        *pages = NULL;
    if (client != NULL && pages != NULL)
        return TCVOD_OK;
    const char *missing = client != NULL ? "pages" : "client";
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", missing, "%s is NULL", missing);
}

int tcvod_pages_open_sized(tcvod_client *client, uint32_t action_id, uint32_t layout_version,
                           const void *request, const tcvod_call_options *options,
                           size_t options_size, tcvod_pages **pages, tcvod_error *error)
{
    tcv_order order;
    int status = tcv_pages_check_targets(client, pages, error);
    if (status == TCVOD_OK)
        status = tcv_order_by_id(&order, action_id, layout_version, options, options_size, error);
    if (status != TCVOD_OK)
        return status;
    order.request = request;
    return tcv_pages_open(client, &order, pages, error);
}

/* Where to go on after `response`: false when that is the end. Takes over nothing. */
static bool read_cursor(const tcvod_pages *pages, const void *response, const char **cursor,
                        int64_t *number)
{
    const char *path = text_of(pages, pages->paging->receive);
    if (tcvod_get_string(response, path, cursor) != TCVOD_OK || **cursor == '\0')
        return false;
    bool is_text = pages->send->kind == TCV_STRING;
    return is_text || (tcvod_get_int(response, path, number) == TCVOD_OK && *number != 0);
}

static bool watch_cursor(tcvod_pages *pages, const char *cursor)
{
    cursor_watch *watch = &pages->watch;
    bool failed = false;
    pages->repeats = watch->kept != NULL && strcmp(watch->kept, cursor) == 0;
    if (++watch->age < watch->lifetime && watch->kept != NULL)
        return true;
    char *kept = tcv_copy_text(pages->allocator, cursor, &failed);
    if (failed)
        return false;
    tcv_release(pages->allocator, watch->kept);
    *watch = (cursor_watch){.kept = kept, .lifetime = watch->lifetime * 2};
    return true;
}

/* False when memory is out; the walk is where it was then. */
static bool go_to_cursor(tcvod_pages *pages, const void *response)
{
    const char *cursor = NULL;
    tcv_bare value = {.integer = 0};
    bool failed = false;
    if (!read_cursor(pages, response, &cursor, &value.integer)) {
        pages->ended = true;
        return true;
    }
    char *copy = tcv_copy_text(pages->allocator, cursor, &failed);
    if (failed)
        return false;
    if (!watch_cursor(pages, cursor)) {
        tcv_release(pages->allocator, copy);
        return false;
    }
    tcv_release(pages->allocator, pages->cursor);
    pages->cursor = copy;
    if (pages->send->kind == TCV_STRING)
        value.text = copy;
    tcv_store_single(pages->send, slot_of(pages, pages->send), &value);
    return true;
}

static void go_to_number(tcvod_pages *pages, const void *response, size_t item_count)
{
    int64_t total = 0;
    const char *path = text_of(pages, pages->paging->total);
    bool has_total = *path != '\0' && tcvod_get_int(response, path, &total) == TCVOD_OK;
    if (pages->items_before >= 0)
        pages->items_before += (int64_t)item_count;
    if (pages->number == INT64_MAX ||
        (has_total && pages->items_before >= 0 && pages->items_before >= total))
        pages->ended = true;
    else
        pages->number++;
    store_number(pages);
}

static size_t count_items(const tcvod_pages *pages, const void *response)
{
    size_t count = 0;
    return tcvod_get_count(response, text_of(pages, pages->paging->items), &count) == TCVOD_OK
               ? count
               : 0;
}

static bool go_on(tcvod_pages *pages, const void *response, size_t item_count)
{
    if (pages->paging->kind == TCV_CURSOR)
        return go_to_cursor(pages, response);
    if (item_count == 0)
        pages->ended = true;
    else if (pages->paging->kind == TCV_PAGE)
        go_to_number(pages, response, item_count);
    return true;
}

static int check_endless(const tcvod_pages *pages, tcvod_error *error)
{
    if (pages->repeats)
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", text_of(pages, pages->paging->receive),
                        "the service leads back to a page that it gave before");
    if (pages->most_pages != 0 && pages->page_count >= pages->most_pages)
        return tcv_fail(error, TCVOD_ERROR_DECODE, "decode", text_of(pages, pages->paging->items),
                        "no end after %" PRIu64 " pages; tcvod_pages_set_limit() allows more",
                        pages->page_count);
    return TCVOD_OK;
}

static int take_answer(tcvod_pages *pages, void **response, tcvod_error *error)
{
    size_t item_count = count_items(pages, *response);
    bool is_first = pages->page_count == 0;
    int status = TCVOD_OK;
    if (!go_on(pages, *response, item_count))
        status = tcv_fail_memory(error, "decode");
    else if (item_count == 0 && !is_first && pages->paging->kind != TCV_CURSOR)
        status = TCVOD_END;
    if (status == TCVOD_OK) {
        pages->page_count++;
    } else {
        tcvod_free(*response);
        *response = NULL;
    }
    return status;
}

int tcvod_pages_next(tcvod_pages *pages, uint32_t action_id, void **response, tcvod_error *error)
{
    tcv_error_reset(error);
    if (response != NULL)
        *response = NULL;
    if (pages == NULL || response == NULL)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", pages ? "response" : "pages",
                        "%s is NULL", pages ? "response" : "pages");
    if (pages->order.action->id != action_id)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "pages", "these are pages of %s",
                        text_of(pages, pages->order.action->name));
    if (pages->ended)
        return TCVOD_END;
    int status = check_endless(pages, error);
    if (status == TCVOD_OK)
        status =
            tcvod_call_sized(pages->client, action_id, pages->order.layout_version, pages->request,
                             &pages->order.options, sizeof pages->order.options, response, error);
    return status == TCVOD_OK ? take_answer(pages, response, error) : status;
}

void tcvod_pages_set_limit(tcvod_pages *pages, uint64_t most_pages)
{
    if (pages != NULL)
        pages->most_pages = most_pages;
}

void tcvod_pages_close(tcvod_pages *pages)
{
    if (pages == NULL)
        return;
    tcv_release(pages->allocator, pages->watch.kept);
    tcv_release(pages->allocator, pages->cursor);
    tcv_arena_release_wiped(&pages->arena);
    tcv_release(pages->allocator, pages);
}

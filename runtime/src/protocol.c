/* SPDX-License-Identifier: MIT */
#include "protocol.h"

#include "redact.h"

#include <string.h>

enum { KEPT_BUFFER_BYTES = 64 * 1024 };

const tcv_protocol *tcv_protocol_of(const tcv_service *service)
{
    return service->format == TCV_TABLE_FORMAT && service->protocol == TCV_PROTOCOL_QUERY
               ? &tcv_protocol_query
               : NULL;
}

void tcv_exchange_init(tcv_exchange *exchange, const tcv_settings *settings)
{
    const tcvod_allocator *allocator = &settings->allocator;
    *exchange = (tcv_exchange){.settings = settings};
    tcv_parameters_init(&exchange->parameters, allocator);
    tcv_buffer *buffers[] = {&exchange->form, &exchange->url, &exchange->string_to_sign};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) {
        tcv_buffer_init(buffers[i], allocator);
        buffers[i]->secret = true;
    }
}

static void clear_buffer(tcv_buffer *buffer)
{
    if (buffer->capacity_bytes > KEPT_BUFFER_BYTES || buffer->failed) {
        const tcvod_allocator *allocator = buffer->allocator;
        tcv_buffer_release(buffer);
        tcv_buffer_init(buffer, allocator);
        buffer->secret = true;
    } else {
        tcv_buffer_clear(buffer);
    }
}

void tcv_exchange_drop_key(tcv_exchange *exchange)
{
    tcv_keyring_give_back(exchange->settings->keyring, exchange->key);
    exchange->key = NULL;
}

void tcv_exchange_clear(tcv_exchange *exchange)
{
    const tcvod_allocator *allocator = &exchange->settings->allocator;
    tcv_parameters_release(&exchange->parameters);
    tcv_parameters_init(&exchange->parameters, allocator);
    clear_buffer(&exchange->form);
    clear_buffer(&exchange->url);
    clear_buffer(&exchange->string_to_sign);
    if (exchange->signed_capacity * sizeof(tcvod_parameter) > KEPT_BUFFER_BYTES) {
        tcv_release(allocator, exchange->signed_items);
        exchange->signed_items = NULL;
        exchange->signed_capacity = 0;
    }
    exchange->signed_count = 0;
    tcv_exchange_drop_key(exchange);
    exchange->region = NULL;
    exchange->order = (tcv_order){0};
    exchange->http = (tcv_http_request){0};
    tcv_wipe(exchange->signature, sizeof exchange->signature);
}

void tcv_exchange_release(tcv_exchange *exchange)
{
    tcv_exchange_drop_key(exchange);
    tcv_parameters_release(&exchange->parameters);
    tcv_buffer_release(&exchange->form);
    tcv_buffer_release(&exchange->url);
    tcv_buffer_release(&exchange->string_to_sign);
    tcv_release(&exchange->settings->allocator, exchange->signed_items);
    tcv_wipe(exchange->signature, sizeof exchange->signature);
    exchange->signed_items = NULL;
}

void tcv_exchange_redact(const tcv_exchange *exchange, char *text)
{
    if (exchange->key) {
        tcv_redact(text, exchange->key->secret_key);
        tcv_redact(text, exchange->key->token);
    }
    tcv_redact(text, exchange->signature);
    tcv_redact_value_of(text, "Signature=");
    tcv_redact_value_of(text, "Token=");
}

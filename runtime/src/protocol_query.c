/* SPDX-License-Identifier: MIT */
/* Signed parameters in the query string or in a form. */
#include "fail.h"
#include "protocol.h"
#include "query.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Common parameters, in the byte order of their names. */
enum common { ACTION, NONCE, REGION, SECRET_ID, SIGNATURE_METHOD, TIMESTAMP, TOKEN, COMMON_COUNT };

static const char *const common_names[COMMON_COUNT] = {
    "Action", "Nonce", "Region", "SecretId", "SignatureMethod", "Timestamp", "Token"};

static bool is_common(const char *name)
{
    for (size_t i = 0; i < COMMON_COUNT; i++)
        if (strcmp(name, common_names[i]) == 0)
            return true;
    return strcmp(name, "Signature") == 0;
}

static const char *objection_to(const tcvod_parameter *extra)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
    if (!extra->value)
        return "has no value (an empty one is \"\")";
    if (is_common(extra->name))
        return "is a common parameter: the library fills it";
    if (strchr(extra->name, '_'))
        return "holds _, which servers take for a dot when they check the signature: write a dot";
    if (extra->name[strspn(extra->name, letters)] != '\0')
        return "holds a character other than letters, digits, dot and dash";
    size_t size_bytes = strlen(extra->value);
    return tcv_utf8_valid_prefix(extra->value, size_bytes) == size_bytes ? NULL : "is not UTF-8";
}

static int add_extra(tcv_exchange *exchange, tcvod_error *error)
{
    const tcvod_call_options *options = &exchange->order.options;
    if (options->extra_count > 0 && !options->extra)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "extra",
                        "extra is NULL and extra_count is not 0");
    for (size_t i = 0; i < options->extra_count; i++) {
        const tcvod_parameter *extra = &options->extra[i];
        if (!extra->name || *extra->name == '\0')
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "extra",
                            "extra parameter %zu has no name", i);
        const char *objection = objection_to(extra);
        if (objection)
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", extra->name,
                            "extra parameter %s %s", extra->name, objection);
        tcv_parameters_add(&exchange->parameters, extra->name, extra->value);
    }
    return TCVOD_OK;
}

static int refuse_repeated(const tcv_parameters *parameters, tcvod_error *error)
{
    for (size_t i = 1; i < parameters->count; i++) {
        const char *name = parameters->items[i].name;
        if (strcmp(parameters->items[i - 1].name, name) == 0)
            return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", name,
                            "parameter %s is given twice: once is enough", name);
    }
    return TCVOD_OK;
}

/* Signing comes later than encoding, when the caller's text may be gone. */
static void copy_region(tcv_exchange *exchange)
{
    tcv_parameters *parameters = &exchange->parameters;
    const char *region = exchange->order.options.region;
    exchange->region = region ? tcv_arena_text(&parameters->arena, region, strlen(region)) : NULL;
    if (region && !exchange->region)
        parameters->failed = true;
}

static int encode(tcv_exchange *exchange, tcvod_error *error)
{
    const tcv_order *order = &exchange->order;
    tcv_parameters *parameters = &exchange->parameters;
    if (order->body.size_bytes > 0 && !order->action->binary_body)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "body",
                        "%s takes no body of raw bytes",
                        tcv_text(order->service, order->action->name));
    if (order->body.size_bytes > 0 && !order->body.data && !order->body.read_at)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "body",
                        "body.data is NULL and body.size_bytes is not 0");
    const char *region = order->options.region;
    if (region && tcv_utf8_valid_prefix(region, strlen(region)) != strlen(region))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "region", "region is not UTF-8");
    int status =
        tcv_encode_query(order->service, order->action->request, order->layout_version,
                         order->request, exchange->settings->strict_requests, parameters, error);
    if (!status)
        status = add_extra(exchange, error);
    if (status)
        return status;
    tcv_parameters_sort(parameters);
    copy_region(exchange);
    return parameters->failed ? tcv_fail_memory(error, "encode")
                              : refuse_repeated(parameters, error);
}

static int choose_endpoint(tcv_exchange *exchange, tcvod_error *error)
{
    const tcv_settings *settings = exchange->settings;
    const tcv_service *service = exchange->order.service;
    const tcv_host *host = &service->hosts[exchange->order.action->host];
    exchange->path = settings->path ? settings->path : tcv_text(service, host->path);
    if (settings->has_endpoint) {
        exchange->endpoint = settings->endpoint;
        return TCVOD_OK;
    }
    exchange->endpoint = (tcv_endpoint){.plain_http = !(host->schemes & TCV_SCHEME_HTTPS)};
    const char *name = tcv_text(service, host->host);
    if (strlen(name) >= sizeof exchange->endpoint.host)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "", "the host of %s is too long",
                        tcv_text(service, exchange->order.action->name));
    strcpy(exchange->endpoint.host, name);
    if (exchange->endpoint.plain_http && !settings->allow_plain_http && !tcv_is_loopback(name))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "",
                        "%s speaks plain HTTP only, which everybody on the way can read: set "
                        "allow_plain_http if that is acceptable",
                        name);
    return TCVOD_OK;
}

static enum tcv_hash hash_of(const tcv_exchange *exchange)
{
    int method = exchange->settings->signature_method;
    if (method == TCVOD_SIGNATURE_DEFAULT)
        method = exchange->order.service->default_signature;
    return method == TCVOD_SIGNATURE_HMAC_SHA256 ? TCV_SHA256 : TCV_SHA1;
}

static int64_t skew_ms(const tcv_exchange *exchange)
{
    const tcv_settings *settings = exchange->settings;
    bool correct = settings->hosts && !settings->trust_local_clock;
    return correct ? tcv_hosts_skew_ms(settings->hosts, exchange->endpoint.host) : 0;
}

static int stamp(tcv_exchange *exchange, tcvod_error *error)
{
    enum { LARGEST_NONCE = 2147483647 };
    uint64_t random = 0;
    if (!tcv_settings_random(exchange->settings, &random))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "sign", "Nonce",
                        "the operating system gives no random numbers");
    snprintf(exchange->nonce, sizeof exchange->nonce, "%" PRIu64, random % LARGEST_NONCE + 1);
    int64_t now_ms = tcv_settings_now_ms(exchange->settings) + skew_ms(exchange);
    snprintf(exchange->timestamp, sizeof exchange->timestamp, "%" PRId64, now_ms / 1000);
    tcv_exchange_drop_key(exchange);
    return tcv_keyring_take(exchange->settings->keyring, now_ms, &exchange->key, error);
}

static void collect_common(tcv_exchange *exchange, const char *values[COMMON_COUNT])
{
    const tcv_settings *settings = exchange->settings;
    const tcv_order *order = &exchange->order;
    const char *region = exchange->region ? exchange->region : settings->region;
    values[ACTION] = tcv_text(order->service, order->action->name);
    values[NONCE] = exchange->nonce;
    values[REGION] = region ? region : tcv_text(order->service, order->service->default_region);
    values[SECRET_ID] = exchange->key->secret_id;
    values[SIGNATURE_METHOD] = hash_of(exchange) == TCV_SHA256 ? "HmacSHA256" : NULL;
    values[TIMESTAMP] = exchange->timestamp;
    values[TOKEN] = exchange->key->token;
}

static bool reserve_signed(tcv_exchange *exchange, size_t count)
{
    if (count <= exchange->signed_capacity)
        return true;
    tcvod_parameter *items = tcv_reallocate(&exchange->settings->allocator, exchange->signed_items,
                                            count * sizeof *items);
    if (!items)
        return false;
    exchange->signed_items = items;
    exchange->signed_capacity = count;
    return true;
}

/* Both lists are sorted, so one walk merges them. */
static bool merge_common(tcv_exchange *exchange)
{
    const tcv_parameters *own = &exchange->parameters;
    const char *values[COMMON_COUNT];
    size_t next = 0, count = 0;
    if (!reserve_signed(exchange, own->count + COMMON_COUNT))
        return false;
    collect_common(exchange, values);
    for (size_t i = 0; i < COMMON_COUNT; i++) {
        if (!values[i] || *values[i] == '\0')
            continue;
        while (next < own->count && strcmp(own->items[next].name, common_names[i]) < 0)
            exchange->signed_items[count++] = own->items[next++];
        exchange->signed_items[count++] = (tcvod_parameter){common_names[i], values[i]};
    }
    while (next < own->count)
        exchange->signed_items[count++] = own->items[next++];
    exchange->signed_count = count;
    return true;
}

static void write_form(tcv_exchange *exchange)
{
    tcv_buffer *form = &exchange->form;
    tcv_buffer_clear(form);
    for (size_t i = 0; i < exchange->signed_count; i++) {
        const tcvod_parameter *item = &exchange->signed_items[i];
        if (i > 0)
            tcv_buffer_char(form, '&');
        tcv_buffer_percent_encoded(form, item->name, strlen(item->name));
        tcv_buffer_char(form, '=');
        tcv_buffer_percent_encoded(form, item->value, strlen(item->value));
    }
}

static void write_base_url(tcv_exchange *exchange)
{
    tcv_buffer *url = &exchange->url;
    tcv_buffer_clear(url);
    tcv_buffer_text(url, exchange->endpoint.plain_http ? "http://" : "https://");
    tcv_buffer_text(url, exchange->endpoint.host);
    if (exchange->endpoint.port)
        tcv_buffer_format(url, ":%u", exchange->endpoint.port);
    tcv_buffer_text(url, exchange->path);
}

/* The official clients send a POST value that begins with @ without signing it, so that no server
 * can be relied upon to accept it signed. */
static const char *name_with_at_sign(const tcv_exchange *exchange)
{
    for (size_t i = 0; i < exchange->signed_count; i++)
        if (exchange->signed_items[i].value[0] == '@')
            return exchange->signed_items[i].name;
    return NULL;
}

static bool is_long(const tcv_exchange *exchange)
{
    size_t limit = exchange->settings->max_url_bytes ? exchange->settings->max_url_bytes
                                                     : exchange->order.service->url_bytes;
    size_t signature_bytes = hash_of(exchange) == TCV_SHA256 ? 44 : 28;
    size_t longest = exchange->url.size_bytes + 1 + exchange->form.size_bytes +
                     strlen("&Signature=") + 3 * signature_bytes;
    return limit > 0 && longest > limit;
}

static int choose_method(tcv_exchange *exchange, tcvod_error *error)
{
    const tcv_action *action = exchange->order.action;
    const char *name = tcv_text(exchange->order.service, action->name);
    int asked = exchange->order.options.method;
    bool may_get = action->methods & TCV_METHOD_GET && !action->binary_body;
    bool may_post = (action->methods & TCV_METHOD_POST) || action->binary_body;
    if (asked < TCVOD_METHOD_AUTO || asked > TCVOD_METHOD_POST)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "method",
                        "method is none of TCVOD_METHOD_…");
    if ((asked == TCVOD_METHOD_GET && !may_get) || (asked == TCVOD_METHOD_POST && !may_post))
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", "method", "%s is sent by %s only",
                        name, may_get ? "GET" : "POST");
    const char *unsigned_name = name_with_at_sign(exchange);
    bool must_post = asked == TCVOD_METHOD_POST || !may_get;
    if (unsigned_name && must_post)
        return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "encode", unsigned_name,
                        "%s begins with @, and servers do not count such a value when they check "
                        "the signature of a POST: %s",
                        unsigned_name, may_get ? "use GET" : "let it begin otherwise");
    bool prefers_post = asked == TCVOD_METHOD_AUTO && may_post && !unsigned_name &&
                        ((action->methods & TCV_PREFERS_POST) || is_long(exchange));
    exchange->method = must_post || prefers_post ? "POST" : "GET";
    return TCVOD_OK;
}

static bool sign(tcv_exchange *exchange)
{
    tcv_buffer *text = &exchange->string_to_sign;
    tcv_buffer_clear(text);
    tcv_string_to_sign(text, exchange->method, exchange->endpoint.host, exchange->path,
                       exchange->signed_items, exchange->signed_count);
    if (text->failed || tcv_hmac_base64(hash_of(exchange), exchange->key->secret_key, text->data,
                                        text->size_bytes, exchange->signature) != 0)
        return false;
    tcv_buffer_text(&exchange->form, "&Signature=");
    tcv_buffer_percent_encoded(&exchange->form, exchange->signature, strlen(exchange->signature));
    return true;
}

static bool has_parameters_in_url(const tcv_exchange *exchange)
{
    const tcv_action *action = exchange->order.action;
    const tcv_host *host = &exchange->order.service->hosts[action->host];
    return action->binary_body || (host->methods & TCV_POST_BY_URL);
}

static void write_http(tcv_exchange *exchange)
{
    tcv_http_request *http = &exchange->http;
    *http = (tcv_http_request){.host = exchange->endpoint.host,
                               .post = exchange->method[0] == 'P',
                               .binary = exchange->order.action->binary_body != 0,
                               .once = exchange->order.action->retry == TCV_ACTION_NEVER};
    if (http->post && !has_parameters_in_url(exchange)) {
        http->body =
            (tcv_body){.data = exchange->form.data, .size_bytes = exchange->form.size_bytes};
    } else {
        tcv_buffer_char(&exchange->url, '?');
        tcv_buffer_append(&exchange->url, exchange->form.data, exchange->form.size_bytes);
        http->body = exchange->order.body;
    }
    http->url = exchange->url.data;
}

static int prepare(tcv_exchange *exchange, tcvod_error *error)
{
    int status = choose_endpoint(exchange, error);
    if (!status)
        status = stamp(exchange, error);
    if (status)
        return status;
    if (!merge_common(exchange))
        return tcv_fail_memory(error, "sign");
    write_form(exchange);
    write_base_url(exchange);
    status = choose_method(exchange, error);
    if (status)
        return status;
    if (exchange->form.failed || exchange->url.failed || !sign(exchange))
        return tcv_fail_memory(error, "sign");
    write_http(exchange);
    return exchange->form.failed || exchange->url.failed ? tcv_fail_memory(error, "sign")
                                                         : TCVOD_OK;
}

const tcv_protocol tcv_protocol_query = {encode, prepare, tcv_query_interpret};

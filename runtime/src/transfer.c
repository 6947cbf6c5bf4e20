/* SPDX-License-Identifier: MIT */
#include "transfer.h"

#include "clock.h"
#include "fail.h"

#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum {
    MAX_ERROR_BODY_BYTES = 64 * 1024,
    MAX_HEADER_BYTES = 32 * 1024,
    FIRST_BODY_BYTES = 4096,
    /* A Content-Length is only a claim: no more than this is reserved on its word. */
    TRUSTED_BODY_BYTES = 1024 * 1024,
    MAX_CONNECTION_LIFETIME_S = 600,
    MAX_CONNECTION_IDLE_S = 60,
    MAX_CONNECTION_IDLE_ONCE_S = 5,
    KEEPALIVE_S = 30
};

static bool reserve_body(tcv_transfer *transfer, size_t wanted_bytes)
{
    tcv_http_answer *answer = &transfer->answer;
    if (wanted_bytes < answer->capacity_bytes)
        return true;
    size_t capacity = answer->capacity_bytes ? answer->capacity_bytes : FIRST_BODY_BYTES;
    if (!answer->body) {
        curl_off_t announced = -1;
        curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
        if (announced > 0 && announced < TRUSTED_BODY_BYTES)
            capacity = (size_t)announced + 1;
    }
    while (capacity <= wanted_bytes)
        capacity *= 2;
    char *body = tcv_reallocate(&transfer->settings->allocator, answer->body, capacity);
    if (!body)
        return false;
    answer->body = body;
    answer->capacity_bytes = capacity;
    return true;
}

static size_t stop(tcv_transfer *transfer, enum tcv_stop why)
{
    transfer->stop = why;
    return 0;
}

static size_t on_body(char *data, size_t unit, size_t count, void *user)
{
    tcv_transfer *transfer = user;
    tcv_http_answer *answer = &transfer->answer;
    size_t size_bytes = unit * count;
    size_t limit = answer->status == 200 ? transfer->settings->max_response_bytes
                                         : (size_t)MAX_ERROR_BODY_BYTES;
    bool too_large = size_bytes > limit - answer->size_bytes;
    if (too_large && answer->status == 200)
        return stop(transfer, TCV_STOP_BODY_SIZE);
    size_t kept_bytes = too_large ? limit - answer->size_bytes : size_bytes;
    if (!reserve_body(transfer, answer->size_bytes + kept_bytes))
        return stop(transfer, TCV_STOP_MEMORY);
    memcpy(answer->body + answer->size_bytes, data, kept_bytes);
    answer->size_bytes += kept_bytes;
    answer->body[answer->size_bytes] = '\0';
    return too_large ? stop(transfer, TCV_STOP_ERROR_BODY_SIZE) : size_bytes;
}

static void copy_header(char *target, size_t target_bytes, const char *line, size_t size_bytes,
                        const char *name)
{
    size_t name_bytes = strlen(name);
    if (size_bytes <= name_bytes || strncasecmp(line, name, name_bytes) != 0)
        return;
    const char *start = line + name_bytes;
    const char *end = line + size_bytes;
    while (start < end && (*start == ' ' || *start == '\t'))
        start++;
    while (end > start && (unsigned char)end[-1] <= ' ')
        end--;
    tcv_copy_cut(target, target_bytes, start, (size_t)(end - start));
}

static size_t on_header(char *data, size_t unit, size_t count, void *user)
{
    tcv_transfer *transfer = user;
    tcv_http_answer *answer = &transfer->answer;
    size_t size_bytes = unit * count;
    transfer->last_byte_ms = tcv_monotonic_ms();
    answer->header_bytes += size_bytes;
    if (answer->header_bytes > MAX_HEADER_BYTES)
        return stop(transfer, TCV_STOP_HEADER_SIZE);
    if (size_bytes > 5 && memcmp(data, "HTTP/", 5) == 0) {
        long status = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
        answer->status = (int)status;
        answer->head_is_complete = false;
        return size_bytes;
    }
    if (size_bytes > 0 && (data[0] == '\r' || data[0] == '\n'))
        answer->head_is_complete = true;
    copy_header(answer->content_type, sizeof answer->content_type, data, size_bytes,
                "content-type:");
    copy_header(answer->date, sizeof answer->date, data, size_bytes, "date:");
    copy_header(answer->retry_after, sizeof answer->retry_after, data, size_bytes, "retry-after:");
    answer->has_age = answer->has_age || (size_bytes > 4 && strncasecmp(data, "age:", 4) == 0);
    copy_header(answer->request_id, sizeof answer->request_id, data, size_bytes, "x-request-id:");
    return size_bytes;
}

static size_t on_send(char *buffer, size_t unit, size_t count, void *user)
{
    tcv_transfer *transfer = user;
    const tcv_body *body = &transfer->request.body;
    uint64_t left_bytes = body->size_bytes - transfer->body_offset;
    size_t size_bytes = unit * count < left_bytes ? unit * count : (size_t)left_bytes;
    if (size_bytes == 0)
        return 0;
    if (!body->read_at(body->user, transfer->body_offset, buffer, size_bytes)) {
        transfer->stop = TCV_STOP_BODY_SOURCE;
        return CURL_READFUNC_ABORT;
    }
    transfer->body_offset += size_bytes;
    return size_bytes;
}

static int on_seek(void *user, curl_off_t offset, int origin)
{
    tcv_transfer *transfer = user;
    if (origin != SEEK_SET || offset < 0 || (uint64_t)offset > transfer->request.body.size_bytes)
        return CURL_SEEKFUNC_FAIL;
    transfer->body_offset = (uint64_t)offset;
    return CURL_SEEKFUNC_OK;
}

/* libcurl repeats a request whose connection broke before the answer began when the connection had
 * been used before. It would do so with the same Nonce, uncounted, and whether or not the action
 * may be repeated: all of that is for the retry policy to decide, unless not a byte had left. */
static int on_before_send(void *user, char *remote_address, char *local_address, int remote_port,
                          int local_port)
{
    (void)remote_address;
    (void)local_address;
    (void)remote_port;
    (void)local_port;
    tcv_transfer *transfer = user;
    long sent_bytes = 0;
    transfer->last_byte_ms = tcv_monotonic_ms(); /* until now the connect limit ruled */
    curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
    if (transfer->sends++ == 0 || sent_bytes == 0)
        return CURL_PREREQFUNC_OK;
    transfer->stop = TCV_STOP_RESEND;
    return CURL_PREREQFUNC_ABORT;
}

static int on_progress(void *user, curl_off_t download_bytes, curl_off_t downloaded_bytes,
                       curl_off_t upload_bytes, curl_off_t uploaded_bytes)
{
    (void)download_bytes;
    (void)upload_bytes;
    tcv_transfer *transfer = user;
    if (downloaded_bytes + uploaded_bytes != transfer->bytes_moved) {
        transfer->bytes_moved = downloaded_bytes + uploaded_bytes;
        transfer->last_byte_ms = tcv_monotonic_ms();
    }
    return 0;
}

static bool append_header(struct curl_slist **headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*headers, line);
    if (longer)
        *headers = longer;
    return longer != NULL;
}

static bool make_headers(tcv_transfer *transfer)
{
    static const char identity[] = "Accept-Encoding: identity";
    static const char no_expect[] = "Expect:";
    return append_header(&transfer->get_headers, identity) &&
           append_header(&transfer->form_headers, identity) &&
           append_header(&transfer->form_headers, no_expect) &&
           append_header(&transfer->form_headers,
                         "Content-Type: application/x-www-form-urlencoded") &&
           append_header(&transfer->binary_headers, identity) &&
           append_header(&transfer->binary_headers, no_expect) &&
           append_header(&transfer->binary_headers, "Content-Type: application/octet-stream");
}

static bool set_protocols(CURL *easy, const tcv_settings *settings)
{
    bool plain =
        settings->allow_plain_http || (settings->has_endpoint && settings->endpoint.plain_http);
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https") ==
           CURLE_OK;
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
                            plain ? (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS)
                                  : (long)CURLPROTO_HTTPS) == CURLE_OK;
#endif
}

static bool set_tls(CURL *easy, const tcv_settings *settings)
{
    long verify = settings->dangerously_disable_tls_verification ? 0L : 1L;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    if (settings->ca_file) {
        code = code ? code : curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
        code = code ? code : curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    return code == CURLE_OK;
}

/* Plain HTTP is allowed to loopback because it stays on the machine: no proxy for it. */
static bool set_proxy(CURL *easy, const tcv_settings *settings)
{
    bool stays_here = settings->has_endpoint && tcv_is_loopback(settings->endpoint.host);
    const char *proxy = settings->proxy && !stays_here ? settings->proxy : "";
    if (!settings->proxy && settings->proxy_from_environment && !stays_here)
        return true; /* libcurl looks there by itself */
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_PROXY_SSL_VERIFYPEER, 1L);
    return code == CURLE_OK;
}

static bool set_behaviour(CURL *easy, const tcv_settings *settings)
{
    int64_t connect_ms = settings->connect_timeout_ms;
    if (connect_ms < 0 || connect_ms > INT_MAX)
        connect_ms = INT_MAX; /* libcurl takes 0 for its own default */
    CURLcode code = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_USERAGENT, settings->user_agent);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_S);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_S);
#if LIBCURL_VERSION_NUM >= 0x075000
    code = code ? code
                : curl_easy_setopt(easy, CURLOPT_MAXLIFETIME_CONN, (long)MAX_CONNECTION_LIFETIME_S);
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    /* A limit that is reached while a name is looked up must not wait for the resolver. */
    code = code ? code : curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
    return code == CURLE_OK && set_proxy(easy, settings);
}

/* A program that the application starts has no business with our connections. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)user;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool set_callbacks(tcv_transfer *transfer)
{
    CURL *easy = transfer->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_message);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_send);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_READDATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_SEEKDATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_before_send);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_PREREQDATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_XFERINFODATA, (void *)transfer);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    return code == CURLE_OK;
}

bool tcv_transfer_init(tcv_transfer *transfer, const tcv_settings *settings)
{
    *transfer = (tcv_transfer){.settings = settings, .easy = curl_easy_init()};
    if (transfer->easy && make_headers(transfer) && set_protocols(transfer->easy, settings) &&
        set_tls(transfer->easy, settings) && set_behaviour(transfer->easy, settings) &&
        set_callbacks(transfer))
        return true;
    tcv_transfer_release(transfer);
    return false;
}

void tcv_transfer_release(tcv_transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->get_headers);
    curl_slist_free_all(transfer->form_headers);
    curl_slist_free_all(transfer->binary_headers);
    tcv_http_answer_clear(&transfer->answer, &transfer->settings->allocator);
    transfer->easy = NULL;
    transfer->get_headers = transfer->form_headers = transfer->binary_headers = NULL;
}

void tcv_http_answer_clear(tcv_http_answer *answer, const tcvod_allocator *allocator)
{
    tcv_release(allocator, answer->body);
    *answer = (tcv_http_answer){0};
}

static CURLcode set_post(CURL *easy, const tcv_body *body)
{
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POST, 1L);
    const void *data = body->read_at ? NULL : body->data ? body->data : "";
    code = code ? code
                : curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->size_bytes);
    return code ? code : curl_easy_setopt(easy, CURLOPT_POSTFIELDS, data);
}

CURLcode tcv_transfer_prepare(tcv_transfer *transfer, const tcv_http_request *request,
                              int64_t deadline_ms)
{
    CURL *easy = transfer->easy;
    tcv_http_answer_clear(&transfer->answer, &transfer->settings->allocator);
    transfer->request = *request;
    transfer->body_offset = 0;
    transfer->deadline_ms = deadline_ms;
    transfer->sends = 0;
    transfer->started_ms = transfer->last_byte_ms = tcv_monotonic_ms();
    transfer->bytes_moved = 0;
    transfer->stop = TCV_STOP_NONE;
    transfer->curl_message[0] = '\0';
    struct curl_slist *headers = !request->post    ? transfer->get_headers
                                 : request->binary ? transfer->binary_headers
                                                   : transfer->form_headers;
    long idle_s = request->once ? MAX_CONNECTION_IDLE_ONCE_S : MAX_CONNECTION_IDLE_S;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_URL, request->url);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, idle_s);
    code = code ? code : curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (code)
        return code;
    return request->post ? set_post(easy, &request->body)
                         : curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
}

static bool is_connected(const tcv_transfer *transfer)
{
    curl_off_t connected_us = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    return connected_us > 0;
}

int64_t tcv_transfer_next_check_ms(const tcv_transfer *transfer)
{
    int64_t stalled_ms = tcv_due_ms(transfer->last_byte_ms, transfer->settings->stall_timeout_ms);
    return stalled_ms < transfer->deadline_ms ? stalled_ms : transfer->deadline_ms;
}

int64_t tcv_transfer_check_limits(tcv_transfer *transfer, int64_t now_ms)
{
    if (now_ms >= transfer->deadline_ms) {
        transfer->stop = TCV_STOP_TOTAL;
        return now_ms;
    }
    if (!is_connected(transfer)) /* the connect limit rules until then */
        transfer->last_byte_ms = now_ms;
    int64_t next_ms = tcv_transfer_next_check_ms(transfer);
    if (now_ms >= next_ms)
        transfer->stop = TCV_STOP_STALL;
    return next_ms;
}

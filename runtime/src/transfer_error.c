/* SPDX-License-Identifier: MIT */
#include "transfer.h"

#include "fail.h"

#include <inttypes.h>
#include <string.h>

static bool has_happened(const tcv_transfer *transfer, CURLINFO time_info)
{
    curl_off_t time_us = 0;
    curl_easy_getinfo(transfer->easy, time_info, &time_us);
    return time_us > 0;
}

/* How far the transfer came. */
static const char *step_of(const tcv_transfer *transfer)
{
    curl_off_t sent_bytes = 0;
    if (transfer->answer.header_bytes > 0)
        return "receive";
    if (!has_happened(transfer, CURLINFO_NAMELOOKUP_TIME_T))
        return "resolve";
    if (!has_happened(transfer, CURLINFO_CONNECT_TIME_T))
        return "connect";
    if (!has_happened(transfer, CURLINFO_PRETRANSFER_TIME_T))
        return "tls";
    curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &sent_bytes);
    bool sent =
        !transfer->request.post || (uint64_t)sent_bytes >= transfer->request.body.size_bytes;
    return sent ? "receive" : "send";
}

static int stopped(const tcv_transfer *transfer, tcvod_error *error)
{
    const char *step = step_of(transfer);
    const char *host = transfer->request.host;
    switch (transfer->stop) {
    case TCV_STOP_TOTAL:
        return tcv_fail(error, TCVOD_ERROR_TIMEOUT, step, "",
                        "%s did not complete the answer within total_timeout_ms (%" PRId64 ")",
                        host, transfer->total_timeout_ms);
    case TCV_STOP_STALL:
        return tcv_fail(error, TCVOD_ERROR_TIMEOUT, step, "",
                        "not a byte to or from %s within stall_timeout_ms (%" PRId64 ")", host,
                        transfer->settings->stall_timeout_ms);
    case TCV_STOP_BODY_SIZE:
        return tcv_fail(error, TCVOD_ERROR_HTTP, step, "",
                        "the answer of %s is larger than max_response_bytes (%zu)", host,
                        transfer->settings->max_response_bytes);
    case TCV_STOP_HEADER_SIZE:
        return tcv_fail(error, TCVOD_ERROR_HTTP, step, "",
                        "the answer of %s has more than 32 KiB of headers", host);
    case TCV_STOP_BODY_SOURCE:
        return tcv_fail(error, TCVOD_ERROR_FILE, "send", "",
                        "the body could not be read at %" PRIu64, transfer->body_offset);
    case TCV_STOP_RESEND:
        return tcv_fail(error, TCVOD_ERROR_CONNECT, "receive", "",
                        "%s closed the connection before it began to answer", host);
    case TCV_STOP_UNWATCHED:
        return tcv_fail(error, TCVOD_ERROR_CALLBACK, step, "",
                        "the event loop could not watch the connection to %s", host);
    case TCV_STOP_MEMORY:
    case TCV_STOP_ERROR_BODY_SIZE:
    case TCV_STOP_NONE:
        break;
    }
    return tcv_fail_memory(error, step);
}

static const char *tls_advice(const tcv_transfer *transfer, CURLcode code)
{
    if (code == CURLE_SSL_CACERT_BADFILE)
        return "check that ca_file holds certificates in PEM form";
    if (code != CURLE_PEER_FAILED_VERIFICATION)
        return "check that the port speaks TLS 1.2 or newer";
    if (strstr(transfer->curl_message, "subject name"))
        return "the certificate is for another name: check the endpoint";
    return "the certificate is not trusted: check the clock, the system's certificates or ca_file";
}

/* libcurl's words on TLS hold certificate names and never the URL. */
static int tls_failed(const tcv_transfer *transfer, CURLcode code, tcvod_error *error)
{
    const char *reason =
        transfer->curl_message[0] ? transfer->curl_message : curl_easy_strerror(code);
    return tcv_fail(error, TCVOD_ERROR_TLS, "tls", "", "no secure connection to %s: %s; %s",
                    transfer->request.host, reason, tls_advice(transfer, code));
}

static int connection_failed(const tcv_transfer *transfer, CURLcode code, int system_errno,
                             tcvod_error *error)
{
    char reason[128] = "";
    if (system_errno == 0 || strerror_r(system_errno, reason, sizeof reason) != 0)
        tcv_copy_cut(reason, sizeof reason, curl_easy_strerror(code),
                     strlen(curl_easy_strerror(code)));
    const char *host = transfer->request.host;
    if (code == CURLE_COULDNT_CONNECT)
        return tcv_fail(error, TCVOD_ERROR_CONNECT, "connect", "",
                        "no connection to %s: %s; check endpoint, network and firewall", host,
                        reason);
    bool wants_tls = code == CURLE_GOT_NOTHING &&
                     strncmp(transfer->request.url, "http:", sizeof "http:" - 1) == 0;
    return tcv_fail(error, TCVOD_ERROR_CONNECT, step_of(transfer), "",
                    "the connection to %s broke before the answer was complete: %s%s", host, reason,
                    wants_tls ? "; does it want https://?" : "");
}

static int classify(const tcv_transfer *transfer, CURLcode code, int system_errno,
                    tcvod_error *error)
{
    const char *host = transfer->request.host;
    switch (code) {
    case CURLE_OUT_OF_MEMORY:
        return tcv_fail_memory(error, step_of(transfer));
    case CURLE_COULDNT_RESOLVE_HOST:
        return tcv_fail(error, TCVOD_ERROR_DNS, "resolve", "",
                        "%s has no address: check the name, the network and the DNS server", host);
    case CURLE_COULDNT_RESOLVE_PROXY:
        return tcv_fail(error, TCVOD_ERROR_DNS, "resolve", "",
                        "the proxy on the way to %s has no address: check the proxy's name", host);
    case CURLE_OPERATION_TIMEDOUT:
        return tcv_fail(error, TCVOD_ERROR_TIMEOUT, step_of(transfer), "",
                        "no connection to %s within connect_timeout_ms (%" PRId64 ")", host,
                        transfer->settings->connect_timeout_ms);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return tls_failed(transfer, code, error);
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return tcv_fail(error, TCVOD_ERROR_HTTP, "receive", "",
                        "%s did not answer in HTTP/1.1; check host and port of the endpoint", host);
    case CURLE_FAILED_INIT:
        return tcv_fail(error, TCVOD_ERROR_CALLBACK, step_of(transfer), "",
                        "libcurl could not go on with the request to %s", host);
    default:
        return connection_failed(transfer, code, system_errno, error);
    }
}

int tcv_transfer_error(const tcv_transfer *transfer, CURLcode code, tcvod_error *error)
{
    long system_errno = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &system_errno);
    error->curl_code = (int)code;
    error->http_status = transfer->answer.status;
    if (transfer->stop != TCV_STOP_NONE)
        return stopped(transfer, error);
    error->system_errno = (int)system_errno;
    return classify(transfer, code, (int)system_errno, error);
}

/* SPDX-License-Identifier: MIT */
#include "endpoint.h"

#include "fail.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static int refuse(tcvod_error *error, const char *why)
{
    return tcv_fail(error, TCVOD_ERROR_ARGUMENT, "options", "endpoint",
                    "endpoint %s; it has the form https://host[:port]", why);
}

static bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

static size_t host_length(const char *text)
{
    size_t length = 0;
    if (*text == '[') {
        length = strspn(text + 1, "0123456789abcdefABCDEF:.") + 1;
        return text[length] == ']' ? length + 1 : 0;
    }
    while (is_host_character(text[length]))
        length++;
    return length;
}

static bool parse_port(const char *digits, size_t length, unsigned *port)
{
    unsigned value = 0;
    if (length == 0 || length > 5)
        return false;
    for (size_t i = 0; i < length; i++)
        value = value * 10 + (unsigned)(digits[i] - '0');
    *port = value;
    return value >= 1 && value <= 65535;
}

static bool is_ipv6(const char *host, size_t length)
{
    char address[INET6_ADDRSTRLEN];
    struct in6_addr parsed;
    if (length < 4 || length - 2 >= sizeof address)
        return false;
    memcpy(address, host + 1, length - 2);
    address[length - 2] = '\0';
    return inet_pton(AF_INET6, address, &parsed) == 1;
}

static int parse_rest(tcv_endpoint *endpoint, const char *text, tcvod_error *error)
{
    if (*text == ':') {
        size_t digits = strspn(text + 1, "0123456789");
        if (!parse_port(text + 1, digits, &endpoint->port))
            return refuse(error, "has a malformed port");
        text += 1 + digits;
    }
    if (strcmp(text, "/") == 0 || *text == '\0')
        return TCVOD_OK;
    return *text == '/' || *text == '?' || *text == '#'
               ? refuse(error, "holds a path (that is the option path)")
               : refuse(error, "holds a character that no host has");
}

int tcv_endpoint_parse(tcv_endpoint *endpoint, const char *text, tcvod_error *error)
{
    *endpoint = (tcv_endpoint){0};
    if (strncasecmp(text, "https://", 8) == 0) {
        text += 8;
    } else if (strncasecmp(text, "http://", 7) == 0) {
        endpoint->plain_http = true;
        text += 7;
    } else {
        return refuse(error, "begins with neither https:// nor http://");
    }
    if (strchr(text, '@'))
        return refuse(error, "holds a user name");
    size_t length = host_length(text);
    if (length == 0 || length >= sizeof endpoint->host)
        return refuse(error, "has no usable host");
    if (*text == '[' && !is_ipv6(text, length))
        return refuse(error, "has a malformed IPv6 address");
    for (size_t i = 0; i < length; i++)
        endpoint->host[i] =
            (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]);
    return parse_rest(endpoint, text + length, error);
}

bool tcv_is_loopback(const char *host)
{
    struct in_addr ipv4;
    if (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return true;
    return inet_pton(AF_INET, host, &ipv4) == 1 && ntohl(ipv4.s_addr) >> 24 == 127;
}

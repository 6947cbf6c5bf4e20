/* SPDX-License-Identifier: MIT */
#include "buffer.h"

#include "fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void tcv_buffer_init(tcv_buffer *buffer, const tcvod_allocator *allocator)
{
    *buffer = (tcv_buffer){.allocator = allocator};
}

/* A secret buffer moves by hand: realloc() would leave a copy behind. */
static char *moved(const tcv_buffer *buffer, size_t capacity_bytes)
{
    if (!buffer->secret)
        return tcv_reallocate(buffer->allocator, buffer->data, capacity_bytes);
    char *data = tcv_allocate(buffer->allocator, capacity_bytes);
    if (data == NULL)
        return NULL;
    if (buffer->data != NULL) {
        memcpy(data, buffer->data, buffer->size_bytes + 1);
        tcv_wipe(buffer->data, buffer->capacity_bytes);
        tcv_release(buffer->allocator, buffer->data);
    }
    return data;
}

static bool reserve(tcv_buffer *buffer, size_t more_bytes)
{
    if (buffer->failed)
        return false;
    if (more_bytes < buffer->capacity_bytes - buffer->size_bytes)
        return true;
    if (more_bytes >= PTRDIFF_MAX - buffer->size_bytes) {
        buffer->failed = true;
        return false;
    }
    size_t needed_bytes = buffer->size_bytes + more_bytes + 1;
    size_t capacity_bytes = buffer->capacity_bytes < 64 ? 64 : buffer->capacity_bytes * 2;
    if (capacity_bytes < needed_bytes)
        capacity_bytes = needed_bytes;
    char *data = moved(buffer, capacity_bytes);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity_bytes = capacity_bytes;
    return true;
}

void tcv_buffer_append(tcv_buffer *buffer, const void *data, size_t size_bytes)
{
    if (!reserve(buffer, size_bytes))
        return;
    if (size_bytes != 0)
        memcpy(buffer->data + buffer->size_bytes, data, size_bytes);
    buffer->size_bytes += size_bytes;
    buffer->data[buffer->size_bytes] = '\0';
}

void tcv_buffer_text(tcv_buffer *buffer, const char *text)
{
    tcv_buffer_append(buffer, text, strlen(text));
}

void tcv_buffer_char(tcv_buffer *buffer, char character)
{
    tcv_buffer_append(buffer, &character, 1);
}

void tcv_buffer_format(tcv_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0) {
        buffer->failed = true;
        return;
    }
    if (!reserve(buffer, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size_bytes, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->size_bytes += (size_t)length;
}

static bool is_unreserved(unsigned char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void tcv_buffer_percent_encoded(tcv_buffer *buffer, const char *text, size_t size_bytes)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t escaped = 0;
    for (size_t i = 0; i < size_bytes; i++)
        escaped += !is_unreserved((unsigned char)text[i]);
    if (escaped > (PTRDIFF_MAX - size_bytes) / 2) {
        buffer->failed = true;
        return;
    }
    if (!reserve(buffer, size_bytes + 2 * escaped))
        return;
    char *end = buffer->data + buffer->size_bytes;
    for (size_t i = 0; i < size_bytes; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (is_unreserved(byte)) {
            *end++ = text[i];
        } else {
            *end++ = '%';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
        }
    }
    *end = '\0';
    buffer->size_bytes += size_bytes + 2 * escaped;
}

static void append_json_escape(tcv_buffer *buffer, unsigned char byte)
{
    static const char named[] = "\b\f\n\r\t\"\\";
    static const char letters[] = "bfnrt\"\\";
    const char *name = byte != 0 ? strchr(named, byte) : NULL;
    if (name != NULL)
        tcv_buffer_append(buffer, (char[]){'\\', letters[name - named]}, 2);
    else
        tcv_buffer_format(buffer, "\\u%04x", (unsigned)byte);
}

/* Appends valid UTF-8 that holds no NUL. */
static void append_json_escaped(tcv_buffer *buffer, const char *text, size_t size_bytes)
{
    size_t written = 0;
    for (size_t i = 0; i < size_bytes; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f)
            continue;
        tcv_buffer_append(buffer, text + written, i - written);
        append_json_escape(buffer, byte);
        written = i + 1;
    }
    tcv_buffer_append(buffer, text + written, size_bytes - written);
}

void tcv_buffer_json_string(tcv_buffer *buffer, const char *text, size_t size_bytes)
{
    tcv_buffer_char(buffer, '"');
    while (size_bytes != 0) {
        size_t valid_bytes = tcv_utf8_valid_prefix(text, size_bytes);
        append_json_escaped(buffer, text, valid_bytes);
        text += valid_bytes;
        size_bytes -= valid_bytes;
        if (size_bytes == 0)
            break;
        tcv_buffer_text(buffer, *text == '\0' ? "\\u0000" : "\\ufffd");
        text++;
        size_bytes--;
    }
    tcv_buffer_char(buffer, '"');
}

void tcv_buffer_clear(tcv_buffer *buffer)
{
    if (buffer->secret)
        tcv_wipe(buffer->data, buffer->capacity_bytes);
    buffer->size_bytes = 0;
    buffer->failed = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

char *tcv_buffer_take(tcv_buffer *buffer)
{
    char *data = NULL;
    if (reserve(buffer, 0)) {
        data = buffer->data;
        data[buffer->size_bytes] = '\0';
        buffer->data = NULL;
    }
    tcv_buffer_release(buffer);
    return data;
}

void tcv_buffer_release(tcv_buffer *buffer)
{
    if (buffer->secret)
        tcv_wipe(buffer->data, buffer->capacity_bytes);
    tcv_release(buffer->allocator, buffer->data);
    buffer->data = NULL;
    buffer->size_bytes = 0;
    buffer->capacity_bytes = 0;
}

/* SPDX-License-Identifier: MIT */
/* Builds a tree from text that is known to be valid. json-c's own parser is not used: when memory
 * is out, it leaves out members, cuts strings short or crashes, and says nothing. */
#include "json_tree.h"

#include "json_check.h"
#include "number.h"

#include <json-c/json.h>
#include <limits.h>
#include <math.h>
#include <string.h>

typedef struct builder {
    const char *at;
    const char *end;
    tcv_arena *names;
    tcv_buffer scratch; /* text of one string or number */
} builder;

static void skip_blanks(builder *build)
{
    while (build->at != build->end && strchr(" \n\r\t", *build->at) != NULL)
        build->at++;
}

static unsigned hexadecimal(const char *digits)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        unsigned digit = (unsigned char)digits[i];
        value = value * 16 + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    return value;
}

static void append_character(tcv_buffer *buffer, unsigned code_point)
{
    char bytes[4];
    size_t count = 1;
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
    } else {
        count = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
        for (size_t i = count - 1; i > 0; i--, code_point >>= 6)
            bytes[i] = (char)(0x80 | (code_point & 0x3f));
        bytes[0] = (char)((0xf00u >> count & 0xf0u) | code_point);
    }
    tcv_buffer_append(buffer, bytes, count);
}

/* `at` is behind "\u"; returns what follows. Half of a pair becomes U+FFFD. */
static const char *unescape_unicode(const char *at, tcv_buffer *text)
{
    unsigned unit = hexadecimal(at);
    at += 4;
    if (unit >= 0xd800 && unit <= 0xdbff && at[0] == '\\' && at[1] == 'u') {
        unsigned low = hexadecimal(at + 2);
        if (low >= 0xdc00 && low <= 0xdfff) {
            append_character(text, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
            return at + 6;
        }
    }
    append_character(text, unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit);
    return at;
}

static const char *unescape(const char *at, tcv_buffer *text)
{
    static const char letters[] = "bfnrt";
    static const char meanings[] = "\b\f\n\r\t";
    at++;
    if (*at == 'u')
        return unescape_unicode(at + 1, text);
    const char *letter = strchr(letters, *at);
    tcv_buffer_char(text, letter != NULL ? meanings[letter - letters] : *at);
    return at + 1;
}

/* The text between the quotes at hand: in place, or in `scratch` when it holds escapes. False when
 * memory is out. */
static bool read_string(builder *build, const char **text, size_t *size_bytes)
{
    const char *begin = ++build->at;
    while (*build->at != '"' && *build->at != '\\')
        build->at++;
    *text = begin;
    *size_bytes = (size_t)(build->at - begin);
    if (*build->at == '"') {
        build->at++;
        return true;
    }
    tcv_buffer_clear(&build->scratch);
    tcv_buffer_append(&build->scratch, begin, *size_bytes);
    while (*build->at != '"') {
        const char *plain = build->at;
        while (*build->at != '"' && *build->at != '\\')
            build->at++;
        tcv_buffer_append(&build->scratch, plain, (size_t)(build->at - plain));
        if (*build->at == '\\')
            build->at = unescape(build->at, &build->scratch);
    }
    build->at++;
    *text = build->scratch.data;
    *size_bytes = build->scratch.size_bytes;
    return !build->scratch.failed;
}

static struct json_object *build_string(builder *build)
{
    const char *text;
    size_t size_bytes;
    if (!read_string(build, &text, &size_bytes))
        return NULL;
    return json_object_new_string_len(text, (int)size_bytes);
}

static struct json_object *build_real(builder *build, size_t length)
{
    double value = INFINITY;
    tcv_buffer_clear(&build->scratch);
    tcv_buffer_append(&build->scratch, build->at, length);
    if (build->scratch.failed)
        return NULL;
    if (!tcv_double_from_text(build->at, length, &value))
        value = INFINITY;
    return json_object_new_double_s(value, build->scratch.data);
}

/* An integer beyond 64 bits, and -0, which no integer tells from 0, are kept as reals, with their
 * texts. */
static struct json_object *build_number(builder *build)
{
    bool is_integer;
    bool negative;
    uint64_t magnitude;
    struct json_object *number;
    size_t length = tcv_number_length(build->at, (size_t)(build->end - build->at), &is_integer);
    bool fits = is_integer && tcv_integer_from_text(build->at, length, &negative, &magnitude);
    if (!fits || (negative && magnitude == 0))
        number = build_real(build, length);
    else if (!negative)
        number = json_object_new_uint64(magnitude);
    else
        number = json_object_new_int64(-(int64_t)(magnitude - 1) - 1);
    build->at += length;
    return number;
}

static bool build_value(builder *build, struct json_object **value);

static bool build_member(builder *build, struct json_object *object)
{
    const char *text;
    size_t size_bytes;
    struct json_object *value = NULL;
    if (!read_string(build, &text, &size_bytes))
        return false;
    const char *name = tcv_arena_text(build->names, text, size_bytes);
    if (name == NULL)
        return false;
    skip_blanks(build);
    build->at++;
    skip_blanks(build);
    if (build_value(build, &value) &&
        json_object_object_add_ex(object, name, value, JSON_C_OBJECT_ADD_CONSTANT_KEY) == 0)
        return true;
    json_object_put(value);
    return false;
}

static bool build_element(builder *build, struct json_object *list)
{
    struct json_object *value = NULL;
    if (build_value(build, &value) && json_object_array_add(list, value) == 0)
        return true;
    json_object_put(value);
    return false;
}

static bool build_items(builder *build, struct json_object *parent, char closing)
{
    build->at++;
    skip_blanks(build);
    while (*build->at != closing) {
        bool built = closing == '}' ? build_member(build, parent) : build_element(build, parent);
        if (!built)
            return false;
        skip_blanks(build);
        if (*build->at == ',') {
            build->at++;
            skip_blanks(build);
        }
    }
    build->at++;
    return true;
}

static bool build_word(builder *build, const char *word, struct json_object **value)
{
    build->at += strlen(word);
    *value = *word == 'n' ? NULL : json_object_new_boolean(*word == 't');
    return *word == 'n' || *value != NULL;
}

static bool build_value(builder *build, struct json_object **value)
{
    switch (*build->at) {
    case '{':
        *value = json_object_new_object();
        return *value != NULL && build_items(build, *value, '}');
    case '[':
        *value = json_object_new_array();
        return *value != NULL && build_items(build, *value, ']');
    case '"':
        *value = build_string(build);
        return *value != NULL;
    case 't':
        return build_word(build, "true", value);
    case 'f':
        return build_word(build, "false", value);
    case 'n':
        return build_word(build, "null", value);
    default:
        *value = build_number(build);
        return *value != NULL;
    }
}

bool tcv_tree_parse(tcv_arena *names, const char *text, size_t size_bytes, tcv_node **root)
{
    struct json_object *value = NULL;
    builder build = {.at = text, .end = text + size_bytes, .names = names};
    *root = NULL;
    if (size_bytes > INT_MAX)
        return false;
    tcv_buffer_init(&build.scratch, names->allocator);
    skip_blanks(&build);
    bool built = build_value(&build, &value);
    tcv_buffer_release(&build.scratch);
    if (built)
        *root = (tcv_node *)value;
    else
        json_object_put(value);
    return built;
}

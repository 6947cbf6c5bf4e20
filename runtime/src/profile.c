/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_name[] = "default";
enum { LONGEST_SHOWN_KEY_BYTES = 16 };

typedef struct reader {
    tcv_profile *profile;
    const char *wanted;
    bool inside; /* the wanted section */
    bool found;
    bool seen[TCV_PROFILE_KEY_COUNT]; /* in the section that is being read */
} reader;

const char *tcv_profile_key_name(tcv_profile_key key)
{
    static const char *const names[TCV_PROFILE_KEY_COUNT] = {"secret_id", "secret_key", "token",
                                                             "region",    "endpoint",   "ca_file"};
    return names[key];
}

bool tcv_profile_path(char path[static TCV_PROFILE_PATH_BYTES])
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int size = -1;
    if (folder && *folder == '/')
        size = snprintf(path, TCV_PROFILE_PATH_BYTES, "%s/tcvod/config", folder);
    else if (home && *home == '/')
        size = snprintf(path, TCV_PROFILE_PATH_BYTES, "%s/.config/tcvod/config", home);
    return size > 0 && size < TCV_PROFILE_PATH_BYTES;
}

static tcv_profile_status bad(tcv_profile *profile, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static tcv_profile_status bad(tcv_profile *profile, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(profile->problem, sizeof profile->problem, format, arguments);
    va_end(arguments);
    return TCV_PROFILE_BAD_FILE;
}

static tcv_profile_status system_refused(tcv_profile *profile)
{
    profile->system_errno = errno;
    if (strerror_r(errno, profile->problem, sizeof profile->problem) != 0)
        return bad(profile, "error %d of the system", profile->system_errno);
    return TCV_PROFILE_BAD_FILE;
}

static char *trim(char *text)
{
    static const char blanks[] = " \t\r";
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

/* A key is shown only when it cannot be a secret that stands in the wrong place. */
static tcv_profile_status unknown_key(tcv_profile *profile, const char *key)
{
    bool harmless = strlen(key) <= LONGEST_SHOWN_KEY_BYTES &&
                    key[strspn(key, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
    return bad(profile,
               "unknown key%s%s%s; known are secret_id, secret_key, token, region, endpoint, "
               "ca_file",
               harmless ? " '" : "", harmless ? key : "", harmless ? "'" : "");
}

/* No key holds one: a comment or quotes were taken for a part of it. */
static bool holds_blank_or_quote(tcv_profile_key which, const char *value)
{
    return (which == TCV_PROFILE_SECRET_ID || which == TCV_PROFILE_SECRET_KEY ||
            which == TCV_PROFILE_TOKEN) &&
           strpbrk(value, " \t\"'") != NULL;
}

static tcv_profile_status read_setting(reader *read, char *line)
{
    char *equals = strchr(line, '=');
    if (!equals)
        return bad(read->profile, "expected 'key = value', '[profile]' or '# comment'");
    *equals = '\0';
    const char *key = trim(line), *value = trim(equals + 1);
    unsigned which = 0;
    while (which < TCV_PROFILE_KEY_COUNT && strcmp(key, tcv_profile_key_name(which)) != 0)
        which++;
    if (which == TCV_PROFILE_KEY_COUNT)
        return unknown_key(read->profile, key);
    if (*value == '\0')
        return bad(read->profile, "there is no value for %s", key);
    if (holds_blank_or_quote(which, value))
        return bad(read->profile,
                   "%s holds a blank or a quote: write it bare, and a comment on a line of its own",
                   key);
    if (read->seen[which] || (read->inside && read->profile->values[which]))
        return bad(read->profile, "this profile has it twice: %s", key);
    read->seen[which] = true;
    if (read->inside)
        read->profile->values[which] = value;
    return TCV_PROFILE_READ;
}

static tcv_profile_status read_section(reader *read, char *line)
{
    size_t length = strlen(line);
    if (line[length - 1] != ']')
        return bad(read->profile, "the line does not end with ']'; a comment needs one of its own");
    line[length - 1] = '\0';
    const char *name = trim(line + 1);
    if (*name == '\0')
        return bad(read->profile, "the section has no name");
    read->inside = strcmp(name, read->wanted) == 0;
    read->found = read->found || read->inside;
    memset(read->seen, 0, sizeof read->seen);
    return TCV_PROFILE_READ;
}

tcv_profile_status tcv_profile_parse(tcv_profile *profile, const char *name, char *text)
{
    *profile = (tcv_profile){.line = 0};
    reader read = {.profile = profile, .wanted = name ? name : default_name};
    read.inside = read.found = strcmp(read.wanted, default_name) == 0;
    tcv_profile_status status = TCV_PROFILE_READ;
    while (text && status == TCV_PROFILE_READ) {
        char *line_end = strchr(text, '\n');
        if (line_end)
            *line_end = '\0';
        char *line = trim(text);
        profile->line++;
        if (*line == '[')
            status = read_section(&read, line);
        else if (*line != '\0' && *line != '#')
            status = read_setting(&read, line);
        text = line_end ? line_end + 1 : NULL;
    }
    if (status)
        return status;
    profile->line = 0;
    if (read.found)
        return TCV_PROFILE_READ;
    bad(profile, "has no profile [%.100s]", read.wanted);
    return TCV_PROFILE_NOT_IN_FILE;
}

static tcv_profile_status check_file(tcv_profile *profile, int descriptor)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0)
        return system_refused(profile);
    if (!S_ISREG(about.st_mode))
        return bad(profile, "it is no regular file");
    if (about.st_size > TCV_PROFILE_BYTES)
        return bad(profile, "it is larger than 64 KiB");
    if (about.st_uid != geteuid() && about.st_uid != 0)
        return bad(profile, "it belongs to another user, and it holds a key: chown it");
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return bad(profile, "others may read or change it, and it holds a key: chmod 600 it");
    return TCV_PROFILE_READ;
}

static tcv_profile_status read_text(tcv_profile *profile, int descriptor, char *text)
{
    size_t size_bytes = 0;
    ssize_t got = 1;
    while (got != 0 && size_bytes < TCV_PROFILE_BYTES) {
        got = read(descriptor, text + size_bytes, TCV_PROFILE_BYTES - size_bytes);
        if (got < 0 && errno != EINTR)
            return system_refused(profile);
        size_bytes += got > 0 ? (size_t)got : 0;
    }
    text[size_bytes] = '\0';
    return strlen(text) == size_bytes ? TCV_PROFILE_READ : bad(profile, "it holds a NUL byte");
}

tcv_profile_status tcv_profile_read(tcv_profile *profile, const char *path, const char *name,
                                    char *text)
{
    *profile = (tcv_profile){.line = 0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        system_refused(profile);
        return profile->system_errno == ENOENT || profile->system_errno == ENOTDIR
                   ? TCV_PROFILE_NO_FILE
                   : TCV_PROFILE_BAD_FILE;
    }
    tcv_profile_status status = check_file(profile, descriptor);
    if (!status)
        status = read_text(profile, descriptor, text);
    close(descriptor);
    return status ? status : tcv_profile_parse(profile, name, text);
}

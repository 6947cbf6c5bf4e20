/* SPDX-License-Identifier: MIT */
/* A file of profiles: [name] sections of `key = value` lines, # comments. */
#include "fail.h"
#include "keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_PATH_BYTES = 4096 };

static int file_error(const char *path, const char *why, int system_errno, tcvod_error *error)
{
    if (error)
        error->system_errno = system_errno;
    return tcv_fail(error, TCVOD_ERROR_FILE, "options", "credential_file", "%s %s", path, why);
}

static bool default_path(char path[LONGEST_PATH_BYTES])
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int size = -1;
    if (folder && *folder == '/')
        size = snprintf(path, LONGEST_PATH_BYTES, "%s/tcvod/config", folder);
    else if (home && *home == '/')
        size = snprintf(path, LONGEST_PATH_BYTES, "%s/.config/tcvod/config", home);
    return size > 0 && size < LONGEST_PATH_BYTES;
}

static int check_file(int descriptor, const char *path, tcvod_error *error)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0)
        return file_error(path, "cannot be looked at", errno, error);
    if (!S_ISREG(about.st_mode) || about.st_size > TCV_PROFILE_BYTES)
        return file_error(path, "is no file of at most 64 KiB", 0, error);
    if (about.st_mode & (S_IRWXG | S_IRWXO))
        return file_error(path, "can be read by others: chmod 600 it", 0, error);
    return TCVOD_OK;
}

/* Into text[TCV_PROFILE_BYTES + 1]. */
static int read_all(int descriptor, const char *path, char *text, tcvod_error *error)
{
    size_t size = 0;
    ssize_t got = 1;
    while (got > 0 && size < TCV_PROFILE_BYTES) {
        got = read(descriptor, text + size, TCV_PROFILE_BYTES - size);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            size += (size_t)got;
    }
    text[size] = '\0';
    if (got < 0)
        return file_error(path, "cannot be read", errno, error);
    return strlen(text) == size ? TCVOD_OK : file_error(path, "holds a NUL", 0, error);
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

/* Other keys are for other readers of the file. */
static void take_line(tcvod_credential *credential, char *line)
{
    char *value = strchr(line, '=');
    if (!value)
        return;
    *value++ = '\0';
    const char *key = trim(line);
    value = trim(value);
    if (strcmp(key, "secret_id") == 0)
        credential->secret_id = value;
    else if (strcmp(key, "secret_key") == 0)
        credential->secret_key = value;
    else if (strcmp(key, "token") == 0 && *value)
        credential->token = value;
}

static bool take_profile(tcvod_credential *credential, char *text, const char *profile)
{
    bool inside = strcmp(profile, "default") == 0, found = inside;
    char *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        line = trim(line);
        size_t length = strlen(line);
        if (*line == '[' && line[length - 1] == ']') {
            line[length - 1] = '\0';
            inside = strcmp(trim(line + 1), profile) == 0;
            found = found || inside;
        } else if (inside && *line != '#') {
            take_line(credential, line);
        }
    }
    return found;
}

int tcv_read_profile(const char *path, const char *profile, const tcvod_allocator *allocator,
                     tcvod_credential *credential, char **text, tcvod_error *error)
{
    char own_path[LONGEST_PATH_BYTES];
    if (!path && !default_path(own_path))
        return file_error("~/.config/tcvod/config", "has no place: set HOME or credential_file", 0,
                          error);
    path = path ? path : own_path;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return file_error(path, "cannot be opened: check the name and its permissions", errno,
                          error);
    int status = check_file(descriptor, path, error);
    if (!status) {
        *text = tcv_allocate_zeroed(allocator, TCV_PROFILE_BYTES + 1);
        status =
            *text ? read_all(descriptor, path, *text, error) : tcv_fail_memory(error, "options");
    }
    close(descriptor);
    profile = profile ? profile : "default";
    if (!status && !take_profile(credential, *text, profile))
        status = tcv_fail(error, TCVOD_ERROR_CREDENTIAL, "options", "credential_profile",
                          "%s has no profile [%s]", path, profile);
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "baseline_decode.h"

#include <json-c/json.h>
#include <string.h>

typedef struct json_object json;

static json *parse(const char *body, size_t size_bytes)
{
    struct json_tokener *tokener = json_tokener_new();
    json *root = tokener ? json_tokener_parse_ex(tokener, body, (int)size_bytes) : NULL;
    json_tokener_free(tokener);
    return root;
}

static json *member(json *object, const char *name)
{
    json *value;
    return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

static int64_t number(json *object, const char *name)
{
    json *value = member(object, name);
    return json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : 0;
}

static int64_t real(json *object, const char *name)
{
    json *value = member(object, name);
    return json_object_is_type(value, json_type_double) ? (int64_t)json_object_get_double(value)
                                                        : 0;
}

static int64_t text(json *object, const char *name)
{
    json *value = member(object, name);
    return json_object_is_type(value, json_type_string)
               ? (int64_t)strlen(json_object_get_string(value))
               : 0;
}

static int64_t texts(json *object, const char *name)
{
    json *list = member(object, name);
    size_t count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (int64_t)strlen(json_object_get_string(json_object_array_get_idx(list, i)));
    return sum;
}

static int64_t each(json *object, const char *name, int64_t (*read)(json *element))
{
    json *list = member(object, name);
    size_t count = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += read(json_object_array_get_idx(list, i));
    return sum;
}

static int64_t video_stream(json *each_stream)
{
    return number(each_stream, "bitrate") + number(each_stream, "height") +
           number(each_stream, "width") + text(each_stream, "codec") + number(each_stream, "fps");
}

static int64_t audio_stream(json *each_stream)
{
    return number(each_stream, "bitrate") + number(each_stream, "samplingRate") +
           text(each_stream, "codec");
}

static int64_t rendition(json *each_rendition)
{
    return text(each_rendition, "url") + number(each_rendition, "definition") +
           number(each_rendition, "bitrate") + number(each_rendition, "height") +
           number(each_rendition, "width") + number(each_rendition, "size") +
           number(each_rendition, "duration") + text(each_rendition, "container") +
           text(each_rendition, "md5") + each(each_rendition, "videoStreamList", video_stream) +
           each(each_rendition, "audioStreamList", audio_stream);
}

static int64_t sprite(json *each_sprite)
{
    return number(each_sprite, "definition") + number(each_sprite, "height") +
           number(each_sprite, "width") + number(each_sprite, "totalCount") +
           texts(each_sprite, "imageUrls") + text(each_sprite, "webVttUrl");
}

static int64_t picture(json *each_picture)
{
    return number(each_picture, "timeOffset") + text(each_picture, "url");
}

static int64_t snapshot(json *each_snapshot)
{
    return number(each_snapshot, "definition") + each(each_snapshot, "picInfoList", picture);
}

static int64_t basic_info(json *info)
{
    return text(info, "name") + number(info, "size") + number(info, "duration") +
           text(info, "description") + text(info, "status") + number(info, "createTime") +
           number(info, "updateTime") + number(info, "expireTime") +
           number(info, "classificationId") + text(info, "classificationName") +
           number(info, "playerId") + text(info, "coverUrl") + text(info, "type") +
           text(info, "sourceVideoUrl") + texts(info, "tags");
}

static int64_t meta_data(json *meta)
{
    return number(meta, "size") + text(meta, "container") + number(meta, "bitrate") +
           number(meta, "height") + number(meta, "width") + text(meta, "md5") +
           number(meta, "duration") + real(meta, "floatDuration") + number(meta, "rotate") +
           number(meta, "totalSize") + each(meta, "videoStreamList", video_stream) +
           each(meta, "audioStreamList", audio_stream);
}

int64_t baseline_decode_video_info(const char *body, size_t size_bytes)
{
    json *root = parse(body, size_bytes);
    if (!root)
        return -1;
    json *transcode = member(root, "transcodeInfo");
    int64_t sum =
        number(root, "code") + text(root, "message") + text(root, "codeDesc") +
        basic_info(member(root, "basicInfo")) + meta_data(member(root, "metaData")) +
        number(transcode, "idrAlignment") + each(transcode, "transcodeList", rendition) +
        each(member(root, "imageSpriteInfo"), "imageSpriteList", sprite) +
        each(member(root, "snapshotByTimeOffsetInfo"), "snapshotByTimeOffsetList", snapshot);
    json_object_put(root);
    return sum;
}

static int64_t file_entry(json *file)
{
    return text(file, "fileId") + text(file, "fileName") + text(file, "fileIntro") +
           text(file, "size") + text(file, "duration") + text(file, "status") + text(file, "vid") +
           text(file, "createTime") + text(file, "updateTime") + text(file, "classId") +
           text(file, "className") + text(file, "imageUrl") + texts(file, "tags");
}

int64_t baseline_decode_file_list(const char *body, size_t size_bytes)
{
    json *root = parse(body, size_bytes);
    if (!root)
        return -1;
    int64_t sum = number(root, "code") + text(root, "message") + number(root, "totalCount") +
                  each(root, "fileSet", file_entry);
    json_object_put(root);
    return sum;
}

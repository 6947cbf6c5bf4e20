/* SPDX-License-Identifier: MIT
 * decode FILE: decoding a GetVideoInfo answer (FILE) and a list of 1,000 videos, against a walk
 * written by hand. Both sides read every field; the sums must be equal. */
#include "baseline_decode.h"
#include "support.h"

#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_ITEMS = 1000 };

typedef struct subjects {
    const char *action;
    char *body;
    size_t body_bytes;
    int64_t (*read)(const void *response);
    int64_t (*baseline)(const char *body, size_t size_bytes);
    int64_t tcvod_sum, baseline_sum;
} subjects;

static int64_t text(const char *value)
{
    return value ? (int64_t)strlen(value) : 0;
}

static int64_t texts(tcvod_string_list list)
{
    int64_t sum = 0;
    for (size_t i = 0; i < list.count; i++)
        sum += text(list.items[i]);
    return sum;
}

static int64_t streams(tcvod_video_stream_list video, tcvod_audio_stream_list audio)
{
    int64_t sum = 0;
    tcvod_each(tcvod_video_stream, each, video) sum += each->bitrate.value + each->height.value +
                                                       each->width.value + text(each->codec) +
                                                       each->fps.value;
    tcvod_each(tcvod_audio_stream, each, audio) sum +=
        each->bitrate.value + each->sampling_rate.value + text(each->codec);
    return sum;
}

static int64_t read_basic_info(const tcvod_basic_info *info)
{
    return text(info->name) + info->size.value + info->duration.value + text(info->description) +
           text(info->status) + info->create_time.value + info->update_time.value +
           info->expire_time.value + info->classification_id.value +
           text(info->classification_name) + info->player_id.value + text(info->cover_url) +
           text(info->type) + text(info->source_video_url) + texts(info->tags);
}

static int64_t read_meta_data(const tcvod_meta_data *meta)
{
    return meta->size.value + text(meta->container) + meta->bitrate.value + meta->height.value +
           meta->width.value + text(meta->md5) + meta->duration.value +
           (int64_t)meta->float_duration.value + meta->rotate.value + meta->total_size.value +
           streams(meta->video_stream_list, meta->audio_stream_list);
}

static int64_t read_video_info(const void *response)
{
    const tcvod_get_video_info_response *answer = response;
    int64_t sum = answer->code.value + text(answer->message) + text(answer->code_desc) +
                  read_basic_info(answer->basic_info) + read_meta_data(answer->meta_data) +
                  answer->transcode_info->idr_alignment.value;
    tcvod_each(tcvod_rendition, each, answer->transcode_info->transcode_list) sum +=
        text(each->url) + each->definition.value + each->bitrate.value + each->height.value +
        each->width.value + each->size.value + each->duration.value + text(each->container) +
        text(each->md5) + streams(each->video_stream_list, each->audio_stream_list);
    tcvod_each(tcvod_image_sprite_set, each, answer->image_sprite_info->image_sprite_list) sum +=
        each->definition.value + each->height.value + each->width.value + each->total_count.value +
        texts(each->image_urls) + text(each->web_vtt_url);
    tcvod_each(tcvod_snapshot_set, set,
               answer->snapshot_by_time_offset_info->snapshot_by_time_offset_list)
    {
        sum += set->definition.value;
        tcvod_each(tcvod_snapshot_picture, picture, set->pic_info_list) sum +=
            picture->time_offset.value + text(picture->url);
    }
    return sum;
}

static int64_t read_file_list(const void *response)
{
    const tcvod_describe_vod_info_response *answer = response;
    int64_t sum = answer->code.value + text(answer->message) + answer->total_count.value;
    tcvod_each(tcvod_video_entry, each, answer->file_set) sum +=
        text(each->file_id) + text(each->file_name) + text(each->file_intro) + text(each->size) +
        text(each->duration) + text(each->status) + text(each->vid) + text(each->create_time) +
        text(each->update_time) + text(each->class_id) + text(each->class_name) +
        text(each->image_url) + texts(each->tags);
    return sum;
}

static void run_tcvod(void *user, int repetitions)
{
    subjects *all = user;
    for (int i = 0; i < repetitions; i++) {
        tcvod_error error;
        void *response = NULL;
        if (tcvod_decode(all->action, all->body, all->body_bytes, &response, &error) != TCVOD_OK) {
            fprintf(stderr, "tcvod: %s\n", error.message);
            exit(1);
        }
        all->tcvod_sum = all->read(response);
        tcvod_free(response);
    }
}

static void run_baseline(void *user, int repetitions)
{
    subjects *all = user;
    for (int i = 0; i < repetitions; i++)
        all->baseline_sum = all->baseline(all->body, all->body_bytes);
}

static char *make_list(size_t *size_bytes)
{
    size_t room = LIST_ITEMS * 640 + 256, used = 0;
    char *body = malloc(room);
    if (!body)
        exit(1);
    used += (size_t)snprintf(body, room,
                             "{\"code\":0,\"message\":\"\",\"totalCount\":%d,"
                             "\"fileSet\":[",
                             LIST_ITEMS);
    for (int i = 0; i < LIST_ITEMS; i++)
        used += (size_t)snprintf(
            body + used, room - used,
            "%s{\"fileId\":\"14508071098%09d\",\"fileName\":\"video %d\",\"fileIntro\":\"\","
            "\"size\":\"%d\",\"duration\":\"%d\",\"status\":\"2\",\"vid\":\"1200_%d\","
            "\"createTime\":\"2017-01-19 00:17:32\",\"updateTime\":\"2017-01-19 00:17:33\","
            "\"classId\":\"%d\",\"className\":\"sports\",\"imageUrl\":\"http://example.com/"
            "%d.jpg\","
            "\"tags\":[\"ball\",\"blue\"]}",
            i ? "," : "", i, i, 1000 + i, 10 + i % 500, i, i % 20, i);
    used += (size_t)snprintf(body + used, room - used, "]}");
    *size_bytes = used;
    return body;
}

static int compare(const char *name, subjects *all, int repetitions)
{
    int both = bench_compare(name, run_tcvod, run_baseline, all, repetitions, 15, 1.25);
    free(all->body);
    if (!both || (all->tcvod_sum == all->baseline_sum && all->tcvod_sum > 0))
        return 0;
    fprintf(stderr, "the two programs read different values: %lld and %lld\n",
            (long long)all->tcvod_sum, (long long)all->baseline_sum);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return fprintf(stderr, "usage: decode FILE\n"), 2;
    subjects info = {
        .action = "GetVideoInfo", .read = read_video_info, .baseline = baseline_decode_video_info};
    info.body = bench_read_file(argv[1], &info.body_bytes);
    subjects list = {
        .action = "DescribeVodInfo", .read = read_file_list, .baseline = baseline_decode_file_list};
    list.body = make_list(&list.body_bytes);
    int failed = compare("decode GetVideoInfo", &info, 2000);
    failed += compare("decode a list of 1,000 videos", &list, 40);
    return failed ? 1 : 0;
}

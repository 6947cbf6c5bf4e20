/* SPDX-License-Identifier: MIT
 * baseline_upload FILE PLAN: what one writes by hand with libcurl's multi interface when speed is
 * all that counts. PLAN has a signed request a line, "URL OFFSET SIZE": the first is sent alone,
 * then all but the last four at a time, then the last. Prints "seconds peak_memory_kib". */
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

enum { PARALLEL = 4, MAX_URL_BYTES = 4096, MAX_PART_BYTES = 1024 * 1024 };

typedef struct request {
    char url[MAX_URL_BYTES];
    long long offset;
    size_t size_bytes;
} request;

typedef struct lane {
    CURL *easy;
    char data[MAX_PART_BYTES];
    char answer[1024];
    size_t answer_bytes;
} lane;

static lane lanes[PARALLEL];
static struct curl_slist *headers;

static void die(const char *what)
{
    fprintf(stderr, "baseline_upload: %s\n", what);
    exit(1);
}

static size_t collect(char *data, size_t unit, size_t count, void *user)
{
    lane *to = user;
    size_t size_bytes = unit * count;
    if (to->answer_bytes + size_bytes >= sizeof to->answer)
        die("long answer");
    memcpy(to->answer + to->answer_bytes, data, size_bytes);
    to->answer_bytes += size_bytes;
    to->answer[to->answer_bytes] = '\0';
    return size_bytes;
}

static void prepare(lane *on, int fd, const request *what)
{
    if (pread(fd, on->data, what->size_bytes, what->offset) != (ssize_t)what->size_bytes)
        die("file too short");
    on->answer_bytes = 0;
    curl_easy_setopt(on->easy, CURLOPT_URL, what->url);
    curl_easy_setopt(on->easy, CURLOPT_POSTFIELDS, on->data);
    curl_easy_setopt(on->easy, CURLOPT_POSTFIELDSIZE, (long)what->size_bytes);
}

static void check(const lane *done, CURLcode code)
{
    if (code != CURLE_OK)
        die(curl_easy_strerror(code));
    if (strstr(done->answer, "\"code\": 0") == NULL && strstr(done->answer, "\"code\":0") == NULL)
        die(done->answer);
}

static void send_alone(int fd, const request *what)
{
    prepare(&lanes[0], fd, what);
    check(&lanes[0], curl_easy_perform(lanes[0].easy));
}

static void send_together(int fd, const request *all, size_t count)
{
    CURLM *multi = curl_multi_init();
    size_t next = 0, done = 0;
    for (; next < count && next < PARALLEL; next++) {
        prepare(&lanes[next], fd, &all[next]);
        curl_multi_add_handle(multi, lanes[next].easy);
    }
    while (done < count) {
        int running, left;
        CURLMsg *message;
        curl_multi_perform(multi, &running);
        while ((message = curl_multi_info_read(multi, &left)) != NULL) {
            lane *ended;
            CURL *easy = message->easy_handle;
            CURLcode code = message->data.result;
            curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&ended);
            check(ended, code);
            curl_multi_remove_handle(multi, easy);
            done++;
            if (next < count) {
                prepare(ended, fd, &all[next++]);
                curl_multi_add_handle(multi, easy);
            }
        }
        if (running > 0)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    for (size_t i = 0; i < PARALLEL; i++)
        curl_multi_remove_handle(multi, lanes[i].easy);
    curl_multi_cleanup(multi);
}

static void open_lanes(void)
{
    headers = curl_slist_append(NULL, "Content-Type: application/octet-stream");
    headers = curl_slist_append(headers, "Expect:");
    for (int i = 0; i < PARALLEL; i++) {
        lanes[i].easy = curl_easy_init();
        curl_easy_setopt(lanes[i].easy, CURLOPT_CAINFO, getenv("TCVOD_CA_FILE"));
        curl_easy_setopt(lanes[i].easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(lanes[i].easy, CURLOPT_PROXY, "");
        curl_easy_setopt(lanes[i].easy, CURLOPT_POST, 1L);
        curl_easy_setopt(lanes[i].easy, CURLOPT_WRITEFUNCTION, collect);
        curl_easy_setopt(lanes[i].easy, CURLOPT_WRITEDATA, (void *)&lanes[i]);
        curl_easy_setopt(lanes[i].easy, CURLOPT_PRIVATE, (void *)&lanes[i]);
    }
}

static request *read_plan(const char *path, size_t *count)
{
    FILE *plan = fopen(path, "r");
    size_t room = 8192;
    request *all = calloc(room, sizeof *all);
    if (plan == NULL || all == NULL)
        die("no plan");
    *count = 0;
    while (*count < room && fscanf(plan, "%4095s %lld %zu", all[*count].url, &all[*count].offset,
                                   &all[*count].size_bytes) == 3)
        ++*count;
    fclose(plan);
    return all;
}

int main(int argc, char **argv)
{
    size_t count;
    if (argc != 3)
        die("usage: baseline_upload FILE PLAN");
    request *all = read_plan(argv[2], &count);
    int fd = open(argv[1], O_RDONLY);
    if (fd < 0 || count < 3)
        die("no file or no plan");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    double started = bench_seconds();
    open_lanes();
    send_alone(fd, &all[0]);
    send_together(fd, all + 1, count - 2);
    send_alone(fd, &all[count - 1]);
    double seconds = bench_seconds() - started;
    printf("%.3f %ld\n", seconds, bench_peak_memory_kib());
    for (int i = 0; i < PARALLEL; i++)
        curl_easy_cleanup(lanes[i].easy);
    curl_slist_free_all(headers);
    close(fd);
    free(all);
    return 0;
}

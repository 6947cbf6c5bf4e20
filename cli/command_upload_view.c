/* SPDX-License-Identifier: MIT */
/* Bars on stderr when it is a terminal; on stdout lines for people, or JSON lines when it is none.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command_upload.h"
#include "json_writer.h"
#include "report.h"
#include "terminal.h"
#include "text.h"

enum { BAR_COLUMNS = 24, DRAW_MS = 200, TELL_MS = 2000 };

static const char *const state_names[] = {
    [TCVOD_UPLOAD_HASHING] = "hashing",     [TCVOD_UPLOAD_STARTING] = "starting",
    [TCVOD_UPLOAD_SENDING] = "sending",     [TCVOD_UPLOAD_PAUSED] = "paused",
    [TCVOD_UPLOAD_FINISHING] = "finishing", [TCVOD_UPLOAD_DONE] = "done",
};

static const char *const outcome_names[] = {
    [TCVOD_UPLOAD_SENT] = "sent",
    [TCVOD_UPLOAD_CONTINUED] = "continued",
    [TCVOD_UPLOAD_INSTANT] = "instant",
};

void cli_upload_view_begin(cli_upload_view *view, const cli_upload_batch *batch)
{
    *view = (cli_upload_view){.has_bars = cli_can_draw(stderr),
                              .has_json = batch->has_json,
                              .started_ms = cli_upload_now_ms()};
}

static void print_name(FILE *stream, const char *name)
{
    cli_print_escaped(stream, name, strlen(name), false);
}

static void format_bytes(char text[static 16], double bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    size_t unit = 0;
    while (bytes >= 1000 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1024;
        unit++;
    }
    snprintf(text, 16, "%.*f %s", unit > 0 && bytes < 100 ? 1 : 0, bytes, units[unit]);
}

static void print_bar(uint64_t done, uint64_t whole)
{
    double share = whole > 0 ? (double)done / (double)whole : 0;
    int filled = (int)(share * BAR_COLUMNS);
    fputc('[', stderr);
    for (int i = 0; i < BAR_COLUMNS; i++)
        fputc(i < filled ? '#' : '-', stderr);
    fprintf(stderr, "] %3d%%", (int)(share * 100));
}

static void draw_item(const cli_upload_item *item)
{
    const tcvod_upload_progress *progress = &item->progress;
    char speed[16];
    bool hashes = progress->state <= TCVOD_UPLOAD_HASHING;
    print_bar(hashes ? progress->bytes_hashed : progress->bytes_confirmed, progress->file_bytes);
    format_bytes(speed, progress->bytes_per_second);
    fprintf(stderr, " %-9s %10s/s  ", progress->state > 0 ? state_names[progress->state] : "",
            speed);
    print_name(stderr, item->name);
    fputc('\n', stderr);
}

static void draw_total(const cli_upload_batch *batch)
{
    uint64_t confirmed = 0;
    double speed = 0;
    char bytes[16], per_second[16];
    for (size_t i = 0; i < batch->next; i++) {
        const cli_upload_item *item = &batch->list.items[i];
        confirmed += item->progress.bytes_confirmed;
        if (item->state == CLI_UPLOAD_RUNNING)
            speed += item->progress.bytes_per_second;
    }
    format_bytes(bytes, (double)confirmed);
    format_bytes(per_second, speed);
    print_bar(batch->ended_count, batch->list.count);
    fprintf(stderr, " total     %10s/s  %zu of %zu files, %s%s\n", per_second, batch->ended_count,
            batch->list.count, bytes, batch->interrupted ? ", stopping" : "");
}

static void erase_bars(cli_upload_view *view)
{
    if (view->drawn_lines > 0)
        fprintf(stderr, "\033[%dA\033[J", view->drawn_lines);
    view->drawn_lines = 0;
}

static void draw_bars(cli_upload_view *view, const cli_upload_batch *batch)
{
    static const char no_wrap[] = "\033[?7l", wrap[] = "\033[?7h";
    fputs(no_wrap, stderr);
    for (size_t i = 0; i < batch->next; i++) {
        if (batch->list.items[i].state != CLI_UPLOAD_RUNNING)
            continue;
        draw_item(&batch->list.items[i]);
        view->drawn_lines++;
    }
    draw_total(batch);
    view->drawn_lines++;
    fputs(wrap, stderr);
    fflush(stderr);
}

static void begin_event(cli_json_writer *line, const char *event, const cli_upload_item *item)
{
    *line = (cli_json_writer){.stream = stdout, .on_one_line = true};
    cli_json_begin_object(line, NULL);
    cli_json_text(line, "event", event);
    if (item != NULL)
        cli_json_text(line, "file", item->name);
}

static void tell_progress(const cli_upload_item *item)
{
    cli_json_writer line;
    const tcvod_upload_progress *progress = &item->progress;
    if (progress->state == 0)
        return;
    begin_event(&line, "progress", item);
    cli_json_text(&line, "state", state_names[progress->state]);
    cli_json_number(&line, "fileBytes", progress->file_bytes);
    cli_json_number(&line, "bytesHashed", progress->bytes_hashed);
    cli_json_number(&line, "bytesSent", progress->bytes_sent);
    cli_json_number(&line, "bytesConfirmed", progress->bytes_confirmed);
    cli_json_number(&line, "parts", progress->parts);
    cli_json_number(&line, "partsConfirmed", progress->parts_confirmed);
    cli_json_number(&line, "bytesPerSecond", (uint64_t)progress->bytes_per_second);
    cli_json_end_object(&line);
}

static void tell_result(cli_json_writer *line, const tcvod_upload_result *result)
{
    cli_json_text(line, "outcome", outcome_names[result->outcome]);
    cli_json_text(line, "fileId", result->file_id);
    cli_json_text(line, "url", result->url);
    if (result->cover_url[0] != '\0')
        cli_json_text(line, "coverUrl", result->cover_url);
    if (result->task_id[0] != '\0')
        cli_json_text(line, "taskId", result->task_id);
    cli_json_text(line, "name", result->name);
    cli_json_bool(line, "nameWasChanged", result->name_was_changed);
    cli_json_text(line, "type", result->type);
    cli_json_text(line, "sha1", result->sha1);
    cli_json_number(line, "fileBytes", result->file_bytes);
    cli_json_number(line, "bytesSent", result->bytes_sent);
    cli_json_number(line, "parts", result->parts);
    cli_json_number(line, "partsSkipped", result->parts_skipped);
    cli_json_number(line, "retries", result->retries);
}

static void tell_error(cli_json_writer *line, const tcvod_error *error)
{
    cli_json_begin_object(line, "error");
    cli_json_text(line, "category", tcvod_category_name(error->category));
    cli_json_text(line, "action", error->action);
    cli_json_text(line, "step", error->step);
    cli_json_text(line, "field", error->field);
    cli_json_text(line, "serviceCode", error->service_code);
    cli_json_text(line, "message", error->message);
    cli_json_end_object(line);
}

static void tell_end(const cli_upload_item *item)
{
    cli_json_writer line;
    begin_event(&line, item->status == TCVOD_OK ? "uploaded" : "failed", item);
    if (item->result != NULL)
        tell_result(&line, item->result);
    if (item->status != TCVOD_OK)
        tell_error(&line, &item->error);
    cli_json_number(&line, "elapsedMs", (uint64_t)item->error.elapsed_ms);
    cli_json_end_object(&line);
}

static void say_end(const cli_upload_item *item)
{
    if (item->result == NULL)
        return;
    printf("%s\t%s\t", item->result->file_id, outcome_names[item->result->outcome]);
    print_name(stdout, item->result->url);
    fputc('\t', stdout);
    print_name(stdout, item->name);
    if (item->result->name_was_changed) {
        fputs(" (named ", stdout);
        print_name(stdout, item->result->name);
        fputc(')', stdout);
    }
    fputc('\n', stdout);
}

static void say_without_effect(const cli_upload_batch *batch, const cli_upload_item *item)
{
    bool is_old = item->result != NULL && item->result->outcome == TCVOD_UPLOAD_INSTANT;
    if (is_old && batch->for_new_files[0] != '\0')
        cli_complain(batch->command, "%s: the service had it: %s changed nothing", item->name,
                     batch->for_new_files);
}

/* NULL: the message says it already. */
static const char *advice_on(const tcvod_error *error)
{
    switch (error->category) {
    case TCVOD_ERROR_TIMEOUT:
    case TCVOD_ERROR_CANCELED:
        return "run the same command again: what is there is not sent again";
    case TCVOD_ERROR_ARGUMENT:
    case TCVOD_ERROR_FILE:
        return NULL;
    default:
        return cli_advice(error->action, error);
    }
}

/* Many files may fail for one reason: it is not repeated. */
static void advise(cli_upload_view *view, const tcvod_error *error)
{
    const char *advice = advice_on(error);
    if (advice != NULL && advice != view->advice)
        cli_print_advice("what next:", advice);
    view->advice = advice;
}

static void say_failure(const cli_upload_item *item)
{
    fputs("tcvod upload: ", stderr);
    print_name(stderr, item->name);
    fputs(": ", stderr);
    if (item->error.action[0] != '\0')
        fprintf(stderr, "%s failed: ", item->error.action);
    print_name(stderr, item->error.message);
    if (item->error.service_code[0] != '\0')
        fprintf(stderr, " (code %s)", item->error.service_code);
    fputc('\n', stderr);
}

static void report_ended(cli_upload_view *view, cli_upload_batch *batch)
{
    for (size_t i = 0; i < batch->next; i++) {
        cli_upload_item *item = &batch->list.items[i];
        if (item->state != CLI_UPLOAD_ENDED || item->is_reported)
            continue;
        item->is_reported = true;
        erase_bars(view);
        if (view->has_json)
            tell_end(item);
        else
            say_end(item);
        fflush(stdout);
        say_without_effect(batch, item);
        if (item->status == TCVOD_OK)
            continue;
        say_failure(item);
        advise(view, &item->error);
    }
}

void cli_upload_view_show(cli_upload_view *view, cli_upload_batch *batch)
{
    int64_t now_ms = cli_upload_now_ms();
    report_ended(view, batch);
    if (view->has_json && now_ms - view->told_ms >= TELL_MS) {
        for (size_t i = 0; i < batch->next; i++)
            if (batch->list.items[i].state == CLI_UPLOAD_RUNNING)
                tell_progress(&batch->list.items[i]);
        fflush(stdout);
        view->told_ms = now_ms;
    }
    if (view->has_bars && now_ms - view->drawn_ms >= DRAW_MS) {
        erase_bars(view);
        draw_bars(view, batch);
        view->drawn_ms = now_ms;
    }
}

typedef struct summary {
    size_t uploaded, instant, failed, not_begun;
    uint64_t file_bytes, bytes_sent;
} summary;

static summary sum_up(const cli_upload_batch *batch)
{
    summary sum = {.not_begun = batch->list.count - batch->next};
    for (size_t i = 0; i < batch->next; i++) {
        const cli_upload_item *item = &batch->list.items[i];
        if (item->status != TCVOD_OK)
            sum.failed++;
        else if (item->result->outcome == TCVOD_UPLOAD_INSTANT)
            sum.instant++;
        else
            sum.uploaded++;
        sum.file_bytes += item->status == TCVOD_OK ? item->result->file_bytes : 0;
        sum.bytes_sent += item->progress.bytes_sent;
    }
    return sum;
}

static void tell_summary(const summary *sum, uint64_t elapsed_ms)
{
    cli_json_writer line;
    begin_event(&line, "summary", NULL);
    cli_json_number(&line, "uploaded", sum->uploaded);
    cli_json_number(&line, "instant", sum->instant);
    cli_json_number(&line, "failed", sum->failed);
    cli_json_number(&line, "notBegun", sum->not_begun);
    cli_json_number(&line, "fileBytes", sum->file_bytes);
    cli_json_number(&line, "bytesSent", sum->bytes_sent);
    cli_json_number(&line, "elapsedMs", elapsed_ms);
    cli_json_end_object(&line);
}

void cli_upload_view_end(cli_upload_view *view, cli_upload_batch *batch)
{
    char sent[16];
    summary sum = sum_up(batch);
    int64_t elapsed_ms = cli_upload_now_ms() - view->started_ms;
    report_ended(view, batch);
    erase_bars(view);
    if (view->has_json)
        tell_summary(&sum, (uint64_t)elapsed_ms);
    format_bytes(sent, (double)sum.bytes_sent);
    if (view->has_bars || sum.failed > 0 || sum.not_begun > 0)
        fprintf(stderr,
                "%zu uploaded, %zu there already, %zu failed, %zu not begun; %s sent in %.1f s\n",
                sum.uploaded, sum.instant, sum.failed, sum.not_begun, sent,
                (double)elapsed_ms / 1000);
    fflush(stderr);
}

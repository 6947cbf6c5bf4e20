/* SPDX-License-Identifier: MIT */
/* list_and_play NAME [PLAYER]: lists the videos whose name begins with NAME, page by page, and
 * hands the sharpest rendition of the first one to PLAYER (mpv, ffplay, vlc …). */
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/vod_v2.h>
#include <unistd.h>

enum { URL_BYTES = 2048 };

static const tcvod_play_url *sharpest(const tcvod_named_video *video)
{
    const tcvod_play_url *best = NULL;
    tcvod_each(tcvod_play_url, play,
               video->play_set) if (play->url != NULL &&
                                    (best == NULL || play->vheight.value > best->vheight.value))
        best = play;
    return best;
}

static void list(const tcvod_describe_vod_play_info_response *page, char url[URL_BYTES])
{
    tcvod_each(tcvod_named_video, video, page->file_set)
    {
        const tcvod_play_url *play = sharpest(video);
        printf("%s  %s  %lld s\n", video->file_id, video->file_name,
               (long long)video->duration.value);
        if (play == NULL)
            continue; /* still being transcoded, perhaps */
        printf("    %s\n", play->url);
        if (url[0] == '\0')
            snprintf(url, URL_BYTES, "%s", play->url);
    }
}

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_pages *pages = NULL;
    tcvod_describe_vod_play_info_response *page = NULL;
    char url[URL_BYTES] = "";
    if (argc != 2 && argc != 3)
        return fprintf(stderr, "usage: list_and_play NAME [PLAYER]\n"), 2;

    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT,
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&client, &options, &error);
    if (status == TCVOD_OK)
        status = tcvod_describe_vod_play_info_pages(
            client, &(tcvod_describe_vod_play_info_request){.file_name = argv[1]}, &pages, &error);
    while (status == TCVOD_OK &&
           (status = tcvod_describe_vod_play_info_next_page(pages, &page, &error)) == TCVOD_OK) {
        list(page, url);
        tcvod_free(page);
    }
    if (status != TCVOD_END)
        fprintf(stderr, "%s (%s)\n", error.message, error.service_code);
    tcvod_pages_close(pages);
    tcvod_client_destroy(client);
    if (status == TCVOD_END && argc == 3 && url[0] != '\0') {
        fflush(stdout);
        execlp(argv[2], argv[2], url, (char *)NULL);
        perror(argv[2]);
        return 1;
    }
    return status == TCVOD_END ? 0 : 1;
}

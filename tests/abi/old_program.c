/* SPDX-License-Identifier: MIT
 * Built with the headers of layout 1, run with today's library: fewer fields in a request, in a response
 * and in the elements of a list. Prints what it reads; test_old_layout.py knows what it must be. */
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What lies behind an old request is not the library's business. */
typedef struct guarded_request {
    tcvod_modify_vod_info_request request;
    unsigned char behind[256];
} guarded_request;

static int modify(tcvod_client *client, tcvod_error *error)
{
    guarded_request guarded;
    tcvod_modify_vod_info_response *response = NULL;
    memset(&guarded, 0, sizeof guarded);
    memset(guarded.behind, 0xEE, sizeof guarded.behind);
    guarded.request.file_id = "42";
    guarded.request.file_name = "new name";
    guarded.request.class_id = TCVOD_INT(0);
    int status = tcvod_modify_vod_info(client, &guarded.request, &response, error);
    if (status == TCVOD_OK)
        printf("modified %s\n", response->code_desc);
    tcvod_free(response);
    return status;
}

static int read_info(tcvod_client *client, tcvod_error *error)
{
    tcvod_get_video_info_response *response = NULL;
    int status = tcvod_get_video_info(
        client, &(tcvod_get_video_info_request){.file_id = "42"}, &response, error);
    if (status != TCVOD_OK)
        return status;
    printf("meta %lld %s %lld\n", (long long)response->meta_data->size.value,
           response->meta_data->container, (long long)response->meta_data->width.value);
    tcvod_each(tcvod_image_sprite_set, sprite, response->image_sprite_info->image_sprite_list)
        printf("sprite %lld %lldx%lld %s\n", (long long)sprite->definition.value,
               (long long)sprite->width.value, (long long)sprite->height.value,
               sprite->image_urls.items[0]);
    tcvod_each(tcvod_rendition, rendition, response->transcode_info->transcode_list)
        printf("rendition %lld %s\n", (long long)rendition->definition.value, rendition->url);
    const char *newer = NULL;
    if (tcvod_get_string(response, "imageSpriteInfo.imageSpriteList[1].webVttUrl", &newer) == TCVOD_OK)
        printf("by path %s\n", newer);
    tcvod_free(response);
    return status;
}

int main(void)
{
    tcvod_client *client = NULL;
    tcvod_error error = {0};
    int status = tcvod_client_create(&client,
                                     &(tcvod_client_options){
                                         .secret_id = getenv("TCVOD_SECRET_ID"),
                                         .secret_key = getenv("TCVOD_SECRET_KEY"),
                                         .endpoint = getenv("TCVOD_ENDPOINT"),
                                         .ca_file = getenv("TCVOD_CA_FILE"),
                                     },
                                     &error);
    printf("layout %d\n", TCVOD_VOD_V2_LAYOUT);
    if (status == TCVOD_OK)
        status = modify(client, &error);
    if (status == TCVOD_OK)
        status = read_info(client, &error);
    if (status != TCVOD_OK)
        fprintf(stderr, "%s: %s\n", tcvod_category_name(status), error.message);
    tcvod_client_destroy(client);
    return status == TCVOD_OK ? 0 : 1;
}

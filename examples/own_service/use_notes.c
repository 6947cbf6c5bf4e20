/* SPDX-License-Identifier: MIT */
/* Calls the three actions of notes/. */
#include <stdio.h>
#include <stdlib.h>
#include <tcvod/notes.h>

static int add_list_delete(tcvod_client *client, tcvod_error *error)
{
    notes_add_note_response *added = NULL;
    notes_list_notes_response *listed = NULL;
    notes_delete_note_response *deleted = NULL;
    int status = notes_add_note(
        client,
        &(notes_add_note_request){.text = "buy milk", .labels = TCVOD_STRINGS("shop", "urgent")},
        &added, error);
    if (status == TCVOD_OK)
        status =
            notes_list_notes(client, &(notes_list_notes_request){.label = "shop"}, &listed, error);
    if (status == TCVOD_OK)
        status = notes_delete_note(client, &(notes_delete_note_request){.note_id = added->note_id},
                                   &deleted, error);
    if (status == TCVOD_OK) {
        printf("added and deleted %s\n", added->note_id);
        tcvod_each(notes_note, note, listed->notes)
            printf("[%c] %s\n", note->done.value ? 'x' : ' ', note->text);
    }
    tcvod_free(added);
    tcvod_free(listed);
    tcvod_free(deleted);
    return status;
}

int main(void)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    tcvod_client_options options = {.credentials_from = TCVOD_CREDENTIALS_FROM_ENVIRONMENT,
                                    .endpoint = getenv("TCVOD_ENDPOINT"),
                                    .ca_file = getenv("TCVOD_CA_FILE")};
    int status = tcvod_client_create(&client, &options, &error);
    if (status == TCVOD_OK)
        status = add_list_delete(client, &error);
    if (status != TCVOD_OK)
        fprintf(stderr, "%s: %s: %s\n", error.action, tcvod_category_name(status), error.message);
    tcvod_client_destroy(client);
    return status == TCVOD_OK ? 0 : 1;
}

/* SPDX-License-Identifier: MIT
 * upload_in_parts FILE NAME TYPE: uploads a file with the typed calls of the upload API, one part after
 * the other, and prints the id of the new video. */
#include <tcvod/tcvod.h>
#include <tcvod/vod_v2.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { PART_BYTES = 524288 };

static int digest_hex(const EVP_MD *kind, FILE *file, long offset, size_t size_bytes,
                      char hex[EVP_MAX_MD_SIZE * 2 + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char block[16384], digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int good = context && fseek(file, offset, SEEK_SET) == 0 &&
               EVP_DigestInit_ex(context, kind, NULL);
    while (good && size_bytes > 0) {
        size_t wanted = size_bytes < sizeof block ? size_bytes : sizeof block;
        good = fread(block, 1, wanted, file) == wanted && EVP_DigestUpdate(context, block, wanted);
        size_bytes -= wanted;
    }
    good = good && EVP_DigestFinal_ex(context, digest, &length);
    EVP_MD_CTX_free(context);
    for (unsigned i = 0; good && i < length; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
        hex[2 * i + 2] = '\0';
    }
    return good;
}

static int send_part(tcvod_client *client, FILE *file, const char *file_sha, long offset, size_t size,
                     tcvod_error *error)
{
    static char part[PART_BYTES];
    char md5[EVP_MAX_MD_SIZE * 2 + 1];
    tcvod_upload_part_response *response = NULL;
    if (!digest_hex(EVP_md5(), file, offset, size, md5) || fseek(file, offset, SEEK_SET) != 0 ||
        fread(part, 1, size, file) != size) {
        snprintf(error->message, sizeof error->message, "cannot read the file at byte %ld", offset);
        return TCVOD_ERROR_FILE;
    }
    int status = tcvod_upload_part(client,
                                   &(tcvod_upload_part_request){
                                       .file_sha = file_sha,
                                       .offset = TCVOD_INT(offset),
                                       .data_size = TCVOD_INT((int64_t)size),
                                       .data_md5 = md5,
                                   },
                                   (tcvod_bytes){part, size}, &response, error);
    tcvod_free(response);
    return status;
}

static int upload(tcvod_client *client, FILE *file, const char *name, const char *type,
                  tcvod_error *error)
{
    char file_sha[EVP_MAX_MD_SIZE * 2 + 1];
    tcvod_init_upload_response *begun = NULL;
    tcvod_finish_upload_response *finished = NULL;
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (size <= 0 || !digest_hex(EVP_sha1(), file, 0, (size_t)size, file_sha)) {
        snprintf(error->message, sizeof error->message, "cannot read the file, or it is empty");
        return TCVOD_ERROR_FILE;
    }
    int status = tcvod_init_upload(client,
                                   &(tcvod_init_upload_request){
                                       .file_name = name,
                                       .file_type = type,
                                       .file_sha = file_sha,
                                       .file_size = TCVOD_INT(size),
                                       .data_size = TCVOD_INT(PART_BYTES),
                                   },
                                   &begun, error);
    if (status == TCVOD_OK && begun->code.value == 2) {
        printf("%s\n", begun->file_id); /* the service has these very bytes already */
        goto done;
    }
    for (long offset = 0; status == TCVOD_OK && offset < size; offset += PART_BYTES) {
        size_t rest = (size_t)(size - offset);
        status = send_part(client, file, file_sha, offset, rest < PART_BYTES ? rest : PART_BYTES,
                           error);
    }
    if (status == TCVOD_OK)
        status = tcvod_finish_upload(client, &(tcvod_finish_upload_request){.file_sha = file_sha},
                                     &finished, error);
    if (status == TCVOD_OK)
        printf("%s\n", finished->file_id);
done:
    tcvod_free(begun);
    tcvod_free(finished);
    return status;
}

int main(int argc, char **argv)
{
    tcvod_error error = {0};
    tcvod_client *client = NULL;
    if (argc != 4)
        return fprintf(stderr, "usage: upload_in_parts FILE NAME TYPE\n"), 2;
    FILE *file = fopen(argv[1], "rb");
    if (!file)
        return perror(argv[1]), 1;

    int status = tcvod_client_create(&client,
                                     &(tcvod_client_options){
                                         .secret_id = getenv("TCVOD_SECRET_ID"),
                                         .secret_key = getenv("TCVOD_SECRET_KEY"),
                                         .endpoint = getenv("TCVOD_ENDPOINT"),
                                         .ca_file = getenv("TCVOD_CA_FILE"),
                                     },
                                     &error);
    if (status == TCVOD_OK)
        status = upload(client, file, argv[2], argv[3], &error);
    if (status != TCVOD_OK)
        fprintf(stderr, "%s: %s (%s)\n", tcvod_category_name(status), error.message,
                error.service_code);
    tcvod_client_destroy(client);
    fclose(file);
    return status == TCVOD_OK ? 0 : 1;
}

/* assets.h - the pages for browsers: the files of client/web/ and the words made of client/po/, which
 * `make` puts into the program, gzipped.
 *
 * The documents are at "/" and "/sw.js". All other files are under "/HASH/", where HASH is made of all
 * of them: what is there never changes, and a new program has another.
 *
 * Under --web-dir the documents and the files, under "/assets/", come from that directory, as they are
 * at the moment of each request; a file that is not there, such as the words, is the program's.
 *
 * Threads: any. Memory: the program's, but for what is read. Errors: false: there is none. */
#ifndef SERVER_DOOR_ASSETS_H
#define SERVER_DOOR_ASSETS_H

#include "common/buffer.h"
#include "common/wire.h"

/* Which document is at "/"? */
enum assets_page { ASSETS_EXAM, ASSETS_DESK };

struct asset {
    const char *type; /* Content-Type */
    const void *data;
    size_t len;
    bool gzip;  /* the data are gzipped */
    bool lasts; /* they never change at this path */
};

/* dir: "": the program's. Files of the directory are read into `room`. */
bool assets_find(const char *dir, enum assets_page page, const struct wire_word *path,
                 struct buffer *room, struct asset *out);

#endif

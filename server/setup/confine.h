/* confine.h - restricts the files that this process can reach (Landlock).
 *
 *   read and write   the data directory and the key directory
 *   read             the files for looking up hosts and users: all of /etc, since its files are
 *                    replaced by others of the same name, /usr, /lib, /lib64, the directories of
 *                    resolvers under /run; and /dev/null
 *   read             the directories of the options and of the roster, which a reload reads again:
 *                    an editor replaces a file by another of the same name. Directly under / the file
 *                    alone
 *
 * No file can be executed. The bank, the plan and the passphrase file were read before, and cannot be
 * read again where they are in none of these directories. Not covered: files that are open already,
 * connecting to sockets, and calls that read names and modes only (stat).
 *
 * Threads: main, when everything is open and before other threads start: they inherit it.
 * Errors:  false, and the cause is logged. A kernel without Landlock, or a service manager that
 *          forbids it, is no error: it is logged once. */
#ifndef SERVER_SETUP_CONFINE_H
#define SERVER_SETUP_CONFINE_H

#include <stdbool.h>

/* reread: up to CONFINE_REREAD paths of files that are read again; "" or NULL: none. */
enum { CONFINE_REREAD = 2 };
bool confine_files(const char *data, const char *key_dir, const char *const reread[CONFINE_REREAD]);

#endif

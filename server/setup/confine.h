/* confine.h - which files this process can still reach (Landlock): its data and key directories, to
 * read and write; to read, what names of hosts and users are looked up with (all of /etc, as its files
 * are replaced by others of the same name, /usr, /lib, /lib64, and where resolvers keep theirs under
 * /run) and /dev/null. Nothing can be run. The bank, the plan, the roster and the passphrase file were
 * read before, and cannot be read again.
 *
 * Not covered: files that are open already; connecting to sockets; what only looks at names and modes
 * (stat).
 *
 * Threads: main, when all has been opened and before there are others: they inherit it.
 * Errors: false, and it is logged. A kernel without Landlock, or a service manager that does not let
 * it be used, is no error: that is logged once. */
#ifndef SERVER_SETUP_CONFINE_H
#define SERVER_SETUP_CONFINE_H

#include <stdbool.h>

bool confine_files(const char *data, const char *key_dir);

#endif

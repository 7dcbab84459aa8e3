/* verify.h - what a court may ask of the files alone: are the journals whole, and as both nodes
 * signed them; is this receipt genuine?
 * Threads: one. Memory: none kept. Errors: told on standard output; exit status of sysexits.h. */
#ifndef SERVER_CTL_VERIFY_H
#define SERVER_CTL_VERIFY_H

/* Both journals, the tables and every signature in that database. */
int verify_database(const char *path);

/* A receipt, against the journal in that database. certificate: of the node that gave it, or NULL:
 * the keys by which its journal was signed here. */
int verify_receipt(const char *path, const char *receipt, const char *certificate);

#endif

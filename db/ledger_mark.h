/* ledger_mark.h - the ledger's operations on marks of essays and on publications, and what a result
 * comes to with them.
 * Threads, memory, errors: ledger.h. */
#ifndef DB_LEDGER_MARK_H
#define DB_LEDGER_MARK_H

#include "db/ledger.h"
#include "db/publication_table.h"
#include "server/core/mark.h"
#include "server/core/marking.h"
#include "server/core/publication.h"

/* The digest by which marks name the finish of this sitting: of a sitting that was adopted when it had
 * finished the other node's entry. Zeros while it runs. */
struct digest ledger_finish_digest(struct ledger *ledger, const struct applicant *a);

/* H2. What a finished sitting comes to now: the machine's part and the marks. */
struct marks ledger_total(struct ledger *ledger, const struct applicant *a);

/* The publication in force, with its entry (I3). */
struct publication_made ledger_published(struct ledger *ledger);

/* Writes a mark. wish->id is the home's or a person of the peer; wish->home is set here, and
 * wish->listed counts of the peer's people alone. */
enum refusal ledger_mark(struct ledger *ledger, const struct mark_wish *wish,
                         const struct order *order, uint64_t *entry_n);

/* Does a publication of that cut show the person, who is home here, a result that counts?
 * *provisional: an essay is not marked there. */
bool ledger_shows(struct ledger *ledger, const struct applicant *a,
                  const struct publication_cut *cut, bool *provisional);

/* I4. Publishes a cut: so many entries of our journal and of the peer's. */
enum refusal ledger_publish(struct ledger *ledger, uint64_t own_n, uint64_t peer_n,
                            const struct order *order, struct publication *out);

#endif

/* publication.h - which result an applicant may see, where the plan withholds it (`withhold = yes`).
 *
 *   I1  where the plan withholds results an applicant learns nothing that would tell a score, before a
 *       publication covers the finish
 *   I2  a publication names a cut: so many entries of each journal. What an applicant then sees is the
 *       result at that cut; a later remark or mark shows in a later publication
 *   I3  of the publications in both journals the one of the highest number is in force; of equal
 *       numbers that of the lesser node. It covers what any of them covers: two that did not know of
 *       each other withhold nothing again that one has told. All of them stay in the journals
 *   I4  a publication covers no less than the one in force, and no more than its node holds
 *
 * Threads: any. Memory: plain values. Errors: refusals. */
#ifndef CORE_PUBLICATION_H
#define CORE_PUBLICATION_H

#include "server/core/entry.h"
#include "server/core/exam.h"
#include "server/core/refusal.h"

struct publication {
    uint32_t number;              /* 0: nothing is published */
    char node[NODE_NAME_MAX + 1]; /* whose journal has it */
    uint64_t own_n,
        peer_n; /* what is covered, of the journals of the node that asks and of its peer */
};

/* I3: takes the entry of that node's journal; own: it is the node that asks. */
void publication_take(struct publication *p, const struct entry *entry, const char *node, bool own);

/* I2: is the entry n of the node's own journal, or of its peer's, covered? */
bool publication_covers(const struct publication *p, bool own, uint64_t n);

/* I4. cut: of the journals of the node that decides and of its peer, as is `held`, how much of them the
 * node has. The entry without order and digests. REFUSAL_CUT; REFUSAL_NOT_WITHHELD: there is nothing to
 * publish. */
struct publication_cut {
    uint64_t own_n, peer_n;
};
enum refusal publication_decide(const struct exam *exam, const struct publication *in_force,
                                const struct publication_cut *cut,
                                const struct publication_cut *held, struct entry *out);

#endif

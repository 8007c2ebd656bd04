/*
 * publish.pml: how a run publishes its memo while commits and collections walk the graph (a model for Spin 6.5).
 *
 * WHAT IS MODELLED.  Slots (inputs) and cells (derived values), one writer that commits and collects, and requesters
 * that take the current root and ask for cells at it.  Names are those of the code (dev.sofrito.engine); R1 to R8 are
 * steps of Fetch, Overtake, Validate and Publish, C1 to C4 of Commit and Walk.  Each `::` option of a
 * process's loop below is one indivisible step and touches shared state once (besides what only the claim's holder
 * writes; a claim released later only delays others, so that shares a step).  Steps of different processes interleave
 * freely.  Memory is sequentially consistent, as Java's volatile accesses are.
 *
 * A memo is immutable but for `until`, which says how long it holds and only moves forward:
 *     LINKING --owner--> OPEN --walk--> w         published: good up to its own revision only; then for good;
 *     LINKING --walk---> own + 1                  then closed by the commit of w: good for from <= r < w
 *     own + 1                                     closed at birth
 *     OPEN                                        at birth, if it has read no input of LOW durability: needs no edges
 * `from` is the youngest beginning among what was read (when a slot changed, the `from` of a cell's memo), so a memo may
 * be used at older revisions than its own.  A memo that has read inputs of MEDIUM or HIGH holds at a root only if, by
 * the root's watermarks (mediumChangedAt, highChangedAt), no input of those levels changed after `from`.
 *
 * THE PROTOCOL.
 *   Request of cell c at root r (r is read once; all nested requests inherit it)
 *     R1  read c's memo, then its `until`: if it holds at r, it is the answer.
 *     R2  if it begins after r, or c is claimed at a later revision: the answer is an older memo that was retained and
 *         holds at r, or one of r's frozen view, made there if need be (validating what c had at r, if that was
 *         retained).  Whoever used that publishes there too.
 *     R3  claim c, or wait; repeat R1 and R2; then validate the old memo, or run if there is none.  A run at an earlier
 *         revision that has read a slot which is another one at r is not waited for: it is overtaken (HELD -> OVERTAKEN,
 *         then its claim is passed on), unless it publishes already (HELD -> PUBLISHING; in the code a run does that once
 *         its function has returned, a little before it publishes, which leaves less to happen in between).
 *         A frame that ends otherwise, cancelled say, goes HELD -> PUBLISHING too, before it gives its claim back.
 *         A memo whose value was evicted is validated like any other, and run if the value is wanted.
 *     Publishing is decided by what was read: nothing of LOW, and it is OPEN at birth, `from` being not before the
 *         watermarks of its levels; something that is momentary (closed, or transient), and it is momentary too: closed
 *         at birth, without edges, but only if the memo before is closed.  If that is not, an OPEN memo may rely on a
 *         walk's finding its way through this cell: then it is LINKING, with its edges, and is never opened.  Anything
 *         else is LINKING.
 *     R4  if LINKING: an edge dependency -> c for each, after validating or running alike; but none to a slot of another
 *         level than LOW, nor to a cell whose memo by now has read nothing of LOW.
 *     R5  publish the memo.  (A value equal to the old one keeps its changedAt; else that is `from`.)
 *     R6  may it be open?  If it is LINKING and not momentary, and each dependency is open: a slot is not of LOW, or its
 *         newest version is known and not younger than r; the memo that a cell has now is OPEN and does not begin
 *         after r.
 *     R7  yes: CAS LINKING -> OPEN; failing means that a walk was here.  No: leave it LINKING, never close it.
 *     R8  if the old memo was closed: remove the edges of dependencies that it had and the new one has not.  Release the
 *         claim.
 *   Commit of revision w (commits and collections are serialised)
 *         before: the new root, and its watermarks: w for the levels of what changes.
 *     C1  announced = w.
 *     C2  for each changed slot that has a node, and for an input's key set if a key came or went: newest = w.
 *     C3  walk.  Take the edges of each such slot of LOW; for each cell on the list, read its memo; turn it: OPEN to w,
 *         LINKING to own + 1 (CAS, again if its owner opened it meanwhile), and then read the cell's edges; or, if it was
 *         OPEN, take the value from the page, and then the edges, if it has read only inputs of LOW and they are many, else
 *         read them.  One that is closed already stops the walk there.
 *     C4  current = w.
 *   Collection of a cell: claim the cell; walk from it as in C3, as if for the next revision, but announce nothing; remove
 *     the edges to it; release.
 *   Hit of cell c, from outside of any scope
 *     H1  read current, then the page, and there the key's stamp, then its value.  If there is one, and no input of MEDIUM
 *         or HIGH changed after the stamp, by the root's watermarks, it is the answer, and the root's revision is written as
 *         the stamp, if it is later, whenever.  (Else on to R1.)
 *     H2  after R1: if the memo was seen OPEN, take the lock (of the query); read current, where the memo must hold; perhaps
 *         begin a new page, an empty one; make an entry, if there is none, stamped with that root; take away a value whose
 *         stamp is too old, as in H1; and if there is no value, mark it LEARNING.
 *     H3  read current; if the memo holds there and is still OPEN, write that root's revision as the stamp, if it is later,
 *         and CAS LEARNING -> the value, else CAS LEARNING -> none; release the lock.
 *     C3, a part of it: read the page, and if there is an entry, take its value away, by a store and without a lock.
 *   A slot's node is made when it is first read, its newest version unknown; it is learnt if, with the node in the table,
 *     `announced` is the revision of the root that was read as current before (Slot.learn).
 *
 * WHY IT IS RIGHT.  Invariant (check_S3): a memo that is OPEN, and that no watermark has closed, has all its edges in
 * place, and each dependency that keeps one is unchanged, or its memo is OPEN or LINKING with the same true of it, or a
 * walk still has the dependent on its list.
 *   A dependency seen open at R6 is seen after edge and memo are in place: who turns it later takes its edges after
 *   that, finds this memo, and turns it, before the CAS of R7 (which then fails) or after it.  (Edges and memo are both
 *   to be there before R6; in which order they came is no matter.)
 *   A memo that is not closed is only ever replaced by one that is not closed, and keeps its edges then: so no walk ends
 *   too early.
 *   A memo that is LINKING, and stale, can be replaced while the walk that turns it is under way, by one that is opened: so
 *   the edges there are left, or what becomes a dependent of the new one would lose its edge.  So can one that is OPEN, if a
 *   watermark has closed it, and it is left too; one without watermarks holds until the walk's commit is done, and can only
 *   be replaced, if it was evicted, by one of the same dependencies, which are not open.
 *   A value in the page is that of a memo which was OPEN after the mark was made.  If a walk has turned it since, and was
 *   here since the mark, the CAS fails; if it has yet to come here, it takes the value away before its root is current.
 *   A walk that was here before the mark, or found no entry, or another page, had turned the memo before that.
 *   Who read the page before another took its place finds there what was right then, or was still learnt then.
 *   A value that a watermark has closed stays in the page.  The stamp tells, though it may stem from an earlier value than
 *   the one that it stands beside: see Fresh.
 *   A dependency without an edge has no LOW.  It gets another memo, one with LOW perhaps, or is another value, only when
 *   an input of its levels changes; its dependents have its levels, and `from` not before their last change: so none of
 *   them holds from there on.
 *
 * CHECKED.  S1: every request, nested ones too, gets what its root gives (asserts on EVAL), and nobody gets what used a
 * transient result at another revision (TAINTED).  S2: a request that begins after a commit sees no older answer (it
 * takes `current`; then S1).  S3: the invariant, after every step that could break it.  S4: nobody is blocked for ever
 * (Spin's invalid end states), and what was published holds for who published it.  S5: a slot's newest version, if
 * known, is right.  S6: a value in the page is what the root that is current when it is read gives (so it is of no root
 * before the one that was read as current first), or, in a page that was replaced, what any root did that was current since.
 *
 * NOT MODELLED.  Groups of parallel reads (dependencies are a sequence); cycles; failures, but for their being transient,
 * after the first read; branches that begin at a root of another (Adopt); requests that move on to a newer root (they
 * are as other requests); that who comes after an overtaken run at its revision waits for it, if it sees it (here it may
 * claim the cell too, as who looked before); the parts of which an edge set is made (it is taken or read at once); a cell
 * twice on the work list at once; versions of removed slots that are forgotten; taking slots out of the table (detach),
 * and a cell taken out whose key gets a second cell (here it stays in hand, and may run again, where Fetch has the key
 * looked up); which roots are pinned: with RETAIN all memos replaced are retained, without it none; closing a view; when a
 * memo of a frozen view may tell of the same change as the live cell's (here it always does; aside.pml, beside this, is
 * about that); weaker orders of memory than volatile.
 *
 * TO RUN IT: check-model.sh beside this does, and looks for the errors below too; or by hand, with the options below,
 *     spin -DGRAPH=2 -a publish.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m200000 -w24
 * Exhausted with no error, in states (two requesters of one request each, any slot may become anything else, all inputs
 * are LOW, and each option is 0, unless said otherwise):
 *     GRAPH=2 COMMITS=2                                                                      1,540,048
 *     GRAPH=1 COMMITS=2 SCRIPT=12                                                              947,166
 *     GRAPH=4 COMMITS=2 SCRIPT=21                                                            1,018,194
 *     GRAPH=2 COMMITS=2 OVERTAKE=1 CANCEL=1                                                  3,095,979
 *     GRAPH=2 COMMITS=2 LEARN=1                                                              3,957,783
 *     GRAPH=2 COMMITS=2 COLLECT=1 SCRIPT=11                                                    782,393
 *     GRAPH=2 COMMITS=2 TRANSIENT=1 SCRIPT=12                                                  242,346
 *     GRAPH=2 COMMITS=2 KEYS=1 LEARN=1 SCRIPT=11                                               793,026
 *     GRAPH=2 COMMITS=1 KEYS=1 OVERTAKE=1 REQUESTS=2                                         1,312,812
 *     GRAPH=6 COMMITS=2 LEVEL1=HIGH SCRIPT=31                                                  134,586
 *     GRAPH=2 COMMITS=2 RETAIN=1 REQUESTS=2 TOP=4 SCRIPT=11                                    890,131
 *     GRAPH=2 COMMITS=3 RETAIN=1 TOP=4 SCRIPT=111                                              323,083
 *     GRAPH=4 COMMITS=1 EVICT=1 REQUESTS=2 TOP=4 SCRIPT=1                                    1,507,781
 *     GRAPH=1 COMMITS=2 LEVEL1=HIGH SCRIPT=12                                                  363,150
 *     GRAPH=3 COMMITS=1 EVICT=1 TRANSIENT=1 REQUESTS=2 TOP=6 SCRIPT=2                        7,253,991
 *     GRAPH=1 COMMITS=1 LEVEL1=HIGH EVICT=1 REQUESTS=2 TOP=6 SCRIPT=1 FIRST=2                3,266,887
 *     GRAPH=2 COMMITS=1 LEVEL1=HIGH COLLECT=1 REQUESTS=2                                     4,241,032
 *     GRAPH=1 COMMITS=1 LEVEL2=HIGH COLLECT=1 SCRIPT=3 FIRST=2                               1,672,274
 *     GRAPH=1 COMMITS=2 SCRIPT=12 FIRST=2 TOP=6                                                685,217
 *     GRAPH=1 COMMITS=3 LEVEL1=HIGH SCRIPT=121                                                 827,161
 *     GRAPH=2 COMMITS=2 COLLECT=1 LEARN=1 KEYS=1 SCRIPT=11                                   2,702,679
 *     GRAPH=1 COMMITS=2 LEVEL1=HIGH EVICT=1 TOP=6 SCRIPT=32                                  2,378,080
 *     GRAPH=1 COMMITS=1 LEVEL1=HIGH EVICT=1 TRANSIENT=1 REQUESTS=2 TOP=6 SCRIPT=2 FIRST=2   27,604,392
 *     GRAPH=7 COMMITS=2 LEVEL1=HIGH TOP=4 SCRIPT=12 FIRST=2                                    621,598
 *     GRAPH=7 COMMITS=2 LEVEL1=HIGH TOP=4 SCRIPT=12 FIRST=2 REQUESTS=2                      11,143,215
 *     GRAPH=7 COMMITS=2 LEVEL1=HIGH EVICT=1 TOP=4 SCRIPT=12 FIRST=2                          6,480,567
 *     GRAPH=7 COMMITS=2 LEVEL1=HIGH FRESH=1 TOP=4 SCRIPT=12 FIRST=2                            716,996
 *     GRAPH=2 COMMITS=1 LEVEL1=HIGH FRESH=1 HITS=1                                           1,533,199
 *     GRAPH=2 COMMITS=1 LEVEL1=HIGH FRESH=1 HITS=1 REQUESTS=2 SCRIPT=1                      11,262,571
 *     GRAPH=2 COMMITS=2 LEVEL1=HIGH FRESH=1 REQUESTS=2 TOP=4 SCRIPT=12 FIRST=2               1,233,398
 *     GRAPH=2 COMMITS=2 FRESH=1                                                              2,108,759
 *     GRAPH=2 COMMITS=2 FRESH=1 LEAVE=1                                                      1,897,430
 *     GRAPH=4 COMMITS=2 SCRIPT=21 LEAVE=1                                                      884,999
 *     GRAPH=1 COMMITS=2 SCRIPT=12 LEAVE=1                                                      731,678
 *     GRAPH=2 COMMITS=2 COLLECT=1 SCRIPT=11 LEAVE=1                                            669,007
 *     GRAPH=2 COMMITS=2 RETAIN=1 REQUESTS=2 TOP=4 SCRIPT=11 LEAVE=1                            673,340
 *     GRAPH=4 COMMITS=1 EVICT=1 REQUESTS=2 TOP=4 SCRIPT=1 LEAVE=1                            1,088,675
 *     GRAPH=7 COMMITS=2 LEVEL1=HIGH TOP=4 SCRIPT=12 FIRST=2 LEAVE=1                            535,278
 *     GRAPH=2 COMMITS=1 FRESH=1 REQUESTS=2                                                   3,182,177
 *     GRAPH=4 COMMITS=1 FRESH=1 REQUESTS=2 SCRIPT=1                                          9,728,040
 *     GRAPH=2 COMMITS=1 FRESH=1 COLLECT=1 REQUESTS=2 SCRIPT=1                               10,993,134
 *     GRAPH=2 COMMITS=1 FRESH=1 OVERTAKE=1 CANCEL=1 REQUESTS=2 SCRIPT=1                      3,682,501
 *     GRAPH=2 COMMITS=2 FRESH=1 RETAIN=1 REQUESTS=2 TOP=4 SCRIPT=11                          1,636,357
 *
 * TO SEE WHY A PART IS THERE: -DBREAK=n takes it away, and with the options that check-model.sh gives an error appears at
 * once.  -DNO_S3 waits until a wrong value is seen; spin -t -p with the same -D options prints the run.
 *   publishing   1 edges after the check         6 no check                       14 open by a store, not by CAS
 *               17 LINKING dependency will do   24 ... whatever the memo's `from` 25 ... or a slot that is not known
 *               21 closed at birth though the memo before is not closed           28 forget that a closed memo was used
 *               22 open too if nothing was announced since (a collection is not)  38 drop edges whatever the old memo is
 *   commits      2 announce after the walk      12 make current before the walk
 *               15 walk skips LINKING           16 walk stops at LINKING          31 walk takes edges of LINKING too
 *               37 the key set is not closed    49 walk takes edges of what a watermark may have closed too
 *   slots       26 learn before it is in the table                                29 learn while a commit is under way
 *   frozen views and taking over
 *               10 publish live what used a frozen view                           27 publish though overtaken
 *               23 a frame that ends without publishing leaves its claim HELD     39 a frozen cell's old memo may be younger
 *   watermarks  32 no part of what holds        35 `from` may be before them      36 a commit does not raise them
 *               33 levels are not inherited     34 what has read MEDIUM or HIGH is OPEN at birth
 *   hits        40 learn by a store, not by CAS 45 learn without the lock         46 learn what is LINKING
 *               44 a hit forgets the watermarks                                   43 learn without the mark
 *               47 learn what holds at the request's root, not at the newest      51 read the value before the stamp
 *               41 expire after the commit      48 ... or before the memo is turned
 *               42 a walk looks for the page before it turns the memo             50 a new page has the values of the old
 */

#ifndef COMMITS
#define COMMITS 2
#endif
#ifndef REQUESTERS
#define REQUESTERS 2
#endif
#ifndef REQUESTS
#define REQUESTS 1              /* by each requester */
#endif
#ifndef GRAPH
#define GRAPH 1
#endif
#ifndef FIRST
#define FIRST 0                 /* S1 in root 0 */
#endif
#ifndef BREAK
#define BREAK 0
#endif
#ifndef RETAIN
#define RETAIN 0                /* 1: Pins retains every memo that is replaced; 0: none */
#endif
#ifndef OVERTAKE
#define OVERTAKE 0              /* 1: requests overtake outdated runs; 0: they wait for them */
#endif
#ifndef CANCEL
#define CANCEL 0                /* how many requests may be cancelled */
#endif
#ifndef LEAVE
#define LEAVE 0                 /* 1: a walk leaves the edges of cells, as it does while they are few; 0: it takes them */
#endif
#ifndef LEARN
#define LEARN 0                 /* 1: slots' nodes are made when first read, newest unknown */
#endif
#ifndef COLLECT
#define COLLECT 0               /* how many cells are collected */
#endif
#ifndef EVICT
#define EVICT 0                 /* how many values are evicted */
#endif
#ifndef TRANSIENT
#define TRANSIENT 0             /* how many results are transient */
#endif
#ifndef FRESH
#define FRESH 0                 /* 1: values of open memos are kept ready (Fresh) */
#endif
#ifndef HITS
#define HITS 0                  /* how many hits take their time; where there are watermarks */
#endif
#ifndef KEYS
#define KEYS 0                  /* 1: S1 is a key of an input, absent where it is 0; S2 that input's key set (Slot.KEYS) */
#endif
/* Memo.LOW and so on: durabilities of inputs, and which of them a memo has read */
#define LOW    1
#define MEDIUM 2
#define HIGH   4
#ifndef LEVEL1
#define LEVEL1 LOW              /* InputDefinition.level, of S1 */
#endif
#ifndef LEVEL2
#if KEYS
#define LEVEL2 LEVEL1
#else
#define LEVEL2 LOW
#endif
#endif
#if LEVEL1 != LOW || LEVEL2 != LOW
#define WATERMARKS 1
#else
#define WATERMARKS 0
#endif
#ifndef TOP
#define TOP 7                   /* which cells are asked for from outside: 1 = C, 2 = D, 4 = P */
#endif

/* ---- the graph: three cells, two slots; DEP(c,i) is the i-th dependency of c ------------------------------- */

#define C  0
#define D  1
#define P  2
#define S1 3
#define S2 4
#define CELLS 3
#define NODES 5
#define SLOT(n) ((n) >= S1)
#define BIT(c)  (1 << (c))
#define REVS    (COMMITS + 1)
#define GENS    (REVS + EVICT + COLLECT)
#define LEVEL(s) ((s) == S1 -> LEVEL1 : LEVEL2)

/* Root r: immutable once it is current.  What a slot is there, and which commit made it so. */
byte slot_value[2 * REVS];
byte slot_changed[2 * REVS];
#define VAL(r,s) slot_value[2*(r) + (s) - S1]
#define CHG(r,s) slot_changed[2*(r) + (s) - S1]
#if WATERMARKS
byte medium_changed[REVS];      /* Root.mediumChangedAt, highChangedAt: by any input of that level */
byte high_changed[REVS];
#define CHANGED_MEDIUM(r,ls) (((ls) & MEDIUM) -> medium_changed[r] : 0)
#define CHANGED_HIGH(r,ls)   (((ls) & HIGH) -> high_changed[r] : 0)
#define CHANGED_AT(r,ls)     (CHANGED_MEDIUM(r,ls) > CHANGED_HIGH(r,ls) -> CHANGED_MEDIUM(r,ls) : CHANGED_HIGH(r,ls))
#else
#define CHANGED_AT(r,ls) 0
#endif

/* C cuts off: S1 = 0 and S1 = 1 give the same.  NDEPS is how many dependencies a run at root r reads. */
#define EVAL_C(r) (VAL(r,S1) / 2)
#if GRAPH == 1        /* a diamond; D reads S2 only while C is odd:  C = S1/2   D = C odd ? S2+1 : 0   P = 4C+D */
#define DEP(c,i)   ((c) == C -> S1 : ((c) == D -> ((i) == 0 -> C : S2) : ((i) == 0 -> C : D)))
#define NDEPS(c,r) ((c) == C -> 1 : ((c) == D -> 1 + EVAL_C(r) % 2 : 2))
#define EVAL_D(r)  (EVAL_C(r) % 2 -> VAL(r,S2) + 1 : 0)
#define EVAL_P(r)  (4 * EVAL_C(r) + EVAL_D(r))
#elif GRAPH == 2      /* a small one:  C = S1/2   P = 4C+S2 */
#define DEP(c,i)   ((c) == C -> S1 : ((i) == 0 -> C : S2))
#define NDEPS(c,r) ((c) == C -> 1 : 2)
#define EVAL_D(r)  0
#define EVAL_P(r)  (4 * EVAL_C(r) + VAL(r,S2))
#elif GRAPH == 3      /* a chain:  C = S1/2   D = C+1   P = 4D+S2 */
#define DEP(c,i)   ((c) == C -> S1 : ((c) == D -> C : ((i) == 0 -> D : S2)))
#define NDEPS(c,r) ((c) == P -> 2 : 1)
#define EVAL_D(r)  (EVAL_C(r) + 1)
#define EVAL_P(r)  (4 * EVAL_D(r) + VAL(r,S2))
#elif GRAPH == 4      /* the same chain, but nothing reads S2: commits that touch nothing */
#define DEP(c,i)   ((c) == C -> S1 : ((c) == D -> C : D))
#define NDEPS(c,r) 1
#define EVAL_D(r)  (EVAL_C(r) + 1)
#define EVAL_P(r)  (4 * EVAL_D(r))
#elif GRAPH == 5      /* as 1, but D reads S1 itself:  C = S1/2   D = S1 odd ? S2+1 : 0   P = 4C+D */
#define DEP(c,i)   ((c) == C -> S1 : ((c) == D -> ((i) == 0 -> S1 : S2) : ((i) == 0 -> C : D)))
#define NDEPS(c,r) ((c) == C -> 1 : ((c) == D -> 1 + VAL(r,S1) % 2 : 2))
#define EVAL_D(r)  (VAL(r,S1) % 2 -> VAL(r,S2) + 1 : 0)
#define EVAL_P(r)  (4 * EVAL_C(r) + EVAL_D(r))
#elif GRAPH == 6      /* as 1, but P reads D only while C is even:  P = C even ? 4+D : 0 */
#define DEP(c,i)   ((c) == C -> S1 : ((c) == D -> ((i) == 0 -> C : S2) : ((i) == 0 -> C : D)))
#define NDEPS(c,r) ((c) == C -> 1 : ((c) == D -> 1 + EVAL_C(r) % 2 : 2 - EVAL_C(r) % 2))
#define EVAL_D(r)  (EVAL_C(r) % 2 -> VAL(r,S2) + 1 : 0)
#define EVAL_P(r)  (EVAL_C(r) % 2 -> 0 : 4 + EVAL_D(r))
#elif GRAPH == 7      /* what D reads is for S1 to say, and read after it:  C = S2   D = C + (S1 = 2 ? S2+1 : 0)   P = 4D */
#define DEP(c,i)   ((c) == C -> S2 : ((c) == D -> ((i) == 0 -> S1 : ((i) == 1 -> C : S2)) : D))
#define NDEPS(c,r) ((c) == D -> 2 + VAL(r,S1) / 2 : 1)
#undef  EVAL_C
#define EVAL_C(r)  VAL(r,S2)
#define EVAL_D(r)  (VAL(r,S2) + (VAL(r,S1) == 2 -> VAL(r,S2) + 1 : 0))
#define EVAL_P(r)  (4 * EVAL_D(r))
#endif
#define EVAL(c,r) ((c) == C -> EVAL_C(r) : ((c) == D -> EVAL_D(r) : EVAL_P(r)))

/* ---- shared state ----------------------------------------------------------------------------------------- */

#define NONE    15
#define OPEN    15
#define LINKING 0               /* (the code encodes the memo's own revision here; the model has m_own) */
#define UNKNOWN 15

byte current;                   /* Branch.current; written by the writer (C4) */
byte announced;                 /* Branch.announced; written by the writer (C1) */
byte newest[2];                 /* Slot.newest */
byte true_newest[2];            /* (ghost) what it is, or would be if it were known */
bit  in_table[2];               /* whether the slot has a node */
byte edges[NODES];              /* Node.dependents */

byte claimed[CELLS];            /* Cell.running: 0, or which requester's frame (1 ..), or COLLECTOR */
#define COLLECTOR 9
byte claimed_at[CELLS];         /* ... the revision of that frame's root */
byte slots_read[CELLS];         /* ... bit 0, 1: S1, S2 is among its recorded dependencies (Recorder.isOutdated) */

/* Frame.state, of the last live frame that a requester made for a cell; frame_no tells frames apart */
#define HELD       0
#define PUBLISHING 1
#define OVERTAKEN  2
#define F(p,c)     ((p) * CELLS + (c) - CELLS)
byte frame_claim[REQUESTERS * CELLS];
#if OVERTAKE
byte frame_no[REQUESTERS * CELLS];
#endif

/* The frozen view of root r: cells, of which the model knows whether they have a memo, changed when, and who claimed them */
#define Z(c,r)  ((c) * REVS + (r))
byte frozen_memo[CELLS * REVS]; /* 0: none; else its changedAt + 1 */
byte frozen_claimed[CELLS * REVS];

/* A cell's memos, numbered in the order of their publishing; memo[c] is Cell.memo */
byte memo[CELLS] = NONE;
#define M(c,k)  ((c) * GENS + (k))
byte m_value[CELLS * GENS];
byte m_own[CELLS * GENS];
byte m_from[CELLS * GENS];
byte m_changed[CELLS * GENS];
byte m_ndeps[CELLS * GENS];     /* the dependencies, in order: DEP(c,0) .. DEP(c,ndeps-1) */
byte m_until[CELLS * GENS];     /* LINKING, OPEN, or the revision that closed it */
bit  m_momentary[CELLS * GENS]; /* Memo.MOMENTARY */
#if WATERMARKS
byte m_levels[CELLS * GENS];    /* Memo.levels() */
#define LEVELS(c,k) m_levels[M(c,k)]
#else
#define LEVELS(c,k) LOW
#endif
#if EVICT
bit  m_evicted[CELLS * GENS];   /* Memo.value is null */
#define EVICTED(c,k) m_evicted[M(c,k)]
bit  frozen_evicted[CELLS * REVS];
#define FROZEN_EVICTED(z) frozen_evicted[z]
#else
#define EVICTED(c,k) 0
#define FROZEN_EVICTED(z) 0
#endif
#if TRANSIENT
bit  m_transient[CELLS * GENS];
#define IS_TRANSIENT(c,k) m_transient[M(c,k)]
bit  m_tainted[CELLS * GENS];   /* (ghost) is of no use but at its own revision, since it used a transient one, or is one */
#define TAINTED(c,k) m_tainted[M(c,k)]
#define FAILS(c) fails[c]
byte transients;
#else
#define IS_TRANSIENT(c,k) 0
#define TAINTED(c,k) 0
#define FAILS(c) 0
#endif
#if CANCEL
byte cancelled;
#endif
#if FRESH
#if EVICT
#error "Fresh.learn leaves queries alone that evict"
#endif
#define PAGES 2                 /* Fresh.page: the first, and one that takes its place */
#define V(g,c) ((g) * CELLS + (c))
byte fresh[PAGES*CELLS];        /* values in Fresh.Page: 0 is none; then LEARNING, or a value from VALUE on */
bit  entry[PAGES*CELLS];        /* a key is there */
byte page, turned_at;           /* ... and the root that was current when the second took the place of the first */
bit  learning;                  /* Fresh.lock */
#define LEARNING 1
#define VALUE   2
#if WATERMARKS
byte stamp[PAGES*CELLS];        /* of an entry: a revision at which its value was good */
#define RAISED(r) CHANGED_AT(r,MEDIUM | HIGH)   /* Fresh.isOutdated */
#define OUTDATED(v,r) (RAISED(r) > stamp[v])
#else
#define OUTDATED(v,r) false
#endif
#endif

#define HOLDS(c,k,r) (m_from[M(c,k)] <= (r) && (r) < (m_until[M(c,k)] == LINKING -> m_own[M(c,k)] + 1 : m_until[M(c,k)]) && \
                      MARKS_HOLD(c,k,r))
#if BREAK == 32                 /* 32: Memo.holds forgets the watermarks */
#define MARKS_HOLD(c,k,r) true
#else
#define MARKS_HOLD(c,k,r) (CHANGED_AT(r,LEVELS(c,k)) <= m_from[M(c,k)])
#endif
#define MARKED(c,k)  ((LEVELS(c,k) & (MEDIUM | HIGH)) != 0)
#define CLOSED(c,k)  (m_until[M(c,k)] != LINKING && m_until[M(c,k)] != OPEN)
#define PASSING(c,k) (m_momentary[M(c,k)] || CLOSED(c,k))
/* Publish.link: a dependency on a node keeps an edge there */
#define KEEPS_EDGE(n) (SLOT(n) -> LEVEL(n) == LOW : memo[n] == NONE || (LEVELS(n,memo[n]) & LOW))

byte work;                      /* the walk's WorkList: cells */
byte popped = NONE;             /* ... the one in hand */
byte taking = NONE;             /* ... the node whose edges it is about to take or read */

/* ---- S3 --------------------------------------------------------------------------------------------------- */

#define TAKING(n) (taking == (n) || taking == NODES && SLOT(n))

hidden byte z_c, z_i, z_n, z_ok[CELLS];
inline check_S3() {             /* (cells are numbered so that dependencies come first) */
  assert(newest[0] == UNKNOWN || newest[0] == true_newest[0]);
  assert(newest[1] == UNKNOWN || newest[1] == true_newest[1]);
  z_c = 0;
  do
  :: z_c < CELLS && memo[z_c] == NONE -> z_ok[z_c] = 0; z_c++
  :: z_c < CELLS && memo[z_c] != NONE ->
     z_ok[z_c] = 1; z_i = 0;
     do
     :: z_i < m_ndeps[M(z_c,memo[z_c])] ->
        z_n = DEP(z_c,z_i); z_i++;
        if
        :: (work & BIT(z_c)) || popped == z_c || !KEEPS_EDGE(z_n) -> skip    /* a walk will come by, or a watermark tells */
        :: else ->
           if
           :: !(edges[z_n] & BIT(z_c)) -> z_ok[z_c] = 0
           ::  TAKING(z_n) && (edges[z_n] & BIT(z_c)) -> skip
           :: !TAKING(z_n) && (edges[z_n] & BIT(z_c)) ->
              if
              :: SLOT(z_n)  -> z_ok[z_c] = z_ok[z_c] && in_table[z_n-S1] &&
                                           true_newest[z_n-S1] == CHG(m_own[M(z_c,memo[z_c])],z_n)
              :: !SLOT(z_n) && z_ok[z_n]  -> z_ok[z_c] = z_ok[z_c] && !CLOSED(z_n,memo[z_n])
              :: !SLOT(z_n) && !z_ok[z_n] -> z_ok[z_c] = 0
              fi
           fi
        fi
     :: else -> break
     od;
#ifndef NO_S3
     assert(m_until[M(z_c,memo[z_c])] != OPEN || z_ok[z_c] ||
            CHANGED_AT(announced,LEVELS(z_c,memo[z_c])) > m_from[M(z_c,memo[z_c])]);   /* a watermark has closed it */
#endif
     z_c++
  :: else -> break
  od;
  z_c = 0
}

/* ---- a requester ------------------------------------------------------------------------------------------ */

mtype = { BEGIN, READ, LOOK, CLAIM, OLDER, FROZEN, TAKE_OVER, TAKE_OVER2, PASS, MAKE, KNOW, KNOW2, LEARNED, RECORD, ABANDON,
          MAY_PUBLISH, INTO_FROZEN, PASSED, LINK, LINK_CELL, REPLACE, LATE_LINK, ARE_OPEN, IS_OPEN, OPENING, UNLINK,
          ENTER, MARK, LOOK_UP, CHECK, STAMP, REFRESH };

inline answer() {               /* c is done (a_memo or a_private): hand it to whoever asked for it */
  n = c; k = 0;
  if
  :: asker[n] == NONE -> at = BEGIN; c = 0; n = 0; a_memo = 0; a_private = 0; a_changed = 0
  :: else -> c = asker[n]; at = RECORD
  fi;
  asker[n] = NONE
}

inline hit(kk) {                /* memo kk of c holds at r */
  assert(m_value[M(c,kk)] == EVAL(c,r));
  assert(!TAINTED(c,kk) || m_own[M(c,kk)] == r);
  a_memo = kk; a_changed = m_changed[M(c,kk)]; a_private = 0; answer()
}

#if FRESH
inline old_page(cc) {           /* right at some time since a request that still found the old page began, at the latest */
  assert(fresh[V(0,cc)] == VALUE + EVAL(cc,turned_at) || fresh[V(0,cc)] == VALUE + EVAL(cc,current) ||
         turned_at + 2 == current && fresh[V(0,cc)] == VALUE + EVAL(cc,turned_at + 1))
}
#endif

#if FRESH
#if BREAK == 44                 /* 44: a hit forgets the watermarks */
#define HIT(g,cc,rr) (fresh[V(g,cc)] >= VALUE)
#else
#define HIT(g,cc,rr) (fresh[V(g,cc)] >= VALUE && !OUTDATED(V(g,cc),rr))
#endif
#endif

#if FRESH
inline learned() {
  learning = 0; l_page = 0;
#if WATERMARKS
  l_root = 0;
#endif
  skip
}
#endif

inline hit_private() { a_memo = 0; a_changed = frozen_memo[Z(c,r)] - 1; a_private = 1; answer() }

#if BREAK == 46                 /* 46: learn what is LINKING too */
#define MAY_LEARN(kk) (!CLOSED(c,kk))
#else
#define MAY_LEARN(kk) (m_until[M(c,kk)] == OPEN)
#endif

#define WANTS_VALUE (asker[c] == NONE || running[asker[c]])
#define USABLE(kk)  (HOLDS(c,kk,r) && (!EVICTED(c,kk) || !WANTS_VALUE))
#define FROZEN_USABLE (frozen_memo[Z(c,r)] && (!FROZEN_EVICTED(Z(c,r)) || !WANTS_VALUE))

inline restart() {              /* Recorder.restart */
  next[c] = 0; from[c] = 0; closed[c] = 0; private[c] = 0;
#if WATERMARKS
  levels[c] = 0;
#endif
#if TRANSIENT
  tainted[c] = 0; fails[c] = 0;
#endif
  skip
}

inline dependency() {
  if
  :: SLOT(n) -> a_memo = 0; a_private = 0; a_changed = 0; at = (LEARN && running[c] -> MAKE : RECORD)
  :: else    -> asker[n] = c; c = n; n = 0; a_memo = 0; a_changed = 0; a_private = 0; at = READ
  fi
}

#define READS    (running[c] -> (FAILS(c) -> 1 : NDEPS(c,r)) : m_ndeps[M(c,old[c])])
#define LAST     (next[c] == READS)
#define NO_VALUE (EVICT && !running[c] && EVICTED(c,old[c]) && WANTS_VALUE)

inline next_dependency() {
  if
  :: LAST && NO_VALUE ->
     running[c] = 1; unchanged[c] = 1; restart();         /* but the value was evicted */
     n = DEP(c,0); dependency()
  :: LAST && !NO_VALUE ->
     at = MAY_PUBLISH; next[c] = 0; n = 0; a_memo = 0; a_changed = 0; a_private = 0
  :: else -> n = DEP(c,next[c]); dependency()
  fi
}

#if WATERMARKS
#define READS_LOW    ((levels[c] & LOW) != 0)
#define READS_MARKED ((levels[c] & (MEDIUM | HIGH)) != 0)
#else
#define READS_LOW    true
#define READS_MARKED false
#endif
/* Publish.publish's `like`: verified, or run again for its value, or of an equal value */
#define LIKE(c,k) (k != NONE && !FAILS(c) && (!running[c] || unchanged[c] || m_value[M(c,k)] == EVAL(c,r) && !EVICTED(c,k)))

inline note() {                 /* dependency n was got at r: Recorder.record or note */
  if
  :: SLOT(n) ->
     assert(newest[n-S1] > r || newest[n-S1] == CHG(r,n));                            /* Slot.at */
     a_changed = CHG(r,n); from[c] = (a_changed > from[c] -> a_changed : from[c]);
#if WATERMARKS
     levels[c] = levels[c] | LEVEL(n);
#endif
     if
     :: running[c] && !frozen[c] && claimed[c] == p -> slots_read[c] = slots_read[c] | (n == S1 -> 1 : 2)
     :: else
     fi
  :: !SLOT(n) && a_private ->
     private[c] = 1; from[c] = r
  :: else ->
#if BREAK != 28                 /* 28: what used a closed memo is published like any other */
     closed[c] = closed[c] || PASSING(n,a_memo);
#endif
#if WATERMARKS
#if BREAK == 33                 /* 33: levels are those of the slots that a cell reads itself */
     levels[c] = levels[c] | LOW;
#else
     levels[c] = levels[c] | LEVELS(n,a_memo);
#endif
#endif
#if TRANSIENT
     tainted[c] = tainted[c] || TAINTED(n,a_memo);
#endif
     from[c] = (m_from[M(n,a_memo)] > from[c] -> m_from[M(n,a_memo)] : from[c])
  fi
}

inline linked(then) {           /* an edge was added, or was not needed: on to the next dependency */
  next[c]++;
  if
  :: LAST -> next[c] = 0; at = then
  :: else
  fi
}

inline is_open() {              /* areOpen: so far */
  next[c]++;
  if
  :: next[c] == m_ndeps[M(c,memo[c])] -> next[c] = 0; at = (BREAK == 1 -> LATE_LINK : OPENING)
  :: else -> at = ARE_OPEN
  fi
}

inline begin_frame(is_frozen, k0) {  /* Validate.memo */
  frozen[c] = is_frozen; old[c] = k0;
  unchanged[c] = (k0 != NONE && !is_frozen && HOLDS(c,k0,r));
  running[c] = (k0 == NONE || (TRANSIENT && IS_TRANSIENT(c,k0)) || unchanged[c]);
  restart();
  next_dependency()
}

inline forget_frame() {
  frozen[c] = 0; old[c] = 0; running[c] = 0; unchanged[c] = 0; passed[c] = 0; linking[c] = 0;
  restart()
}

/* Fetch.claimed, finally: seals the frame's claim, and gives back the cell's, or that of the frozen cell if overtaken */
inline release() {
  if
  :: frozen[c] -> frozen_claimed[Z(c,r)] = 0
  :: else ->
     if
     :: frame_claim[F(p,c)] == OVERTAKEN ->
        if
        :: frozen_claimed[Z(c,r)] == p -> frozen_claimed[Z(c,r)] = 0
        :: else
        fi
#if BREAK == 23                 /* 23: a frame that ends without publishing does not seal its claim */
     :: else -> skip
#else
     :: else -> frame_claim[F(p,c)] = PUBLISHING
#endif
     fi;
     if
     :: claimed[c] == p -> claimed[c] = 0; claimed_at[c] = 0; slots_read[c] = 0
     :: else
     fi
  fi
}

inline memo_at() {              /* Cell.memoAt: k = the newest memo that does not begin after r, or NONE */
  k = memo[c];
  do
  :: k != NONE && m_from[M(c,k)] > r -> k = (RETAIN && k > 0 -> k - 1 : NONE)
  :: else -> break
  od
}

proctype requester(byte p) {
  mtype at = BEGIN;
  byte todo = REQUESTS;
  byte r;                       /* the root taken */
  byte c;                       /* the cell now being worked on */
  byte n, k;
  byte a_memo, a_changed;       /* an answer: which memo, changed when */
  bit  a_private;               /* ... or one of a frozen view */
  byte asker[CELLS] = NONE;     /* the frames: per cell, who asked for it (the graph has no cycles) */
  bit  frozen[CELLS];           /* ... of the frozen view */
  byte old[CELLS];              /* ... the memo to validate or to compare with */
  byte next[CELLS];             /* ... index of the dependency in hand */
  bit  running[CELLS];          /* ... running, not validating */
  bit  unchanged[CELLS];        /* ... though nothing has changed: the value was evicted */
  byte from[CELLS];             /* ... Recorder.from, closed (then `momentary`), flags & PRIVATE, flags & LEVELS */
  bit  closed[CELLS];
  bit  private[CELLS];
#if WATERMARKS
  byte levels[CELLS];
#endif
#if TRANSIENT
  bit  tainted[CELLS];
  bit  fails[CELLS];            /* ... after its first read, transiently */
#endif
  bit  passed[CELLS];           /* ... Publish.publish: the old memo is closed */
  bit  linking[CELLS];
  byte drop[CELLS];             /* ... the dependency that the new memo has no more */
#if FRESH
  byte l_page;                  /* what it learns into */
#if WATERMARKS
  byte l_root;                  /* ... and the root that was current just now */
#endif
#endif
#if OVERTAKE
  byte o_p, o_r, o_no;          /* the frame to be overtaken */
#endif

  do
  :: atomic { at == BEGIN && todo > 0 ->
       if
       :: r = current
       :: todo < REQUESTS       /* or stay at the root of the request before: a pinned block */
       fi;
       todo--;
       if
       :: (TOP & 1) -> c = C
#if GRAPH != 2
       :: (TOP & 2) -> c = D
#endif
       :: (TOP & 4) -> c = P
       fi;
       at = READ }
  :: at == BEGIN && todo == 0 -> break

#if FRESH
  /* H1.  A miss changes nothing, so it is no step; nor does a hit (but see hitter), so there are as many as one likes:
     also in the first page, by who found that before another took its place. */
  :: d_step { at == BEGIN && HIT(page,C,current) -> assert(fresh[V(page,C)] == VALUE + EVAL(C,current)) }
  :: d_step { at == BEGIN && HIT(page,P,current) -> assert(fresh[V(page,P)] == VALUE + EVAL(P,current)) }
  :: d_step { at == BEGIN && page && HIT(0,C,turned_at) -> old_page(C) }
  :: d_step { at == BEGIN && page && HIT(0,P,turned_at) -> old_page(P) }
#if GRAPH != 2
  :: d_step { at == BEGIN && HIT(page,D,current) -> assert(fresh[V(page,D)] == VALUE + EVAL(D,current)) }
  :: d_step { at == BEGIN && page && HIT(0,D,turned_at) -> old_page(D) }
#endif
#endif

  /* R1, R2: Fetch.live */
  :: d_step { at == READ -> k = memo[c]; at = (k == NONE -> CLAIM : LOOK); k = (k == NONE -> 0 : k) }
  :: d_step { at == LOOK ->
       if
       :: USABLE(k) -> hit(k)
       :: else      -> at = (m_from[M(c,k)] > r -> OLDER : CLAIM); k = 0
       fi }
#if FRESH
  /* H2, H3: Fresh.learn.  (What it looks at before it takes the lock only saves it that.) */
  :: d_step { at == LOOK && asker[c] == NONE && USABLE(k) && !IS_TRANSIENT(c,k) && MAY_LEARN(k) && !learning ->
       learning = (BREAK != 45);                             /* 45: without the lock */
#if WATERMARKS
       l_root = (BREAK == 47 -> r : current); at = (HOLDS(c,k,l_root) -> ENTER : LOOK); learning = learning && at == ENTER; l_root = (at == ENTER -> l_root : 0)
#else
       at = ENTER
#endif
     }
  :: d_step { at == ENTER && page + 1 < PAGES -> page++; turned_at = current;
#if BREAK == 50                 /* 50: a new page has what the old one had */
       fresh[V(page,C)] = fresh[V(page-1,C)]; entry[V(page,C)] = entry[V(page-1,C)];
       fresh[V(page,P)] = fresh[V(page-1,P)]; entry[V(page,P)] = entry[V(page-1,P)];
#endif
     }
  :: d_step { at == ENTER -> l_page = page;
#if WATERMARKS
       stamp[V(l_page,c)] = (entry[V(l_page,c)] -> stamp[V(l_page,c)] : l_root);
#endif
       entry[V(l_page,c)] = 1;
       at = (BREAK == 43 -> CHECK : MARK) }                  /* 43: without the mark */
#if WATERMARKS
  :: d_step { at == MARK && fresh[V(l_page,c)] >= VALUE && OUTDATED(V(l_page,c),l_root) -> fresh[V(l_page,c)] = 0 }
#endif
  :: d_step { at == MARK && !(fresh[V(l_page,c)] >= VALUE && OUTDATED(V(l_page,c),l_root)) ->
       if
       :: fresh[V(l_page,c)] == 0 -> fresh[V(l_page,c)] = LEARNING; at = (WATERMARKS -> LOOK_UP : CHECK)
       :: else -> learned(); hit(k)
       fi }
#if WATERMARKS
  :: d_step { at == LOOK_UP ->
#if BREAK != 47                 /* 47: the request's root will do, instead of the newest */
       l_root = current;
#endif
       at = CHECK }
#endif
  :: d_step { at == CHECK ->
       if
#if WATERMARKS
       :: MAY_LEARN(k) && HOLDS(c,k,l_root) -> at = STAMP
       :: !(MAY_LEARN(k) && HOLDS(c,k,l_root)) ->
#else
       :: MAY_LEARN(k) -> at = REFRESH
       :: else ->
#endif
          fresh[V(l_page,c)] = (fresh[V(l_page,c)] == LEARNING -> 0 : fresh[V(l_page,c)]);
          learned(); hit(k)
       fi }
#if WATERMARKS
  :: d_step { at == STAMP -> stamp[V(l_page,c)] = (stamp[V(l_page,c)] < l_root -> l_root : stamp[V(l_page,c)]); at = REFRESH }
#endif
  :: d_step { at == REFRESH ->
       if
       :: fresh[V(l_page,c)] == LEARNING || BREAK == 40 || BREAK == 43 && fresh[V(l_page,c)] == 0 ->
          fresh[V(l_page,c)] = VALUE + m_value[M(c,k)]                                 /* 40: a store, not an exchange */
       :: else
       fi;
       learned(); hit(k) }
#endif

  /* R3.  While the claim is held, memo[c] stays put, and "does not hold at r" stays true (Fetch.mayMake) */
  :: d_step { at == CLAIM && frozen_memo[Z(c,r)] ->
       if
       :: FROZEN_USABLE -> hit_private()
       :: else -> at = FROZEN
       fi }
  :: d_step { at == CLAIM && !frozen_memo[Z(c,r)] && !claimed[c] ->
       k = memo[c];
       if
       :: k != NONE && USABLE(k) -> hit(k)
       :: k != NONE && !USABLE(k) && m_from[M(c,k)] > r -> k = 0; at = OLDER
       :: else ->
          claimed[c] = p; claimed_at[c] = r; slots_read[c] = 0; frame_claim[F(p,c)] = HELD;
#if OVERTAKE
          frame_no[F(p,c)]++;
#endif
          begin_frame(0, k); k = 0
       fi }
  :: d_step { at == CLAIM && !frozen_memo[Z(c,r)] && claimed[c] && claimed_at[c] > r -> at = OLDER }
  /* (else it waits: WaitGraph.await) */

  /* the cell has moved on: an older memo that was retained, or the frozen view */
  :: d_step { at == OLDER ->
       memo_at();
       if
       :: k != NONE && USABLE(k) -> hit(k)
       :: else -> k = 0; at = FROZEN
       fi }
  :: d_step { at == FROZEN && FROZEN_USABLE -> hit_private() }
  :: d_step { at == FROZEN && !FROZEN_USABLE && !frozen_claimed[Z(c,r)] ->
       frozen_claimed[Z(c,r)] = p;
#if BREAK == 39                 /* 39: liveMemoFor gives the newest */
       k = memo[c];
#else
       memo_at();
#endif
       begin_frame(1, k); k = 0 }

#if OVERTAKE
  /* Overtake: a frame at an earlier root that has read a slot which is another one at r */
  :: d_step { at == CLAIM && !frozen_memo[Z(c,r)] && claimed[c] && claimed[c] != COLLECTOR && claimed_at[c] < r &&
              ((slots_read[c] & 1) && CHG(r,S1) > claimed_at[c] || (slots_read[c] & 2) && CHG(r,S2) > claimed_at[c]) &&
              !frozen_claimed[Z(c,claimed_at[c])] ->
       o_p = claimed[c]; o_r = claimed_at[c]; o_no = frame_no[F(o_p,c)]; at = TAKE_OVER }
  :: d_step { at == TAKE_OVER ->
       if
       :: frozen_claimed[Z(c,o_r)] -> at = READ; o_p = 0; o_r = 0; o_no = 0
       :: else -> frozen_claimed[Z(c,o_r)] = o_p; at = TAKE_OVER2
       fi }
  :: d_step { at == TAKE_OVER2 ->
       if
       :: frame_no[F(o_p,c)] == o_no && frame_claim[F(o_p,c)] == HELD -> frame_claim[F(o_p,c)] = OVERTAKEN; at = PASS
       :: else ->
          if
          :: frozen_claimed[Z(c,o_r)] == o_p -> frozen_claimed[Z(c,o_r)] = 0
          :: else
          fi;
          at = READ; o_p = 0; o_r = 0; o_no = 0
       fi }
  :: d_step { at == PASS ->
       if
       :: claimed[c] == o_p && frame_no[F(o_p,c)] == o_no ->
          claimed[c] = p; claimed_at[c] = r; slots_read[c] = 0; frame_claim[F(p,c)] = HELD; frame_no[F(p,c)]++;
          o_p = 0; o_r = 0; o_no = 0;
          k = memo[c];
          assert(k == NONE || m_from[M(c,k)] <= r);
          if
          :: k != NONE && USABLE(k) -> release(); hit(k)
          :: else -> begin_frame(0, k); k = 0
          fi
       :: else -> at = READ; o_p = 0; o_r = 0; o_no = 0
       fi }
#endif

#if LEARN
  /* Branch.slot and Slot.learn */
  :: d_step { at == MAKE ->
#if BREAK != 26                 /* 26: learn first, then put it into the table */
       in_table[n-S1] = 1;
#endif
       if
       :: newest[n-S1] == UNKNOWN -> k = current; at = KNOW
       :: else -> in_table[n-S1] = 1; at = RECORD
       fi }
  :: d_step { at == KNOW -> at = (announced == k || BREAK == 29 -> KNOW2 : LEARNED) }      /* 29: whatever is announced */
  :: d_step { at == KNOW2 ->
       if
       :: newest[n-S1] == UNKNOWN -> newest[n-S1] = CHG(k,n)
       :: else
       fi;
       at = LEARNED; check_S3() }
  :: d_step { at == LEARNED -> in_table[n-S1] = 1; k = 0; at = RECORD; check_S3() }
#endif

  /* Recorder.record and note, and Validate */
#if TRANSIENT
  :: d_step { at == RECORD && running[c] && !frozen[c] && next[c] == 0 && transients < TRANSIENT ->
       transients++; note(); fails[c] = 1; tainted[c] = 1;
       at = MAY_PUBLISH; n = 0; a_memo = 0; a_changed = 0; a_private = 0 }
#endif
  :: d_step { at == RECORD ->
       note();
       if
       :: !running[c] && a_changed > m_from[M(c,old[c])] -> running[c] = 1; restart()
       :: else -> next[c]++
       fi;
       next_dependency() }
#if CANCEL
  :: d_step { (at == RECORD || at == MAY_PUBLISH && running[c]) && cancelled < CANCEL -> cancelled++; at = ABANDON }
  :: d_step { at == ABANDON ->
       release(); forget_frame(); n = c;
       if
       :: asker[n] == NONE -> at = BEGIN; c = 0; a_memo = 0; a_private = 0; a_changed = 0
       :: else -> c = asker[n]
       fi;
       asker[n] = NONE; n = 0 }
#endif

  /* Publish.publish: into the frozen view, or (R4) LINKING with its edges, or at once for good, or closed at birth */
  :: d_step { at == MAY_PUBLISH ->
       if
#if BREAK == 10                 /* 10: publish what used a frozen view */
       :: frozen[c] -> at = INTO_FROZEN
#else
       :: frozen[c] || private[c] -> at = INTO_FROZEN
#endif
       :: else ->
          if
#if BREAK == 27                 /* 27: publish though overtaken */
          :: false -> skip
#else
          :: frame_claim[F(p,c)] == OVERTAKEN -> at = INTO_FROZEN
#endif
          :: else ->
             frame_claim[F(p,c)] = PUBLISHING;
             at = PASSED
          fi
       fi }
  :: d_step { at == INTO_FROZEN ->
       k = old[c];
       assert(running[c] || m_value[M(c,k)] == EVAL(c,r));
       frozen_memo[Z(c,r)] = 1 + (LIKE(c,k) -> m_changed[M(c,k)] : r);
#if EVICT
       frozen_evicted[Z(c,r)] = !running[c] && EVICTED(c,k);
#endif
       k = 0;
       release(); forget_frame(); hit_private() }
  :: d_step { at == PASSED ->
       passed[c] = (old[c] == NONE || CLOSED(c,old[c]));
       closed[c] = closed[c] || FAILS(c);
#if BREAK == 21                 /* 21: closed at birth though a walk must come through here: the memo before is not closed */
       linking[c] = !closed[c] && READS_LOW;
#elif BREAK == 34               /* 34: what reads any watermarked input is open at once */
       linking[c] = (closed[c] -> !passed[c] : READS_LOW && !READS_MARKED);
#else
       linking[c] = (closed[c] -> !passed[c] : READS_LOW);
#endif
       at = (linking[c] && BREAK != 1 -> LINK : REPLACE) }
  :: d_step { at == LINK ->
       n = DEP(c,next[c]);
#if WATERMARKS
       k = KEEPS_EDGE(n);
       if
       :: !SLOT(n) && k -> at = LINK_CELL
       :: else ->
          edges[n] = (k -> edges[n] | BIT(c) : edges[n]);
          n = 0; linked(REPLACE)
       fi;
       k = 0
#else
       edges[n] = edges[n] | BIT(c); n = 0; linked(REPLACE)
#endif
     }
#if WATERMARKS
  :: d_step { at == LINK_CELL ->
       edges[n] = edges[n] | BIT(c); n = 0; at = LINK; linked(REPLACE) }
#endif

  /* R5: Publish.replace.  What a run computes is EVAL of the root, since each answer it got was asserted to be */
  :: d_step { at == REPLACE ->
       n = (memo[c] == NONE -> 0 : memo[c] + 1); k = old[c];
       assert(n < GENS);
       m_ndeps[M(c,n)] = READS;
       m_value[M(c,n)] = (running[c] -> EVAL(c,r) : m_value[M(c,k)]);
       assert(m_value[M(c,n)] == EVAL(c,r));
       m_momentary[M(c,n)] = closed[c];
#if EVICT
       m_evicted[M(c,n)] = !running[c] && m_evicted[M(c,k)];
#endif
#if TRANSIENT
       m_transient[M(c,n)] = fails[c]; m_tainted[M(c,n)] = tainted[c];
       from[c] = ((fails[c] || k != NONE && IS_TRANSIENT(c,k)) -> r : from[c]);
#endif
#if WATERMARKS
       m_levels[M(c,n)] = levels[c];
#if BREAK != 35                 /* 35: Publish.start forgets the watermarks */
       from[c] = (CHANGED_AT(r,levels[c]) > from[c] -> CHANGED_AT(r,levels[c]) : from[c]);
#endif
#endif
       m_changed[M(c,n)] = (LIKE(c,k) -> m_changed[M(c,k)] : from[c]);
       from[c] = (m_changed[M(c,n)] > from[c] -> m_changed[M(c,n)] : from[c]);
       m_own[M(c,n)] = r; m_from[M(c,n)] = from[c];
       assert(from[c] <= r);
       drop[c] = ((passed[c] || BREAK == 38) && k != NONE && m_ndeps[M(c,k)] > m_ndeps[M(c,n)] ->
                  DEP(c,m_ndeps[M(c,n)]) : 0);              /* 38 */
       m_until[M(c,n)] = (linking[c] -> LINKING : (closed[c] -> r + 1 : OPEN));
       assert(HOLDS(c,n,r));
       memo[c] = n;
       n = 0; k = 0;
       check_S3();
       at = (linking[c] && !closed[c] -> (BREAK == 6 -> OPENING : ARE_OPEN) : UNLINK)       /* 6: no check */
     }
#if BREAK == 1                  /* 1: edges after the check */
  :: d_step { at == LATE_LINK -> n = DEP(c,next[c]); edges[n] = edges[n] | BIT(c); n = 0; linked(OPENING) }
#endif

  /* R6 */
#if BREAK == 22                 /* 22: open too if no revision was announced since, whatever the dependencies are by now */
  :: d_step { at == ARE_OPEN && next[c] == 0 && announced == r -> at = OPENING }
#endif
  :: d_step { at == ARE_OPEN ->
       n = DEP(c,next[c]);
       if
       :: SLOT(n) ->
          if
          :: LEVEL(n) != LOW || newest[n-S1] <= r -> n = 0; is_open()
#if BREAK == 25                 /* 25: a slot of which the newest version is not known will do */
          :: LEVEL(n) == LOW && newest[n-S1] == UNKNOWN -> n = 0; is_open()
#endif
          :: else -> n = 0; next[c] = 0; at = UNLINK
          fi
       :: else -> k = memo[n]; at = IS_OPEN
       fi }
  :: d_step { at == IS_OPEN ->
       if
       :: m_until[M(n,k)] == OPEN && (m_from[M(n,k)] <= r || BREAK == 24) -> is_open()      /* 24: whatever its `from` */
#if BREAK == 17                 /* 17: one that is LINKING will do */
       :: m_until[M(n,k)] == LINKING && m_from[M(n,k)] <= r -> is_open()
#endif
       :: else -> next[c] = 0; at = UNLINK
       fi;
       n = 0; k = 0 }

  /* R7: Memo.open */
  :: d_step { at == OPENING ->
       if
       :: m_until[M(c,memo[c])] == LINKING || BREAK == 14 -> m_until[M(c,memo[c])] = OPEN  /* 14: a store, not an exchange */
       :: else
       fi;
       check_S3(); at = UNLINK }

  /* R8; a claim kept longer only delays others */
  :: d_step { at == UNLINK ->
       if
       :: drop[c] != 0 -> edges[drop[c]] = edges[drop[c]] & (255 - BIT(c)); drop[c] = 0; check_S3()
       :: else
       fi;
       a_memo = memo[c]; a_changed = m_changed[M(c,a_memo)]; a_private = 0;
       release(); forget_frame(); answer() }
  od
}

/* ---- the writer: commits and collections, under the branch's commit lock --------------------------------- */

mtype = { IDLE, ANNOUNCE, CLOSE1, CLOSE2, TAKE1, TAKE2, POP, PEEK, TURN, EXPIRE, EXPIRE2, TAKEN, TAKE_OPEN, TAKE_LINKING, FINISH,
          COLLECTING, REMOVE };

proctype writer() {
  mtype w_at = IDLE;
  byte w, c, k;
  bit  s1, s2;                  /* which slots this commit changes */
#if FRESH
  byte w_page;
  bit  w_marked;                /* the memo has read inputs of MEDIUM or HIGH */
#endif
#if BREAK == 41
  byte late;                    /* which cells are to expire after it */
#endif
#if COLLECT
  byte collected = NONE;        /* the cell that is being taken out */
  byte collections;
#endif

  do
  :: atomic { w_at == IDLE && current < COMMITS ->
       w = current + 1;         /* the new root: nobody sees it before C4 */
       VAL(w,S1) = VAL(w-1,S1); CHG(w,S1) = CHG(w-1,S1);
       VAL(w,S2) = VAL(w-1,S2); CHG(w,S2) = CHG(w-1,S2);
#if WATERMARKS
       medium_changed[w] = medium_changed[w-1]; high_changed[w] = high_changed[w-1];
#endif
#ifdef SCRIPT                   /* decimal digits, first commit first: 1 = S1 there or back, 2 = S2, 3 = both; 4, 8 = another
                                   slot, that nobody reads, of an input of MEDIUM, HIGH */
       k = ((w == COMMITS -> SCRIPT : (w == COMMITS-1 -> SCRIPT/10 : SCRIPT/100)) % 10);
       s1 = k & 1; s2 = (k & 2) != 0;
#if WATERMARKS
       medium_changed[w] = ((k & 4) -> w : medium_changed[w]); high_changed[w] = ((k & 8) -> w : high_changed[w]);
#endif
       k = 0;
       if
       :: s1 -> VAL(w,S1) = 2 - VAL(w,S1)
       :: else
       fi;
#else                           /* any one slot becomes anything else (BATCH: or both at once) */
       if
       :: s1 = 1
#if !KEYS
       :: s2 = 1
#endif
#if WATERMARKS
       :: medium_changed[w] = w
       :: high_changed[w] = w
#endif
#ifdef BATCH
       :: s1 = 1; s2 = 1
#endif
       fi;
       if
       :: s1 && VAL(w,S1) != 0 -> VAL(w,S1) = 0
       :: s1 && VAL(w,S1) != 1 -> VAL(w,S1) = 1
       :: s1 && VAL(w,S1) != 2 -> VAL(w,S1) = 2
       :: else
       fi;
#endif
#if KEYS
       s2 = ((VAL(w,S1) == 0) != (VAL(w-1,S1) == 0));                 /* keysChanged */
#endif
       if
       :: s2 -> VAL(w,S2) = 1 - VAL(w,S2); CHG(w,S2) = w
       :: else
       fi;
       if
       :: s1 -> CHG(w,S1) = w
       :: else
       fi;
#if WATERMARKS
       if
       :: s1 && LEVEL1 == MEDIUM || s2 && LEVEL2 == MEDIUM -> medium_changed[w] = w
       :: else
       fi;
#if BREAK != 36                 /* 36: Commit.put raises no watermark */
       if
       :: s1 && LEVEL1 == HIGH || s2 && LEVEL2 == HIGH -> high_changed[w] = w
       :: else
       fi;
#endif
#endif
       w_at = ANNOUNCE }
#if BREAK == 41
  :: d_step { w_at == IDLE && late ->
       fresh[V(page,C)] = (late & BIT(C) -> 0 : fresh[V(page,C)]); fresh[V(page,P)] = (late & BIT(P) -> 0 : fresh[V(page,P)]);
       late = 0 }
#endif
  :: w_at == IDLE && current == COMMITS -> break

  /* C1 */
  :: d_step { w_at == ANNOUNCE ->
#if BREAK != 2                  /* 2: announce only after the walk */
       announced = w;
#endif
#if BREAK == 12                 /* 12: make it current before the walk */
       current = w;
#endif
       w_at = (s1 -> CLOSE1 : (s2 -> CLOSE2 : POP)) }

  /* C2: those that have nodes.  Walk.from gets those that keep edges */
  :: d_step { w_at == CLOSE1 ->
       true_newest[0] = w; newest[0] = (in_table[0] -> w : newest[0]);
       taking = (in_table[0] && LEVEL1 == LOW -> S1 : NONE);
       w_at = (s2 && !(KEYS && BREAK == 37) -> CLOSE2 : (LEVEL1 == LOW -> TAKE1 : POP));   /* 37: the key set is not closed */
       check_S3() }
  :: d_step { w_at == CLOSE2 ->
       true_newest[1] = w; newest[1] = (in_table[1] -> w : newest[1]);
       taking = (in_table[1] && LEVEL2 == LOW -> (taking == S1 -> NODES : S2) : taking);     /* (NODES: both) */
       w_at = (s1 && LEVEL1 == LOW -> TAKE1 : (LEVEL2 == LOW -> TAKE2 : POP)) }

  /* C3 */
  :: d_step { w_at == TAKE1 ->
       if
       :: newest[0] == w -> work = work | edges[S1]; edges[S1] = 0
       :: else                                              /* it had no node */
       fi;
       taking = (taking == NODES -> S2 : (taking == S1 -> NONE : taking)); w_at = (s2 && LEVEL2 == LOW -> TAKE2 : POP);
       check_S3() }
  :: d_step { w_at == TAKE2 ->
       if
       :: newest[1] == w -> work = work | edges[S2]; edges[S2] = 0
       :: else
       fi;
       taking = NONE; w_at = POP; check_S3() }
  :: atomic { w_at == POP && work ->
       if
       :: work & BIT(C) -> c = C
       :: work & BIT(D) -> c = D
       :: work & BIT(P) -> c = P
       fi;
       d_step {
         work = work & (255 - BIT(c)); k = memo[c];
         if
         :: k == NONE -> c = 0; k = 0
         :: else -> popped = c; w_at = (BREAK == 48 -> PEEK : TURN);
#if FRESH && BREAK == 42
            w_page = page
#endif
         fi;
         check_S3() } }
#if BREAK == 48                 /* 48: expire, if it is open, and then turn it */
  :: d_step { w_at == PEEK -> fresh[V(page,c)] = (m_until[M(c,k)] == OPEN -> 0 : fresh[V(page,c)]); w_at = TURN }
#endif
  :: d_step { w_at == TURN ->
       popped = NONE;
       if
       :: m_until[M(c,k)] == OPEN    -> m_until[M(c,k)] = w; taking = c;
#if FRESH
          w_marked = MARKED(c,k) && BREAK != 49;                    /* 49: those of all that were open are taken */
          w_at = (BREAK != 48 -> EXPIRE : TAKEN)
#else
          w_at = (MARKED(c,k) && BREAK != 49 -> TAKE_LINKING : TAKE_OPEN)
#endif
#if BREAK != 15                 /* 15: let LINKING memos be */
       :: m_until[M(c,k)] == LINKING -> m_until[M(c,k)] = m_own[M(c,k)] + 1;
#if BREAK != 16                 /* 16: do not go on to the dependents of LINKING ones */
          taking = c; w_at = TAKE_LINKING
#else
          c = 0; w_at = POP
#endif
#endif
       :: else -> c = 0; w_at = POP
       fi;
       k = 0; check_S3() }
#if FRESH
#if BREAK == 41                 /* 41: expire after the commit */
  :: d_step { w_at == EXPIRE -> late = late | BIT(c); w_at = TAKEN }
#else
  :: d_step { w_at == EXPIRE ->
#if BREAK != 42                 /* 42: look for the page before the memo is turned */
       w_page = page;
#endif
       w_at = (entry[V(w_page,c)] -> EXPIRE2 : TAKEN) }
  :: d_step { w_at == EXPIRE2 -> fresh[V(w_page,c)] = 0; w_page = 0; w_at = TAKEN; check_S3() }
#endif
  :: d_step { w_at == TAKEN -> w_at = (w_marked -> TAKE_LINKING : TAKE_OPEN); w_marked = 0 }
#endif
  :: d_step { w_at == TAKE_OPEN    -> work = work | edges[c]; edges[c] = (LEAVE -> edges[c] : 0); taking = NONE; c = 0; w_at = POP; check_S3() }
  :: d_step { w_at == TAKE_LINKING -> work = work | edges[c];
#if BREAK == 31                 /* 31: those of LINKING ones are taken too */
       edges[c] = 0;
#endif
       taking = NONE; c = 0; w_at = POP; check_S3() }
  :: d_step { w_at == POP && !work ->
#if COLLECT
       w_at = (collected == NONE -> FINISH : REMOVE)
#else
       w_at = FINISH
#endif
     }

  /* C4 */
  :: d_step { w_at == FINISH ->
#if BREAK == 2
       announced = w;
#endif
       current = w; w = 0; s1 = 0; s2 = 0; w_at = IDLE; check_S3() }

#if COLLECT
  /* Collector.removeCells, of one cell */
  :: d_step { w_at == IDLE && collections < COLLECT -> collections++; w = current + 1; w_at = COLLECTING }
  :: atomic { w_at == COLLECTING ->
       if
       :: !claimed[C] && memo[C] != NONE -> c = C
#if GRAPH != 2
       :: !claimed[D] && memo[D] != NONE -> c = D
#endif
       :: !claimed[P] && memo[P] != NONE -> c = P
       :: c = NONE
       fi;
       d_step {
         if
         :: c == NONE -> c = 0; w = 0; w_at = IDLE
         :: else -> claimed[c] = COLLECTOR; claimed_at[c] = current; collected = c; work = BIT(c); c = 0; w_at = POP
         fi } }
  :: d_step { w_at == REMOVE ->
       k = m_ndeps[M(collected,memo[collected])];
       do
       :: k > 0 -> k--; edges[DEP(collected,k)] = edges[DEP(collected,k)] & (255 - BIT(collected))
       :: else -> break
       od;
       claimed[collected] = 0; claimed_at[collected] = 0; collected = NONE; w = 0; w_at = IDLE; check_S3() }
#endif
  od
}

#if HITS
#if !WATERMARKS
#error "stamps matter to watermarks only"
#endif
/* Hits that take their time, and write their stamps late: H1 */
mtype = { AWAY, FOUND, KNOWN, GOOD };
#define BETWEEN(x) (h_r <= (x) && (x) <= current && h_value == EVAL(h_c,x))

proctype hitter() {
  mtype h_at = AWAY;
  byte h_r, h_c, h_page, h_stamp, h_value, todo = HITS;
  do
  :: atomic { h_at == AWAY && todo > 0 -> todo--; h_r = current;
       if
       :: h_c = C
#if GRAPH != 2
       :: h_c = D
#endif
       :: h_c = P
       fi;
       h_at = FOUND }
  :: d_step { h_at == FOUND -> h_page = page; h_stamp = stamp[V(h_page,h_c)];
#if BREAK == 51                 /* 51: read the value before the stamp */
       h_value = fresh[V(h_page,h_c)];
#endif
       h_at = (entry[V(h_page,h_c)] -> KNOWN : AWAY) }
  :: d_step { h_at == KNOWN ->
#if BREAK == 51
       h_stamp = stamp[V(h_page,h_c)];
#else
       h_value = fresh[V(h_page,h_c)];
#endif
       if
       :: h_value >= VALUE && RAISED(h_r) <= h_stamp ->
          h_value = h_value - VALUE;
          assert(BETWEEN(h_r) || BETWEEN(h_r + 1) || BETWEEN(h_r + 2));
          h_value = 0; h_at = (h_r > h_stamp -> GOOD : AWAY)
       :: else -> h_value = 0; h_at = AWAY
       fi }
  :: d_step { h_at == GOOD -> stamp[V(h_page,h_c)] = h_r; h_at = AWAY }
  :: h_at == AWAY && todo == 0 -> break
  od
}
#endif

#if EVICT
/* Keeper.evict, whenever */
proctype keeper() {
  byte todo = EVICT;
  do
  :: todo > 0 ->
     atomic { todo--;
       if
       :: memo[C] != NONE -> m_evicted[M(C,memo[C])] = 1
#if GRAPH != 2
       :: memo[D] != NONE -> m_evicted[M(D,memo[D])] = 1
#endif
       :: memo[P] != NONE -> m_evicted[M(P,memo[P])] = 1
       :: skip
       fi }
  :: todo == 0 -> break
  od
}
#endif

init {
  atomic {
    VAL(0,S1) = FIRST;
#if LEARN
    newest[0] = UNKNOWN; newest[1] = UNKNOWN;
#else
    in_table[0] = 1; in_table[1] = 1;
#endif
    run writer();
#if EVICT
    run keeper();
#endif
#if HITS
    run hitter();
#endif
    run requester(1);
    run requester(2);
#if REQUESTERS == 3
    run requester(3);
#endif
  }
}

/*
 * aside.pml: memos of frozen views that go on from the live cell's, while requests at older roots publish there (a model
 * for Spin 6.5).  It has what publish.pml, beside this, leaves out: several requesters at older roots, each at one of its
 * own, with claims, frozen views, retained memos and overtaking among them.
 *
 * WHAT IS MODELLED.  One cell, low, that reads one slot; and top, that reads low, and something else which has changed at
 * its own revision, whichever that is.  The commits are over: there are roots 1 to 4, all in use, low and top have live
 * memos of revision 1, and there is a requester at each of 2, 3 and 4, and perhaps one more.  Each asks for low, and what
 * it gets is then read by top, if top is asked for there.  What low is at each root, and whether the slot changed there, is
 * any of what it can be.  Names are those of the code (dev.sofrito.engine: Fetch, Overtake, Publish, Asides, Frame).  Each
 * `::` option of a process's loop below is one indivisible step and touches shared state once, besides what only the
 * claim's holder writes, and looks before a claim that are repeated with the claim in place.  Steps of different processes
 * interleave freely.  Memory is sequentially consistent, as Java's volatile accesses are.
 *   A frame that has claimed the live cell can end without publishing, cancelled say; it can be overtaken by one at a later
 * root; and it can have used something private.  In the latter cases it publishes aside, into its root's frozen view.  So
 * does who finds the cell claimed at a later revision, or with a memo that begins after its own.
 *
 * THE PROTOCOL.
 *   Who publishes aside at r counts as changed at r, if its value is not that of its old memo.  If it is, it may go on from
 *   that, and counts as changed when that did; but first it
 *     G1  notes r for the cell, and then raises the newest revision that is noted for any cell;
 *     G2  looks who has the claim: if another frame at r or before, it does not go on (it counts as changed at r);
 *     G3  looks whether its old memo is still the one that the live cell has at r: if not, it does not go on.
 *   Who publishes live at p, with its claim in place,
 *     T1  looks whether the newest revision that is noted is after p; if so,
 *     T2  looks whether the one noted for the cell is: then it goes aside;
 *     T3  HELD -> PUBLISHING (or OVERTAKEN: then it goes aside); publishes; releases the claim.
 *   One that has run its function, and not only validated the old memo, has done the exchange of T3 before T1, when that
 *   returned.
 *
 * WHY IT IS RIGHT.  Invariant: once a memo at r has gone on from a live one, no live memo of a revision before r comes after
 * that.  If T1 or T2 finds too little, it came before G1 was done, so the claim came before G2.  G2 finds it; or it was
 * released before G2, and then G3 finds what was published; or it passed to a frame at a later root, and then T3 fails, or,
 * if that was done before, the claim has not passed.
 *
 * CHECKED.  If any memo of top, validated at a later root with any memo that low has there, live or frozen, would be taken
 * for unchanged, then low's value there is the one that it has read (check, whenever there is another memo of either).
 * All memos stay, and each answer is one of them: so this is so for whoever validates top, whenever it found what it
 * compares.  And each answer is right at its root, and nobody is blocked for ever (Spin's invalid end states).
 *
 * NOT MODELLED.  What publish.pml is about: commits and walks while requests run (whether a memo is opened is known when it
 * is published), edges, eviction, transient results, watermarks.  Collected cells (Cell.removed, Branch.collectedAt).
 * Asides.sweep.  Top's own frames and `changedAt`: of its live memos it matters only which there are, and that those of
 * later revisions come last.  That a frame which overtook one is not overtaken while that runs; that who steps back for a
 * frame at its own root waits for that, and who finds a claim in its way begins anew after that (here it goes on from where
 * it was).  That memos which no root needs are dropped: none of them would be found at 2 or later.
 *
 * TO RUN IT: check-model.sh beside this does, and looks for the errors below too; or by hand, with the options below,
 *     spin -DVALUES=1213 -a aside.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m200000 -w22
 * Exhausted with no error, in states (three requesters of one request each, anything in the slot):
 *     REQUESTS=1                                                                         1,637,891
 *     VALUES=1213                                                                           62,162
 *     VALUES=1213 REQUESTS=2                                                             1,281,003
 *     VALUES=1213 REQUESTS=3                                                             9,321,372
 *     VALUES=1121 REQUESTS=2                                                             1,411,257
 *     VALUES=1213 EXTRA=2                                                                1,529,793
 *     VALUES=1212 EXTRA=2                                                                1,596,318
 *     VALUES=1213 EXTRA=3                                                                1,421,430
 *     VALUES=1121 EXTRA=3                                                                1,588,680
 *     VALUES=1213 EXTRA=4                                                                  956,536
 *
 * TO SEE WHY A PART IS THERE: -DBREAK=n takes it away, and with the options that check-model.sh gives an error appears at
 * once.
 *     1 just go on (no G1, G2, G3)     2 without G1                       3 G1 after G2 and G3
 *     4 G3 before G2                   5 T1 and T2 before the claim       6 without G2
 *     7 without G3                     8 raise the newest after G3        9 note r in place of a later revision
 */

#ifndef REQUESTS
#define REQUESTS 1              /* by each requester */
#endif
#ifndef VALUES
#define VALUES 0                /* what low is at each root, a digit for each, where the slot changes each time; 0: anything */
#endif
#ifndef EXTRA
#define EXTRA 0                 /* the root of one more requester */
#endif
#ifndef BREAK
#define BREAK 0
#endif

#define ROOTS   4
#define ROOT(p) ((p) > ROOTS -> EXTRA : (p))                 /* the others are numbered by their roots */

/* What low is at each root, and when the slot became what it is there (Version.changedAt) */
byte value[ROOTS + 1];
byte changed[ROOTS + 1];

/* low's memos, by own revision o: m_changed[o] is changedAt, or 0 for no memo; `from` is changed[o], the value value[o] */
byte m_changed[ROOTS + 1];
byte memo = 1;                  /* Cell.memo */
#define MADE(o,r)  (m_changed[o] && changed[o] <= (r))
#define MEMO_AT(r) (MADE(4,r) -> 4 : (MADE(3,r) -> 3 : (MADE(2,r) -> 2 : 1)))               /* Cell.memoAt */
/* Memo.holds: at its own revision; later too, if it was opened, or until a commit closed it, which was the first one */
#define HOLDS(o,r) (changed[o] <= (r) && ((r) <= (o) || changed[ROOTS] <= (o) || (o) == 1 && changed[r] == 1))

byte claimed;                   /* Cell.running: 0, or whose frame */
bit  slot_read;                 /* ... has recorded the slot (Recorder.isOutdated) */
#define HELD       0
#define PUBLISHING 1
#define OVERTAKEN  2
byte state[ROOTS + 2];          /* Frame.state, of the last live frame of each requester; frame_no tells frames apart */
byte frame_no[ROOTS + 2];

byte frozen_memo[ROOTS + 1];    /* low in each root's frozen view: its memo's changedAt, or 0 for no memo */
byte frozen_claimed[ROOTS + 1];

byte noted;                     /* Asides.revisions, of low */
byte newest;                    /* Asides.newest, so far as low has raised it */

bit  top[ROOTS + 1];            /* top has a live memo of that revision, which begins there */

/* Validate.unchanged: top's memo of o, validated at r with a memo of low that changed at x */
#define RIGHT(o,r,x) (!top[o] || !(x) || (x) > (o) || value[o] == value[r])
inline check() {
  assert(RIGHT(1,2,m_changed[2]) && RIGHT(1,3,m_changed[3]) && RIGHT(1,4,m_changed[4]) &&
         RIGHT(2,3,m_changed[3]) && RIGHT(2,4,m_changed[4]) && RIGHT(3,4,m_changed[4]));
  assert(RIGHT(1,2,frozen_memo[2]) && RIGHT(1,3,frozen_memo[3]) && RIGHT(1,4,frozen_memo[4]) &&
         RIGHT(2,3,frozen_memo[3]) && RIGHT(2,4,frozen_memo[4]) && RIGHT(3,4,frozen_memo[4]))
}

mtype = { READ, CLAIM, MAY_MAKE, MAY_MAKE2, OLDER, FROZEN, REMEMBER, FROZEN_MAY_MAKE, TAKE_OVER, TAKE_OVER2, PASS,
          TOO_LATE, TOO_LATE2, MAY_PUBLISH, REPLACE, NOTE, RAISE, LOOK_RUNNING, LOOK_MEMO, STORE, RELEASE, TOP };

/* What who goes on does, one after another */
#if BREAK == 2
#define GO_ON LOOK_RUNNING
#elif BREAK == 3
#define GO_ON       LOOK_RUNNING
#define AFTER_MEMO  NOTE
#define AFTER_RAISE STORE
#elif BREAK == 4
#define AFTER_RAISE   LOOK_MEMO
#define AFTER_MEMO    LOOK_RUNNING
#define AFTER_RUNNING STORE
#elif BREAK == 6
#define AFTER_RAISE LOOK_MEMO
#elif BREAK == 7
#define AFTER_RUNNING STORE
#elif BREAK == 8
#define AFTER_NOTE  LOOK_RUNNING
#define AFTER_MEMO  RAISE
#define AFTER_RAISE STORE
#endif
#ifndef GO_ON
#define GO_ON NOTE
#endif
#ifndef AFTER_NOTE
#define AFTER_NOTE RAISE
#endif
#ifndef AFTER_RAISE
#define AFTER_RAISE LOOK_RUNNING
#endif
#ifndef AFTER_RUNNING
#define AFTER_RUNNING LOOK_MEMO
#endif
#ifndef AFTER_MEMO
#define AFTER_MEMO STORE
#endif

inline done() { todo--; at = READ }

inline hit(o) {                 /* memo o of low is the answer: top can be published */
  assert(value[o] == value[r]); at = TOP
}

inline claim() {                /* the live cell, whose memo stays as it is now */
  claimed = p; slot_read = 0; state[p] = HELD; old = memo;
  if
  :: changed[old] > r || HOLDS(old,r) -> step_back(READ)
  :: else -> at = MAY_MAKE
  fi
}

inline step_back(then) {        /* Fetch.mayMake says no */
  if
  :: frozen -> frozen_claimed[r] = 0
  :: else -> state[p] = PUBLISHING; claimed = 0
  fi;
  old = 0; frozen = 0; at = then
}

inline stop() { o_p = 0; o_no = 0; at = READ }              /* overtaking has failed */

/* The value is that of the old memo: verified, as the slot has not changed, or computed again */
#define LIKE (value[r] == value[old])

inline aside() {                /* Publish.intoFrozenView */
  if
  :: LIKE -> changed_at = m_changed[old];
#if BREAK == 1                  /* 1: just go on */
     at = STORE
#else
     at = GO_ON
#endif
  :: else -> changed_at = r; at = STORE
  fi
}

proctype requester(byte p; byte r) {
  mtype at = READ;
  byte todo = REQUESTS;
  bit  frozen;                  /* the frame: of the frozen view */
  byte old;                     /* ... Frame.old */
  byte changed_at;              /* ... of the memo that is published aside */
  bit  live;                    /* ... it has published live */
  byte o_p, o_no;               /* the frame to be overtaken */
#if BREAK == 5
  bit  early;
#endif

  do
  :: at == READ && todo == 0 -> break

  /* Fetch.orClaim */
  :: d_step { at == READ && todo > 0 ->
#if BREAK == 5                  /* 5: look before the claim */
       early = r < noted;
#endif
       if
       :: HOLDS(memo,r) -> hit(memo)
       :: else -> at = (changed[memo] > r -> OLDER : CLAIM)
       fi }
  :: d_step { at == CLAIM && frozen_memo[r] -> done() }
  :: d_step { at == CLAIM && !frozen_memo[r] && !frozen_claimed[r] && !claimed -> claim() }
  :: d_step { at == CLAIM && !frozen_memo[r] && !frozen_claimed[r] && claimed && ROOT(claimed) > r -> at = OLDER }
  /* (else it waits: WaitGraph.await) */
  :: d_step { at == MAY_MAKE ->
       if
       :: frozen_memo[r] -> step_back(READ)
       :: else -> at = MAY_MAKE2
       fi }
  :: d_step { at == MAY_MAKE2 ->
       if
       :: frozen_claimed[r] -> step_back(READ)
       :: else -> slot_read = changed[r] > changed[old]; at = TOO_LATE      /* validated, or run */
       fi }

  /* Fetch.older, frozen */
  :: d_step { at == OLDER ->
       if
       :: HOLDS(MEMO_AT(r),r) -> hit(MEMO_AT(r))
       :: else -> at = FROZEN
       fi }
  :: d_step { at == FROZEN && frozen_memo[r] -> done() }
  :: d_step { at == FROZEN && !frozen_memo[r] && !frozen_claimed[r] -> frozen_claimed[r] = p; frozen = 1; at = REMEMBER }
  :: d_step { at == REMEMBER -> old = MEMO_AT(r);
       if
       :: frozen_memo[r] -> step_back(FROZEN)
       :: else -> at = FROZEN_MAY_MAKE
       fi }
  :: d_step { at == FROZEN_MAY_MAKE ->
       if
       :: claimed && ROOT(claimed) == r -> step_back(READ)
       :: else -> aside()
       fi }
  :: d_step { at == FROZEN_MAY_MAKE -> at = RELEASE }        /* in vain */

  /* Overtake */
  :: d_step { at == CLAIM && !frozen_memo[r] && !frozen_claimed[r] && claimed && ROOT(claimed) < r &&
              slot_read && changed[r] > ROOT(claimed) ->
       o_p = claimed; o_no = frame_no[claimed]; at = TAKE_OVER }
  :: d_step { at == TAKE_OVER ->
       if
       :: frozen_claimed[ROOT(o_p)] -> stop()
       :: else -> frozen_claimed[ROOT(o_p)] = o_p; at = TAKE_OVER2
       fi }
  :: d_step { at == TAKE_OVER2 ->
       if
       :: frame_no[o_p] == o_no && state[o_p] == HELD -> state[o_p] = OVERTAKEN; at = PASS
       :: else -> frozen_claimed[ROOT(o_p)] = 0; stop()
       fi }
  :: d_step { at == PASS ->
       if
       :: claimed == o_p && frame_no[o_p] == o_no -> stop(); claim()
       :: else -> stop()
       fi }

  /* Recorder.end, if the function ran: T3 */
  :: d_step { at == TOO_LATE && state[p] == HELD -> state[p] = PUBLISHING }

  /* Publish.publish: T1, T2, T3; but first, it may end in vain, or has used something private besides */
  :: d_step { at == TOO_LATE -> state[p] = (state[p] == HELD -> PUBLISHING : state[p]); at = RELEASE }
  :: d_step { at == TOO_LATE -> aside() }
  :: d_step { at == TOO_LATE && newest <= r -> at = MAY_PUBLISH }
  :: d_step { at == TOO_LATE -> at = TOO_LATE2 }             /* low has raised it, or another cell has */
  :: d_step { at == TOO_LATE2 ->
       if
#if BREAK == 5
       :: early -> aside()
#else
       :: r < noted -> aside()
#endif
       :: else -> at = MAY_PUBLISH
       fi }
  :: d_step { at == MAY_PUBLISH ->
       if
       :: state[p] == OVERTAKEN -> aside()
       :: else -> state[p] = PUBLISHING; at = REPLACE
       fi }
  :: d_step { at == REPLACE ->
       assert(claimed == p && memo == old && old < r);
       m_changed[r] = (LIKE -> m_changed[old] : changed[r]);
       memo = r; live = 1; check(); at = RELEASE }

  /* Publish.intoFrozenView, Asides.goOn: G1, G2, G3 */
  :: d_step { at == NOTE  -> noted = (r > noted || BREAK == 9 -> r : noted); at = AFTER_NOTE }
  :: d_step { at == RAISE -> newest = (r > newest -> r : newest); at = AFTER_RAISE }
  :: d_step { at == LOOK_RUNNING ->
       if
       :: !claimed || claimed == p && !frozen || ROOT(claimed) > r -> at = AFTER_RUNNING
       :: else -> changed_at = r; at = STORE
       fi }
  :: d_step { at == LOOK_MEMO ->
       if
       :: MEMO_AT(r) == old -> at = AFTER_MEMO
       :: else -> changed_at = r; at = STORE
       fi }
  :: d_step { at == STORE ->                                 /* under the cell's lock: the first one stays */
       frozen_memo[r] = (frozen_memo[r] -> frozen_memo[r] : changed_at);
       state[p] = (!frozen && state[p] == HELD -> PUBLISHING : state[p]);      /* (Frame.release begins) */
       changed_at = 0; check(); at = RELEASE }

  /* Frame.release */
  :: d_step { at == RELEASE ->
       if
       :: frozen -> frozen_claimed[r] = 0
       :: else ->
          frozen_claimed[r] = (state[p] == OVERTAKEN && frozen_claimed[r] == p -> 0 : frozen_claimed[r]);
          claimed = (claimed == p -> 0 : claimed);
          frame_no[p]++
       fi;
       frozen = 0; old = 0;
       if
       :: live -> live = 0; at = TOP
       :: else -> done()
       fi }

  /* top is published, having read a memo of low that is not private; or it is not, if it has been read anyway */
  :: d_step { at == TOP && !(r < 3 && top[3] || r < 4 && top[4]) -> top[r] = 1; check(); done() }
  :: d_step { at == TOP -> done() }
  od
}

init {
  byte r = 2, values = 1;
  atomic {
    value[1] = 1; changed[1] = 1; m_changed[1] = 1; top[1] = 1;
#if VALUES
    value[2] = VALUES/100 % 10; value[3] = VALUES/10 % 10; value[4] = VALUES % 10;
    changed[2] = 2; changed[3] = 3; changed[4] = 4;
#else
    do                          /* the slot stays, or changes to what makes low the same, or one it was before, or another */
    :: r <= ROOTS ->
       if
       :: value[r] = value[r-1]; changed[r] = changed[r-1]
       :: value[r] = 1; changed[r] = r
       :: values >= 2 -> value[r] = 2; changed[r] = r
       :: values >= 3 -> value[r] = 3; changed[r] = r
       :: values++; value[r] = values; changed[r] = r
       fi;
       r++
    :: else -> break
    od;
#endif
    r = 0; values = 0;
    run requester(2,2);
    run requester(3,3);
    run requester(4,4);
#if EXTRA
    run requester(5,EXTRA);
#endif
  }
}

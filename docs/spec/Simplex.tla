------------------------------ MODULE Simplex ------------------------------
(***************************************************************************)
(* IXI's consensus for one epoch, with what it keeps on disk.  The rules   *)
(* R1 to R11 are those of the package documentation of                     *)
(* io.ixi.consensus.bft.  Source of the protocol: Chan and Pass, "Simplex  *)
(* Consensus", IACR eprint 2023/463.                                       *)
(*                                                                         *)
(* Only honest validators have state.  Byzantine validators sign anything  *)
(* at any time, so their votes count wherever they would help: a subject   *)
(* is certified once its honest voters and all Byzantine validators        *)
(* together weigh a quorum.  The network loses, delays, reorders and       *)
(* repeats: a validator learns a certificate at any time after it could    *)
(* exist, or never.  Time plays no part: any validator may give up its     *)
(* view whenever it likes.                                                 *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Validator,   \* the validators of the epoch
    Byzantine,   \* those among them that do as they please
    Power(_),    \* the stake of each
    MaxView,     \* views are 1 .. MaxView
    Leader(_),   \* the validator that leads a view
    Block,       \* all blocks that anyone may ever build
    Genesis,     \* the block that the epoch starts from, final in view 0
    ViewOf(_),   \* the view that a block was built in
    ParentOf(_), \* the block that it stands on
    Invalid      \* blocks whose execution fails, at every honest validator

Honest == Validator \ Byzantine
View == 1 .. MaxView

ASSUME
    /\ Byzantine \subseteq Validator
    /\ Invalid \subseteq Block
    /\ ViewOf(Genesis) = 0
    /\ \A v \in View : Leader(v) \in Validator
    /\ \A b \in Block : ParentOf(b) \in Block \cup {Genesis} /\ ViewOf(ParentOf(b)) < ViewOf(b)

VARIABLES
    \* in memory, lost in a crash
    up,         \* whether the validator runs
    view,       \* the view that it is in
    ballot,     \* votes that it decided for (Ballot.java)
    known,      \* certificates that it learned
    valid,      \* notarized blocks that it executed
    \* on disk
    cast,       \* its own votes (Entry.Cast)
    kept,       \* certificates (Entry.Certified)
    verdicts,   \* blocks found valid (Entry.Verdict)
    \* what the world saw, over all runs of the validator
    said,       \* votes that left it
    final       \* blocks that it delivered as final

memory == <<up, view, ballot, known, valid>>
disk == <<cast, kept, verdicts>>
world == <<said, final>>
vars == <<memory, disk, world>>

-----------------------------------------------------------------------------
(* Subjects of votes, and what weighs how much *)

Notarize(b) == [kind |-> "notarize", view |-> ViewOf(b), block |-> b]
Nullify(v) == [kind |-> "nullify", view |-> v, block |-> Genesis]
Finalize(b) == [kind |-> "finalize", view |-> ViewOf(b), block |-> b]

Subject == {Notarize(b) : b \in Block} \cup {Finalize(b) : b \in Block} \cup {Nullify(v) : v \in View}

Weight[S \in SUBSET Validator] ==
    IF S = {} THEN 0 ELSE LET i == CHOOSE i \in S : TRUE IN Power(i) + Weight[S \ {i}]

\* strictly more than two thirds of the stake (ValidatorSet.quorum)
Quorum(S) == 3 * Weight[S] > 2 * Weight[Validator]

\* all who may have signed the subject, as far as anyone can see
Signers(c) == Byzantine \cup {i \in Honest : c \in said[i]}

\* whether the certificate could be put together from votes that left their signers
Exists(c) == Quorum(Signers(c))

-----------------------------------------------------------------------------
(* What a validator knows *)

Knows(i, c) == c \in known[i]
Keeps(i, c) == c \in kept[i]
Executed(i, b) == b \in valid[i]

Highest(S) == CHOOSE v \in S : \A w \in S : w <= v

FloorOf(certificates) == Highest({0} \cup {c.view : c \in {d \in certificates : d.kind = "finalize"}})

Floor(i) == FloorOf(known[i])

\* R1: what lets a validator enter a view
EntryTo(i, v) ==
    \/ v = 1
    \/ Knows(i, Nullify(v - 1))
    \/ \E b \in Block : ViewOf(b) = v - 1 /\ (Executed(i, b) \/ Knows(i, Finalize(b)))

\* votes to build or to move on are for the current view alone
InView(i, v) == view[i] = v

\* R3: every view between a block and its parent was given up
GapsNullified(i, b) == \A v \in ViewOf(ParentOf(b)) + 1 .. ViewOf(b) - 1 : Knows(i, Nullify(v))

\* R2, R3: the parent is certified here or final, not below the floor
ParentHolds(i, b) ==
    LET p == ParentOf(b) IN
    /\ ViewOf(p) >= Floor(i)
    /\ (p = Genesis \/ Executed(i, p) \/ Knows(i, Finalize(p))) = TRUE
    /\ GapsNullified(i, b)

-----------------------------------------------------------------------------
(* R7: the ballot.  One Notarize; Nullify or Finalize, never both; no Notarize after Nullify. *)

Of(votes, v) == {x \in votes : x.view = v}

MayNotarize(i, x) == Of(ballot[i], x.view) = {}

MayNullify(i, x) == \A y \in Of(ballot[i], x.view) : y.kind = "notarize"

MayFinalize(i, x) == \A y \in Of(ballot[i], x.view) : y.kind = "notarize" /\ y.block = x.block

Allowed(i, x) ==
    CASE x.kind = "notarize" -> MayNotarize(i, x)
      [] x.kind = "nullify" -> MayNullify(i, x)
      [] x.kind = "finalize" -> MayFinalize(i, x)

\* The decision binds from the moment that the subject goes to the signer.
Decide(i, x) ==
    /\ up[i]
    /\ x.view > Floor(i)
    /\ Allowed(i, x)
    /\ ballot' = [ballot EXCEPT ![i] = @ \cup {x}]
    /\ UNCHANGED <<up, view, known, valid, disk, world>>

\* R2
Propose(i, b) ==
    /\ Leader(ViewOf(b)) = i
    /\ Decide(i, Notarize(b))
    /\ InView(i, ViewOf(b))
    /\ ParentHolds(i, b)

\* The leader's own Notarize is the proposal; a Byzantine leader proposes anything to anyone.
Proposed(b) == LET l == Leader(ViewOf(b)) IN IF l \in Byzantine THEN TRUE ELSE Notarize(b) \in said[l]

\* R3
Follow(i, b) ==
    /\ Leader(ViewOf(b)) # i
    /\ Decide(i, Notarize(b))
    /\ InView(i, ViewOf(b))
    /\ Proposed(b)
    /\ ParentHolds(i, b)

\* R6: for any reason, in the current view alone
GiveUp(i, v) ==
    /\ Decide(i, Nullify(v))
    /\ InView(i, v)

\* R4: what a Finalize stands on
MayFinish(i, b) == Knows(i, Notarize(b)) /\ Executed(i, b)

Finish(i, b) ==
    /\ Decide(i, Finalize(b))
    /\ MayFinish(i, b)

-----------------------------------------------------------------------------
(* Disk and network *)

\* A signed vote reaches the disk.  A Nullify that overtook a Notarize in the signer silences it.
Write(i, x) ==
    /\ up[i]
    /\ x \in ballot[i] \ cast[i]
    /\ ~(x.kind = "notarize" /\ Nullify(x.view) \in cast[i])
    /\ cast' = [cast EXCEPT ![i] = @ \cup {x}]
    /\ UNCHANGED <<memory, kept, verdicts, world>>

\* The table "Durability": what is on disk before a vote leaves.
MaySend(i, x) ==
    /\ x \in cast[i]
    /\ x.kind = "finalize" => Keeps(i, Notarize(x.block))

Send(i, x) ==
    /\ up[i]
    /\ MaySend(i, x)
    /\ said' = [said EXCEPT ![i] = @ \cup {x}]
    /\ UNCHANGED <<memory, disk, final>>

\* R9: a certificate is put together here, from votes that arrived and the own one, or arrives whole.
Learn(i, c) ==
    /\ up[i]
    /\ c.view > Floor(i)
    /\ Quorum(Signers(c) \cup (IF c \in ballot[i] THEN {i} ELSE {}))
    /\ known' = [known EXCEPT ![i] = @ \cup {c}]
    /\ UNCHANGED <<up, view, ballot, valid, disk, world>>

\* It reaches the disk after the own vote that it may hold.
Keep(i, c) ==
    /\ up[i]
    /\ c \in known[i] \ kept[i]
    /\ Quorum(Signers(c) \cup (IF c \in cast[i] THEN {i} ELSE {}))
    /\ kept' = [kept EXCEPT ![i] = @ \cup {c}]
    /\ UNCHANGED <<memory, cast, verdicts, world>>

\* R4: the block is durable and executed.
Execute(i, b) ==
    /\ up[i]
    /\ Knows(i, Notarize(b))
    /\ b \notin Invalid
    /\ valid' = [valid EXCEPT ![i] = @ \cup {b}]
    /\ UNCHANGED <<up, view, ballot, known, disk, world>>

Note(i, b) ==
    /\ up[i]
    /\ b \in valid[i] \ verdicts[i]
    /\ verdicts' = [verdicts EXCEPT ![i] = @ \cup {b}]
    /\ UNCHANGED <<memory, cast, kept, world>>

\* R1: from any distance, only forward
Enter(i, v) ==
    /\ up[i]
    /\ v > view[i]
    /\ EntryTo(i, v) = TRUE
    /\ view' = [view EXCEPT ![i] = v]
    /\ UNCHANGED <<up, ballot, known, valid, disk, world>>

\* R5: the block and its ancestors are final, once that is on disk.
Deliver(i, b) ==
    /\ up[i]
    /\ Keeps(i, Finalize(b))
    /\ final' = [final EXCEPT ![i] = @ \cup {b}]
    /\ UNCHANGED <<memory, disk, said>>

-----------------------------------------------------------------------------
(* R11: crash and recovery *)

Crash(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ view' = [view EXCEPT ![i] = 0]
    /\ ballot' = [ballot EXCEPT ![i] = {}]
    /\ known' = [known EXCEPT ![i] = {}]
    /\ valid' = [valid EXCEPT ![i] = {}]
    /\ UNCHANGED <<disk, world>>

\* Votes that a start reads back.
Remembered(i) == cast[i]

\* A Finalize tells that the block was valid, if the verdict itself was lost.
Settled(i) == verdicts[i] \cup {b \in Block : Finalize(b) \in Remembered(i) /\ Notarize(b) \in kept[i]}

\* The view that was left: above the floor, past what is nullified or certified, at least where it voted.
ViewLeft(i) ==
    LET floor == FloorOf(kept[i])
        past == {c.view + 1 : c \in {d \in kept[i] : d.kind = "nullify"}} \cup {ViewOf(b) + 1 : b \in Settled(i)}
        voted == {x.view : x \in {y \in Remembered(i) : y.kind # "finalize"}}
    IN Highest({floor + 1} \cup past \cup voted)

Restart(i) ==
    /\ ~up[i]
    /\ up' = [up EXCEPT ![i] = TRUE]
    /\ view' = [view EXCEPT ![i] = ViewLeft(i)]
    /\ ballot' = [ballot EXCEPT ![i] = Remembered(i)]
    /\ known' = [known EXCEPT ![i] = kept[i]]
    /\ valid' = [valid EXCEPT ![i] = Settled(i)]
    /\ UNCHANGED <<disk, world>>

\* Verdicts may be lost: executing is asked again.
Forget(i) ==
    /\ ~up[i]
    /\ verdicts' = [verdicts EXCEPT ![i] = {}]
    /\ UNCHANGED <<memory, cast, kept, world>>

\* Nothing at or below the floor is ever voted on again, so a journal is rolled without it.
Droppable(i, v) == v <= FloorOf(kept[i])

Roll(i) ==
    /\ up[i]
    /\ LET floor == FloorOf(kept[i]) IN
        /\ cast' = [cast EXCEPT ![i] = {x \in @ : ~Droppable(i, x.view)}]
        /\ kept' = [kept EXCEPT ![i] = {c \in @ : ~Droppable(i, c.view) \/ (c.kind = "finalize" /\ c.view = floor)}]
        /\ verdicts' = [verdicts EXCEPT ![i] = {b \in @ : ~Droppable(i, ViewOf(b))}]
    /\ UNCHANGED <<memory, world>>

-----------------------------------------------------------------------------

Init ==
    /\ up = [i \in Honest |-> FALSE]
    /\ view = [i \in Honest |-> 0]
    /\ ballot = [i \in Honest |-> {}]
    /\ known = [i \in Honest |-> {}]
    /\ valid = [i \in Honest |-> {}]
    /\ cast = [i \in Honest |-> {}]
    /\ kept = [i \in Honest |-> {}]
    /\ verdicts = [i \in Honest |-> {}]
    /\ said = [i \in Honest |-> {}]
    /\ final = [i \in Honest |-> {}]

\* deciding, writing and sending votes
Vote(i) ==
    \/ \E b \in Block : Propose(i, b) \/ Follow(i, b) \/ Finish(i, b)
    \/ \E v \in View : GiveUp(i, v)
    \/ \E x \in ballot[i] : Write(i, x) \/ Send(i, x)

\* learning certificates and verdicts
Gather(i) ==
    \/ \E c \in Subject \ known[i] : Learn(i, c)
    \/ \E c \in known[i] : Keep(i, c)
    \/ \E b \in Block \ valid[i] : Execute(i, b)
    \/ \E b \in valid[i] : Note(i, b)
    \/ \E b \in Block \ final[i] : Deliver(i, b)

Move(i) == \E v \in View : Enter(i, v)

Fail(i) == Crash(i) \/ Restart(i)

Next == \E i \in Honest : Vote(i) \/ Gather(i) \/ Move(i) \/ Fail(i) \/ Forget(i) \/ Roll(i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Invariants.  What is claimed of certificates is claimed of all that could be put together, learned by anyone or
   not. *)

Ancestors[b \in Block \cup {Genesis}] == IF b = Genesis THEN {b} ELSE {b} \cup Ancestors[ParentOf(b)]

Chained(b, c) == b \in Ancestors[c] \/ c \in Ancestors[b]

\* all blocks that are final are of one chain
Agreement == LET finals == {d \in Block : Exists(Finalize(d))} IN \A b, c \in finals : Chained(b, c)

\* no two honest validators, nor two runs of one, deliver blocks of two chains
OneChainDelivered == \A b, c \in UNION {final[i] : i \in Honest} : Chained(b, c)

\* what has left an honest validator, over all its runs, obeys one ballot
NullifyXorFinalize ==
    \A i \in Honest : \A x, y \in said[i] : ~(x.kind = "nullify" /\ y.kind = "finalize" /\ x.view = y.view)

OneVotePerKind ==
    \A i \in Honest : \A x, y \in said[i] : x.kind = y.kind /\ x.view = y.view => x = y

FinalizeAgreesWithNotarize ==
    \A i \in Honest : \A x, y \in said[i] :
        x.kind = "notarize" /\ y.kind = "finalize" /\ x.view = y.view => x.block = y.block

\* one certificate of a kind per view, and a final view is never nullified
CertificateUnique ==
    \A b \in Block : Exists(Finalize(b)) =>
        /\ ~Exists(Nullify(ViewOf(b)))
        /\ \A c \in Block : ViewOf(c) = ViewOf(b) /\ c # b => ~Exists(Notarize(c)) /\ ~Exists(Finalize(c))

NotarizationUnique ==
    LET notarized == {b \in Block : Exists(Notarize(b))} IN
    \A b, c \in notarized : ViewOf(b) = ViewOf(c) => b = c

\* an invalid block never becomes final
FinalIsValid == \A b \in Block : Exists(Finalize(b)) => b \notin Invalid

\* nothing that was said above the floor is ever missing from the disk
NothingForgotten ==
    \A i \in Honest : \A x \in said[i] : x.view > FloorOf(kept[i]) => x \in cast[i]

\* what was delivered before a crash is at or below the floor that is on disk: no run starts beside it
FloorStands ==
    \A i \in Honest : \A b \in final[i] : ViewOf(b) <= FloorOf(kept[i])
=============================================================================

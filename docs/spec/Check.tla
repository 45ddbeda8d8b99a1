------------------------------- MODULE Check -------------------------------
(* Small worlds for TLC: who is there, which blocks can be built, and how certificates are known. *)
EXTENDS Simplex, TLC

CONSTANTS h1, h2, h3, b1, b2, LastView

(* All blocks of three views: two on the genesis block in view 1, then one on each block of the views before. *)
Views == <<1, 1,  2, 2, 2,  3, 3, 3, 3, 3, 3>>
Parents == <<0, 0,  0, 1, 2,  0, 1, 2, 3, 4, 5>>

Blocks == {b \in DOMAIN Views : Views[b] <= LastView}
TheView(b) == IF b = 0 THEN 0 ELSE Views[b]
TheParent(b) == Parents[b]
Equal(i) == 1

\* the same as the specification's, for four of equal stake, and quicker
QuorumOfFour(S) == Cardinality(S) >= 3
ASSUME \A S \in SUBSET Validator : QuorumOfFour(S) <=> 3 * Weight[S] > 2 * Weight[Validator]

\* the attacker leads every view: for safety a leader who does as he pleases is the worst one
Attacked(v) == b1
\* h1 leads the first view, then the attacker
Turns(v) == IF v % 2 = 1 THEN h1 ELSE b1

Nobody == {}
OneBad == {1}

Alike == Permutations(Honest)

-----------------------------------------------------------------------------
(* A certificate is a fact about votes that left their signers, and never becomes untrue.  Every guard of the
   specification asks only that one is known, never that it is not, but for the floor, which takes votes away.  So a
   world in which everyone knows at once whatever can exist has all behaviours of the true one, and far fewer states. *)

KnowsAll(i, c) == Exists(c)
ExecutesAll(i, b) == b \notin Invalid /\ Exists(Notarize(b))
NoFloor(i) == 0

\* the current view plays no part in the proof of safety: here a validator also votes in views that it has left
Entered(i, v) == (up[i] /\ EntryTo(i, v)) = TRUE

NextKnowing == \E i \in Honest : Vote(i) \/ Fail(i)

\* with journals that are rolled
NextRolling == \E i \in Honest : Vote(i) \/ Fail(i) \/ Roll(i)

(* For more views: a vote is decided, on disk and sent in one step, and so a crash has nothing to lose. *)

DecideAndSend(i, x) ==
    /\ up[i]
    /\ x.view > Floor(i)
    /\ Allowed(i, x)
    /\ ballot' = [ballot EXCEPT ![i] = @ \cup {x}]
    /\ cast' = [cast EXCEPT ![i] = @ \cup {x}]
    /\ said' = [said EXCEPT ![i] = @ \cup {x}]
    /\ UNCHANGED <<up, view, known, valid, kept, verdicts, final>>

InitUp ==
    /\ up = [i \in Honest |-> TRUE]
    /\ view = [i \in Honest |-> 1]
    /\ ballot = [i \in Honest |-> {}]
    /\ known = [i \in Honest |-> {}]
    /\ valid = [i \in Honest |-> {}]
    /\ cast = [i \in Honest |-> {}]
    /\ kept = [i \in Honest |-> {}]
    /\ verdicts = [i \in Honest |-> {}]
    /\ said = [i \in Honest |-> {}]
    /\ final = [i \in Honest |-> {}]

NextAtOnce ==
    \E i \in Honest :
        \/ \E b \in Block : Propose(i, b) \/ Follow(i, b) \/ Finish(i, b)
        \/ \E v \in View : GiveUp(i, v)

-----------------------------------------------------------------------------
(* Mutations: each takes one guard away, and TLC must find what the guard was for. *)

SendsBeforeDisk(i, x) == x \in ballot[i]
ForgetsAll(i) == {}
NullifiesAfterFinalize(i, x) == x \notin ballot[i]
FinalizesAfterNullify(i, x) == x \notin ballot[i]
NotarizesTwice(i, x) == x \notin ballot[i]
FinalizesUncertified(i, b) == TRUE
SkipsGaps(i, b) == TRUE
HalfIsEnough(S) == Cardinality(S) >= 2
RollsEverything(i, v) == TRUE
=============================================================================

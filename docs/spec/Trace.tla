------------------------------- MODULE Trace -------------------------------
(***************************************************************************)
(* Whether one recorded run of the Java core is a behaviour of Simplex.    *)
(* TraceData is written by SpecTraceTest: who took part, which blocks were *)
(* built, and Events, each <<what, validator, kind of vote, block or view, *)
(* signers>>.  A run that does not fit ends in a deadlock at the event     *)
(* that no action of the specification allows.                             *)
(***************************************************************************)
EXTENDS Simplex, Sequences, TraceData, TLC

VARIABLE at  \* the next event

Subjects(kind, of) ==
    CASE kind = "notarize" -> Notarize(of)
      [] kind = "nullify" -> Nullify(of)
      [] kind = "finalize" -> Finalize(of)

Decided(i, kind, of) ==
    CASE kind = "notarize" -> Propose(i, of) \/ Follow(i, of)
      [] kind = "nullify" -> GiveUp(i, of)
      [] kind = "finalize" -> Finish(i, of)

\* those who signed the certificate had all said it, but for the one who learns it
Signed(i, c, signers) == Quorum(signers) /\ signers \subseteq Signers(c) \cup {i}

Step(e) ==
    LET what == e[1]
        i == e[2]
        kind == e[3]
        of == e[4]
    IN
    CASE what = "decide" -> Decided(i, kind, of)
      [] what = "write" -> Write(i, Subjects(kind, of))
      [] what = "send" -> Send(i, Subjects(kind, of))
      [] what = "learn" -> Signed(i, Subjects(kind, of), e[5]) /\ Learn(i, Subjects(kind, of))
      [] what = "keep" -> Keep(i, Subjects(kind, of))
      [] what = "execute" -> Execute(i, of)
      [] what = "note" -> Note(i, of)
      [] what = "enter" -> Enter(i, of)
      [] what = "deliver" -> Deliver(i, of)
      [] what = "crash" -> Crash(i)
      [] what = "restart" -> Restart(i) /\ view'[i] = of
      [] what = "forget" -> Forget(i)
      [] what = "roll" -> Roll(i)

TraceInit == Init /\ at = 1

TraceNext ==
    \/ at <= Len(Events) /\ Step(Events[at]) /\ at' = at + 1
    \/ at > Len(Events) /\ UNCHANGED <<vars, at>>

\* costly for many blocks, so looked at once
AtTheEnd == at > Len(Events) => Agreement /\ CertificateUnique /\ NotarizationUnique /\ FinalIsValid
=============================================================================

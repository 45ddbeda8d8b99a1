/**
 * Simplex consensus for one epoch: propose, notarize, finalize; nullify what stalls. This page is the specification;
 * the code cites its rules.
 *
 * <p>Source: Chan and Pass, "Simplex Consensus: A Simple and Fast Consensus Protocol", IACR eprint 2023/463. Pitfalls
 * are named by issue number of commonwarexyz/monorepo ("cw").
 *
 * <h2>Model</h2>
 *
 * <p>A fixed set of validators with stake. Less than a third of the stake is Byzantine. Links may lose, delay,
 * reorder and duplicate at will until some unknown time (GST), and deliver within some bound after it. Nodes crash
 * and come back with what was on their disk. <em>q</em> is {@link io.ixi.consensus.types.ValidatorSet#quorum}:
 * strictly more than two thirds of the stake, so two quorums share an honest validator. A <em>certificate</em> is a
 * quorum of votes on one subject: a notarization, nullification or finalization. The core is told everything as
 * {@link Input}, in one thread, and answers with {@link Effect}s; it has no clock, no randomness, no IO. Views count
 * from 1; view 0 is the block that the epoch starts from and counts as final.
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>R1 Enter.</b> A node enters view v by a certified notarization of v-1, a nullification of v-1 or a
 *       finalization of v-1, from any distance and only forward. Leader of v is order[v mod n], where order is one
 *       shuffle of the validators per epoch, by the set's seed. Entering arms LEADER, ADVANCE and RETRY.
 *   <li><b>R2 Propose.</b> The leader builds on the highest certified or final view p below v with every view between
 *       nullified. If a certificate is missing it asks for exactly that one and does not build. Its Notarize is the
 *       proposal.
 *   <li><b>R3 Verify.</b> A follower takes the leader's first proposal for its current view. The parent must be
 *       certified here or final, not below the floor, and every view between nullified. What is missing is asked of
 *       the leader first; the proposal waits and is never called false for it. A parent below the floor or one that
 *       failed certification makes it wrong for ever: Nullify at once (cw 2450). Else the node checks the block
 *       (Verify); valid: Notarize, invalid: Nullify. A proposal known only from its notarization is adopted (cw
 *       4347).
 *   <li><b>R4 Certify.</b> q Notarize on one proposal is a notarization, in any view above the floor, nullified or
 *       not (cw 2695, 3225). The node makes the block durable and executes it (Certify). The verdict is the same at
 *       every honest node. Valid: Finalize, unless this node nullified v or saw its leader sign two proposals; and
 *       enter v+1. Invalid: Nullify if v is current, and never build on it. No second attempt (cw 2703).
 *   <li><b>R5 Close.</b> q Nullify: enter v+1. q Finalize, counted for every view above the floor however many views
 *       have passed: v and its ancestors are final, the floor rises to v, lower rounds are dropped. The floor never
 *       moves back, and Finalized comes once per view and run, in view order.
 *   <li><b>R6 Give up.</b> Nullify for the current view alone, never after Finalize in it: LEADER without a proposal,
 *       ADVANCE without a certified notarization, the leader's own Nullify (cw 3162), a wrong proposal, a failed
 *       build or certification, a silent leader (R15).
 *   <li><b>R7 Ballot.</b> Per view a validator signs at most one Notarize proposal; Nullify or Finalize, never both; no
 *       Notarize after Nullify; Finalize only for what it certified and did not vote against. A decision binds from the
 *       moment it goes to the signer. The signed vote is on disk before it reaches the network or the own tally. Its
 *       original signature is resent, never a fresh one. A vote with this validator's key that comes back over the wire
 *       and is not remembered is journaled and binds as well.
 *   <li><b>R8 Retry.</b> Each RETRY in the same view says again all own votes of the newest 64 unfinalized views, to
 *       the network and into the own tally (cw 4275, 2050); sends what lets others enter the current view,
 *       finalization before nullification before notarization of v-1 (cw 4386), to all if n is at most 7, else as an
 *       offer; and asks one validator in turn for what ends the view. A connecting peer is sent the floor, the entry
 *       certificate and the own unfinalized votes.
 *   <li><b>R9 Certificates.</b> Accepted from any distance ahead. An assembled one is offered by subject only; a node
 *       asks when the offer, or a vote beyond its window, shows that it is behind: at most twice per view of its own
 *       and per retry, whatever is claimed. A question for view v is answered with the floor if it is at least v;
 *       else the certified notarization and the nullification of v, as far as known (both, so that a node split off
 *       on either side heals); else the floor. An answer that does not help is no fault.
 *   <li><b>R10 Window.</b> Votes are kept for views from the floor minus 16 to the current view plus 1: at most three
 *       per validator and view. Certificates: three per view above the floor.
 *   <li><b>R11 Recover.</b> The journal gives back votes, certificates and verdicts; Start re-enters the view that was
 *       left, delivers the floor again, says the own votes again and asks again for verdicts that are missing. A
 *       contradiction in the journal stops the node.
 *   <li><b>R12 Idle.</b> Without work a leader waits up to heartbeatMs before it builds, and followers allow for
 *       that. The first sign of work or a proposal in an idle view starts the short times from then on, once per
 *       view.
 *   <li><b>R13 Pace.</b> LEADER and ADVANCE grow by half per nullification since the last finalization, up to
 *       maxBackoff times; they fall back at the next finalization. Nothing grows without bound.
 *   <li><b>R14 Evidence.</b> Two Notarize or two Finalize subjects, or Nullify and Finalize, of one signer in one
 *       view are reported once per signer and view. Only the first of each kind counts. Subjects are compared, never
 *       signatures: ML-DSA is hedged.
 *   <li><b>R15 Skip.</b> A leader not heard for a whole period of skipMs nor since, while a quorum was heard in that
 *       period, is given up when its view begins.
 *   <li><b>R16 End.</b> The last block of an epoch is named by its height. While it is certified and not final, what is
 *       built on it is the same block once more, as the payload of a later view; nothing else is valid there. It is
 *       the node that answers Build and Verify so; to the core it is a block like any other. When it is final, the
 *       core is over: nobody votes in its epoch any more, and a new core starts with the block as its floor and the
 *       next epoch's set. Epoch and view together name a view; votes of another epoch are not told to the core.
 * </ul>
 *
 * <h2>Deviations from the paper, and why they are safe</h2>
 *
 * <ol>
 *   <li>Finalize waits for the certify gate (R4) instead of following the notarization. It only removes votes.
 *   <li>Nullify may come before the timer (R6, R15). The timer's value plays no part in the safety argument.
 *   <li>The paper multicasts the whole notarized chain at each step; proposals here carry view numbers and
 *       certificates move on demand (R3, R8, R9): a 2.4 KB signature makes rebroadcast cubic. The checks on the
 *       receiver are the same, later at worst.
 *   <li>Nullified views leave no dummy block; a proposal names its parent's view, and the nullifications between
 *       stand in for the dummy blocks.
 *   <li>Stake instead of heads; a fixed permutation instead of a random oracle for leaders; a cap and a reset on
 *       timers.
 *   <li>Finalize is withheld after the leader's equivocation: again only fewer votes.
 *   <li>No Notarize once the notarization is here: the votes are no longer needed.
 * </ol>
 *
 * <h2>Safety</h2>
 *
 * <p>Let v have a finalization for block b. (1) Its quorum and any quorum of Nullify in v would share an honest
 * validator that said both, against R7: v has no nullification. (2) Any honest Finalize in v follows a notarization
 * of b (R4); two notarizations in v share an honest validator with two Notarize subjects, against R7: b is the only
 * one. (3) Let w &gt; v be the lowest view with a notarization of a block that does not extend b. Some honest
 * validator said Notarize in w, so by R3 the parent of that block is notarized in some p &lt; w with all views in (p,
 * w) nullified. If p &gt; v, the parent extends b by the choice of w, and so does the block. If p = v the parent is b
 * by (2). If p &lt; v then v is nullified, against (1). So every later notarized, hence every later final, block
 * extends b; one that is proposed again (R16) extends itself. Restarts change nothing: by R7 and R11 a validator's
 * votes of all its runs obey one ballot. Timers, the
 * network and the order of inputs play no part.
 *
 * <h2>Liveness</h2>
 *
 * <p>After GST let v be the highest view of an honest node. It says again what let it in (R8), so all honest nodes
 * reach v or beyond. If no honest node said Finalize in v, all say Nullify by ADVANCE, repeat it, and v is nullified.
 * If one said Finalize, it holds the notarization of v on disk, has left v, and offers and serves it; a quorum held
 * the block, so the others certify it and leave v as well. Views therefore never end up stuck, whatever was said
 * before a crash of everyone. With an honest leader that is entered within the bound, timers above three message
 * delays and a known parent (R2 asks until it is known), all honest nodes Notarize, certify and Finalize before any
 * timer: finality in three hops. R13 reaches such timers if maxBackoff allows for the real delay; n consecutive views
 * contain an honest leader.
 *
 * <h2>Durability</h2>
 *
 * <table>
 *   <caption>On disk before what leaves the process</caption>
 *   <tr><th>before</th><th>on disk</th></tr>
 *   <tr><td>a vote leaves or enters the own tally</td><td>{@link Entry.Cast}, with its signature</td></tr>
 *   <tr><td>Finalize of v</td><td>the notarization of v; the block itself (the node's part of Certify)</td></tr>
 *   <tr><td>the leader's Notarize</td><td>its block (the node's part of Build)</td></tr>
 *   <tr><td>entering v+1, offering or sending a certificate</td><td>{@link Entry.Certified}</td></tr>
 *   <tr><td>Finalized</td><td>the finalization</td></tr>
 *   <tr><td>nothing</td><td>{@link Entry.Verdict}: if lost, Certify is asked again</td></tr>
 * </table>
 *
 * <p>Entries survive a crash as a prefix of what was written. {@link Bft#snapshot} may replace all of them at any time.
 */
@NullMarked
package io.ixi.consensus.bft;

import org.jspecify.annotations.NullMarked;

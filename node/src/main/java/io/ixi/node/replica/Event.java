package io.ixi.node.replica;

import io.ixi.consensus.types.Hash;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that a replica is told. */
public sealed interface Event {
    /** A peer said something; {@code bytes} is its size on the wire. */
    record Received(int peer, PeerMessage message, int bytes) implements Event {}

    record PeerUp(int peer) implements Event {}

    record PeerDown(int peer) implements Event {}

    /** Time may have passed a deadline. */
    record Tick() implements Event {}

    /** The mempool has transactions that it did not have before. */
    record TransactionsArrived() implements Event {}

    /** A leader's block is ready. */
    record BlockBuilt(long view, long timeMs, Built built, long microseconds) implements Event {}

    /** A block was executed, or the rules refuse it. Exactly one of both is given. */
    record BlockExecuted(
            Hash block,
            @Nullable Executed executed,
            @Nullable Rejection rejection,
            long microseconds) implements Event {}

    /**
     * The block could not be executed: the signatures of these transactions do not hold on its parent's state. Ids do
     * not cover signatures, so that is no fault of the block: other copies may be signed well.
     */
    record SignaturesFailed(Hash block, List<Hash> ids) implements Event {}

    /**
     * Transactions that a peer sent on request were decoded, and checked if the state before their block is known.
     *
     * @param faults that no honest peer sends: malformed, not of the block, or badly signed under the key they carry
     */
    record TransactionsChecked(int peer, Hash block, List<Tx> good, int faults) implements Event {}

    /** An answer for a peer was put together. */
    record Answered(int peer, PeerMessage message) implements Event {}

    /** The ledger holds this block and its result. */
    record BlockCommitted(Hash block, long height, long microseconds) implements Event {}

    /** The answer of a task that was asked for in this epoch; in a later one it is about nothing any more. */
    record OfEpoch(long epoch, Event event) implements Event {}

    /** A task is done; what follows runs on the replica's thread. */
    record Resumed(Runnable then) implements Event {}

    /** The ledger is durable up to this height. */
    record LedgerDurable(long height) implements Event {}
}

package io.ixi.rpc;

import com.google.protobuf.Message;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Gate;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the doors need of a node. Every method may be called from any thread and never waits for consensus. */
public interface Backend {
    /** The modules' messages, queries, events and errors: what every door is derived from. */
    Registry registry();

    Status status();

    /** A finalized block. Empty: not there yet, or pruned. */
    Optional<Block> block(long height);

    Optional<Block> block(Hash hash);

    /** A transaction that waits here or is final. */
    Optional<Transaction> transaction(Hash id);

    /**
     * Hands a signed transaction to the mempool. Completes with its id once its signature is checked and it waits for a
     * block; completes exceptionally with {@link RejectedException}. Never completes on the caller's thread with
     * blocking work done.
     */
    CompletableFuture<Hash> send(Bytes transaction);

    /** Executes against the latest final state and throws the result away. Signatures may be missing. */
    Simulation simulate(Bytes transaction) throws RejectedException;

    /** The account's sequence that the next transaction needs, pending ones of this node counted. */
    long nextSequence(Address account);

    /**
     * Answers a query from the state after block {@code height} (default: the latest final one).
     *
     * @throws RejectedException with the module's error, or NOT_FOUND if the height is not kept
     */
    Answer query(QuerySpec query, Message params, OptionalLong height, boolean prove) throws RejectedException;

    /**
     * Recomputes every module's invariants from the whole of the latest final state, on a thread of its own. One check
     * runs at a time; who asks meanwhile gets its answer.
     */
    CompletableFuture<Invariants> checkInvariants();

    /**
     * Who votes after an epoch: proofs of the state entries that name the next set, against the header of the block
     * that ends the epoch, without links. Empty if the epoch is not over.
     */
    Optional<Proof> handover(long epoch);

    /** Calls back for every finalized block from now on, in order, on a thread of the node; must not block. */
    Subscription subscribe(Consumer<Block> onFinalized);

    /** Whether the node is in sync with enough peers, and the reason if not. */
    Readiness readiness();

    /** Prometheus text. */
    String metrics();

    /**
     * @param heightTimeMs agreed time of the latest block
     * @param validator this node's index in the set, or -1
     * @param earliestHeight lowest height whose state is kept
     * @param earliestBlock lowest height from which on every block is kept
     * @param connectedPeers authenticated connections
     */
    record Status(
            String chainId,
            String version,
            String name,
            long height,
            Hash hash,
            Hash stateRoot,
            long heightTimeMs,
            long view,
            long earliestHeight,
            long earliestBlock,
            boolean syncing,
            int validator,
            int validators,
            int connectedPeers,
            int pendingTransactions,
            long pendingBytes) {}

    /** @param transactions whole transactions, in order */
    record Block(
            Hash hash,
            BlockHeader header,
            List<Hash> transactionIds,
            List<Bytes> transactions,
            List<Receipt> receipts,
            @Nullable Certificate finalization) {}

    /** @param receipt null while the transaction waits */
    record Transaction(
            Hash id,
            Bytes bytes,
            long height,
            int index,
            @Nullable Receipt receipt) {
        public boolean pending() {
            return receipt == null;
        }
    }

    /**
     * @param receipt what the transaction would do now: code, gas, fee in base units of the native asset, events
     * @param changes of balances, the fee included, of the accounts that the transaction names
     * @param gates that were asked
     */
    record Simulation(Receipt receipt, List<Change> changes, List<GateResult> gates) {
        public Simulation {
            changes = List.copyOf(changes);
            gates = List.copyOf(gates);
        }

        /**
         * @param asset id
         * @param free what the account could spend, before and after
         * @param held what modules set aside on it, before and after
         */
        public record Change(
                Address account, String asset, Amount free, Amount freeAfter, Amount held, Amount heldAfter) {}

        public record GateResult(Gate gate, Address account, boolean passed) {}
    }

    /**
     * @param height state after this block
     * @param faults by module: the first invariant that does not hold, or an empty text
     */
    record Invariants(long height, NavigableMap<String, String> faults) {}

    /**
     * @param height state after this block
     * @param proof absent unless asked for
     */
    record Answer(Message result, long height, @Nullable Proof proof) {}

    /**
     * A proof per state key that the query read, against the state root in {@code header}, which is the header of block
     * height + 1, made final by {@code finalization} (of it or a descendant; {@code links} are the headers between).
     */
    record Proof(List<Entry> entries, BlockHeader header, List<BlockHeader> links, Certificate finalization) {
        /** @param value null: the key is absent */
        public record Entry(Bytes key, @Nullable Bytes value, Bytes proof) {}
    }

    record Readiness(boolean ready, List<Check> checks) {
        public record Check(String name, boolean ok, String detail) {}
    }

    /** Ends the callbacks. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}

package io.ixi.node.replica;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.net.Transport;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a replica acts through. All of it is called on the replica's thread unless the type says otherwise.
 *
 * @param votes the keys of a set
 * @param accuser sends this to the chain in a transaction of this node's own, if its account can pay
 * @param peers the transport's number of the peer with this key, the same for ever; -1: nobody can be reached by it
 */
public record Ports(
        Transport transport,
        Ledger ledger,
        Executor executor,
        TransactionPool pool,
        TransactionCheck transactions,
        Function<ValidatorSet, VoteCheck> votes,
        ToIntFunction<Bytes> peers,
        Signer signer,
        Tasks tasks,
        Clock clock,
        FinalizedListener listener,
        Consumer<Message> accuser,
        ReplicaMetrics metrics) {
    /** The same with other tasks. */
    Ports with(Tasks other) {
        return new Ports(
                transport,
                ledger,
                executor,
                pool,
                transactions,
                votes,
                peers,
                signer,
                other,
                clock,
                listener,
                accuser,
                metrics);
    }
}

package io.ixi.node.replica;

import io.ixi.node.net.Transport;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.exec.Executor;

/** What a replica acts through. All of it is called on the replica's thread unless the type says otherwise. */
public record Ports(
        Transport transport,
        Ledger ledger,
        Executor executor,
        TransactionPool pool,
        TransactionCheck transactions,
        VoteCheck votes,
        Signer signer,
        Tasks tasks,
        Clock clock,
        FinalizedListener listener,
        ReplicaMetrics metrics) {}

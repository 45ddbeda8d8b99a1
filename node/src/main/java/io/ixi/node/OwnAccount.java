package io.ixi.node;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.store.Ledger;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account of this node's voting key. It pays for what the node itself tells the chain: proofs of double votes. An
 * account without funds sends nothing, and other validators do it.
 */
final class OwnAccount implements Consumer<Message>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAccount.class);

    /** Blocks for which such a transaction may wait. */
    private static final long WAITS = 64;

    private static final Amount MAX_FEE = Amount.of(1_000_000_000);

    private final Scheme scheme;
    private final Hash chain;
    private final Mempool mempool;
    private final Ledger ledger;
    private final SigningKey key;
    private final Address account;

    /** @param seed of the voting key; used before this returns */
    OwnAccount(Bytes publicKey, Scheme scheme, byte[] seed, Hash chain, Mempool mempool, Ledger ledger) {
        this.scheme = scheme;
        this.chain = chain;
        this.mempool = mempool;
        this.ledger = ledger;
        this.key = SigningKey.fromSeed(scheme, seed);
        this.account = Address.of(scheme.number(), publicKey);
    }

    @Override
    public void accept(Message message) {
        Draft draft = Draft.of(
                chain,
                Draft.key(scheme, key.publicKey()),
                account,
                mempool.nextSequence(account),
                ledger.height() + WAITS,
                MAX_FEE,
                List.of(message));
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), new byte[32]);
        var _ = mempool.submit(draft.signed(scheme, Bytes.wrap(signature))).whenComplete((id, failure) -> {
            if (failure != null) {
                LOG.warn("A proof of a double vote was not sent by {}: {}", account.text(), failure.getMessage());
            } else {
                LOG.info("A proof of a double vote is sent: {}", id);
            }
        });
    }

    @Override
    public void close() {
        key.close();
    }
}

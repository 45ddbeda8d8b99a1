package io.ixi.vm.kernel.tx;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.TransactionBody;
import java.util.List;

/**
 * A transaction that decoded canonically and passed every check that needs no state. Its signatures are not checked
 * yet.
 *
 * @param bytes the whole transaction as received
 * @param id SHA-256 over a domain tag and the body bytes: independent of the hedged signature
 * @param signingHash what the account's keys sign: SHA-256 over a domain tag, the chain and the body bytes
 * @param calls the decoded messages, 1 to 16
 * @param units gas by lane: the messages in theirs, bytes and signatures in the first message's
 */
public record Tx(
        Bytes bytes,
        Hash id,
        Hash signingHash,
        TransactionBody body,
        List<Signature> signatures,
        Address account,
        long sequence,
        long validUntilHeight,
        Amount maxFee,
        List<Call> calls,
        Gas units) {
    /** Largest transaction in bytes. */
    public static final int MAX_BYTES = 102_400;

    /** Most messages in a transaction. */
    public static final int MAX_MESSAGES = 16;

    /** How many blocks ahead a transaction may be valid. */
    public static final long MAX_VALIDITY = 20_000;

    public Tx {
        signatures = List.copyOf(signatures);
        calls = List.copyOf(calls);
    }

    public int size() {
        return bytes.size();
    }

    /** Gas over all lanes. */
    public long gas() {
        return units.total();
    }
}

package io.ixi.vm.kernel.tx;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.proto.TransactionBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    /** Ids of objects made under a ticket never meet those made under a sequence number. */
    private static final long TICKET_NONCE = 1L << 63;

    private static final byte[] QUEUE = "IXI-ticket-queue".getBytes(StandardCharsets.US_ASCII);

    public Tx {
        signatures = List.copyOf(signatures);
        calls = List.copyOf(calls);
    }

    /** Number of the ticket that it uses instead of a sequence number; 0: none. */
    public long ticket() {
        return body.getTicket();
    }

    /** Whoever pays its fee. */
    public Address payer() {
        return body.hasSponsor() ? Address.of(body.getSponsor()) : account;
    }

    public boolean sponsored() {
        return body.hasSponsor();
    }

    public boolean hasMandate() {
        return !body.getMandate().isEmpty();
    }

    /**
     * Transactions of one queue come in the order of their {@link #place}: those of an account, and each one with a
     * ticket by itself.
     */
    public Address queue() {
        if (ticket() == 0) {
            return account;
        }
        byte[] number = ByteBuffer.allocate(8).putLong(ticket()).array();
        return new Address(Hash.sha256(QUEUE, account.hash().toBytes(), number));
    }

    /** Its place in its queue. */
    public long place() {
        return sequence;
    }

    /** What ids of the objects that it creates follow from, besides the creator: the sequence number, or the ticket. */
    public long nonce() {
        return ticket() == 0 ? sequence : ticket() | TICKET_NONCE;
    }

    public int size() {
        return bytes.size();
    }

    /** Gas over all lanes. */
    public long gas() {
        return units.total();
    }
}

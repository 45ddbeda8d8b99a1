package io.ixi.testnet.load;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account that pays, and the transfers that it signed in advance. One thread at a time. */
public final class Payer {
    /** More than any fee of a transfer: what is taken is the base fee. */
    static final Amount MAX_FEE = Amount.of(1_000_000_000_000L);

    private static final byte[] PLAIN = new byte[SigningKey.SEED_BYTES];

    private final SigningKey key;
    private final Address address;
    private final Deque<Signed> ready = new ArrayDeque<>();
    private long next;

    /** @param id as the chain knows it, 64 hex digits */
    public record Signed(String id, Bytes bytes) {}

    private Payer(SigningKey key) {
        this.key = key;
        this.address = Address.of(key.scheme().number(), key.publicKey());
    }

    /** The account of a number in a run: known to nobody before, and the same for the same run. */
    public static Payer of(long run, int number) {
        byte[] tag = ByteBuffer.allocate(12).putLong(run).putInt(number).array();
        return new Payer(SigningKey.fromSeed(
                Scheme.ML_DSA_44,
                Hash.sha256(new byte[] {'l', 'o', 'a', 'd'}, tag).toBytes()));
    }

    public Address address() {
        return address;
    }

    SigningKey key() {
        return key;
    }

    /** Signs {@code count} transfers of 1 base unit. The account's very first carries its key. */
    public void sign(int count, Hash chain, Address to, long validUntil) {
        Send message = Send.newBuilder()
                .setTo(ByteString.copyFrom(to.hash().toBytes()))
                .setAmount(ByteString.copyFrom(new byte[] {1}))
                .build();
        for (int i = 0; i < count; i++) {
            Draft draft = Draft.of(
                    chain,
                    Draft.key(key.scheme(), key.publicKey()),
                    address,
                    next,
                    validUntil,
                    MAX_FEE,
                    List.of(message));
            Draft slim = next == 0 ? draft : draft.withoutKey();
            next++;
            ready.add(new Signed(slim.id().hex(), signed(key, slim)));
        }
    }

    static Bytes signed(SigningKey key, Draft draft) {
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), PLAIN);
        return draft.signed(key.scheme(), Bytes.wrap(signature));
    }

    /** How many wait to be sent. */
    int left() {
        return ready.size();
    }

    /** The next transfer, or null when all are sent. */
    public @Nullable Signed take() {
        return ready.poll();
    }

    /** Puts back what was not accepted, to be sent again. */
    void untake(Signed signed) {
        ready.addFirst(signed);
    }
}

package io.ixi.node.wire;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.exec.StateReader;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Proves to who knows the validators of one epoch those of the next: the block that ends the epoch, its finalization,
 * and the entries of the state before it that name the next set. Kept for ever, one per epoch.
 *
 * @param last header of the block that ends the epoch
 * @param finalization of that block, by the validators of its epoch
 * @param entries each with its proof against the header's state root
 */
public record Handover(BlockHeader last, Certificate finalization, List<Entry> entries) {
    /** The next set's members and what says how many they are. */
    private static final int MAX_ENTRIES = ValidatorSet.MAX + 8;

    private static final int MAX_KEY = 160;

    /** A member holds an ML-DSA-87 key at most, 2,592 bytes by FIPS 204. */
    private static final int MAX_VALUE = 4_096;

    /** An end of 65 bytes, 256 siblings and their bits. */
    private static final int MAX_PROOF = 8_400;

    /** A state entry and the way from it to the root. */
    public record Entry(Bytes key, Bytes value, Bytes proof) {}

    public Handover {
        entries = List.copyOf(entries);
    }

    /** The epoch that ends. */
    public long epoch() {
        return last.epoch();
    }

    /**
     * Puts it together.
     *
     * @param before state that the epoch's last block was executed on
     */
    public static Handover of(State before, Executor executor, BlockHeader last, Certificate finalization) {
        TreeMap<Bytes, Bytes> read = new TreeMap<>();
        var _ = executor.nextValidators(new Keyed(key -> {
            byte[] value = before.get(key.unsafeArray());
            if (value == null) {
                throw new IllegalStateException("the state does not name the next validators");
            }
            read.put(key, Bytes.copyOf(value));
            return value;
        }));
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<Bytes, Bytes> one : read.entrySet()) {
            entries.add(new Entry(one.getKey(), one.getValue(), Tree.prove(before, before.height(), one.getKey())));
        }
        return new Handover(last, finalization, entries);
    }

    /**
     * The set that follows; null if the parts do not belong together. Only for a {@link #finalization} whose signatures
     * of the header's epoch were checked before: what such a header's state holds is well formed.
     */
    public @Nullable ValidatorSet next(Hash chain, Executor executor) {
        Hash hash = Wire.headerHash(last);
        boolean fits = last.chain().equals(chain)
                && finalization.subject() instanceof Subject.Finalize(Proposal proposal)
                && proposal.payload().equals(hash)
                && proposal.epoch() == last.epoch();
        if (!fits) {
            return null;
        }
        TreeMap<Bytes, byte[]> proven = new TreeMap<>();
        for (Entry entry : entries) {
            if (!Tree.verify(last.parentStateRoot(), entry.key(), entry.value(), entry.proof())) {
                return null;
            }
            proven.put(entry.key(), entry.value().toArray());
        }
        Validators.Epoch next;
        try {
            next = executor.nextValidators(new Keyed(key -> {
                        byte[] value = proven.get(key);
                        if (value == null) {
                            throw new UnprovenException();
                        }
                        return value;
                    }))
                    .orElse(null);
        } catch (UnprovenException e) {
            return null;
        }
        if (next == null || next.number() != last.epoch() + 1 || next.firstHeight() != last.height() + 1) {
            return null;
        }
        return new ValidatorSet(next.number(), hash, next.set());
    }

    public byte[] encode() {
        return write(new Writer()).toByteArray();
    }

    Writer write(Writer out) {
        Wire.write(Wire.write(out, last), finalization);
        return out.list(
                entries, (w, entry) -> w.bytes(entry.key()).bytes(entry.value()).bytes(entry.proof()));
    }

    /** Throws {@link MalformedException} and nothing else. */
    public static Handover decode(byte[] bytes) {
        return Reader.decode(bytes, Handover::read);
    }

    static Handover read(Reader in) {
        return new Handover(
                Wire.readBlockHeader(in),
                Wire.readCertificate(in),
                in.list(MAX_ENTRIES, r -> new Entry(r.bytes(MAX_KEY), r.bytes(MAX_VALUE), r.bytes(MAX_PROOF))));
    }

    /** The next set was looked up under a key that was not proven. */
    private static final class UnprovenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnprovenException() {
            super("not proven", null, false, false);
        }
    }

    private interface Lookup {
        byte[] value(Bytes key);
    }

    /** State that is read by key only. */
    private record Keyed(Lookup lookup) implements StateReader {
        @Override
        public byte[] get(byte[] key) {
            return lookup.value(Bytes.copyOf(key));
        }

        @Override
        public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
            throw new IllegalStateException("the next validators are read by key");
        }
    }
}

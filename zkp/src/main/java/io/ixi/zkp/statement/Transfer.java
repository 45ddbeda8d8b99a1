package io.ixi.zkp.statement;

import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Linear;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Public;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.proof.Verifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A shielded payment of one asset: two notes are spent, two are made, and public amounts go in or out. Shows that the
 * maker knew one spending key and two notes of its owner such that each spent note has the given nullifier and, unless
 * its value is 0, is in the tree with root {@code anchor}; that the new notes are well formed; and that
 * inputs + deposit = outputs + withdrawal + fee, all amounts being whole numbers that cannot wrap.
 *
 * <p>The ledger checks that the anchor is a recent root, that neither nullifier was seen before, and that deposit,
 * withdrawal and fee move the pool's public balance.
 *
 * @param chain the chain's identity
 * @param asset the asset's number, below p
 * @param deposit added to the pool, below 2^60; {@code withdrawal} and {@code fee} leave it, each below 2^60
 * @param effects a hash of all that the transaction does besides, encrypted notes included
 */
public record Transfer(
        Bytes32 chain,
        long asset,
        Quad anchor,
        Quad firstNullifier,
        Quad secondNullifier,
        Quad firstNote,
        Quad secondNote,
        long deposit,
        long withdrawal,
        long fee,
        Bytes32 effects)
        implements Statement {
    static final byte KIND = 1;

    /** Levels of the tree of notes. */
    public static final int DEPTH = 32;

    /** Amounts are below this. */
    public static final long LIMIT = 1L << 60;

    private static final int BYTES = 2 + 7 * 32 + 4 * Long.BYTES;

    /** Throws {@link IllegalArgumentException} for amounts out of range or two equal nullifiers. */
    public Transfer {
        if (!valid(asset, deposit, withdrawal, fee) || firstNullifier.equals(secondNullifier)) {
            throw new IllegalArgumentException("not a transfer");
        }
    }

    private static boolean valid(long asset, long deposit, long withdrawal, long fee) {
        return Goldilocks.isCanonical(asset) && isAmount(deposit) && isAmount(withdrawal) && isAmount(fee);
    }

    static boolean isAmount(long amount) {
        return amount >= 0 && amount < LIMIT;
    }

    private static final class Compiled {
        static final Verifier VERIFIER = new Verifier(program());
    }

    /** The circuit of all transfers. */
    public static Circuit circuit() {
        return Compiled.VERIFIER.circuit();
    }

    @Override
    public Verifier verifier() {
        return Compiled.VERIFIER;
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.put(KIND).put((byte) VERSION);
        chain.write(out);
        out.putLong(asset);
        anchor.write(out);
        firstNullifier.write(out);
        secondNullifier.write(out);
        firstNote.write(out);
        secondNote.write(out);
        out.putLong(deposit).putLong(withdrawal).putLong(fee);
        effects.write(out);
        return out.array();
    }

    static Optional<Transfer> read(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        Fields in = new Fields(bytes, 2);
        Bytes32 chain = in.bytes();
        long asset = in.number();
        Quad anchor = in.quad();
        Quad first = in.quad();
        Quad second = in.quad();
        Quad firstNote = in.quad();
        Quad secondNote = in.quad();
        long deposit = in.number();
        long withdrawal = in.number();
        long fee = in.number();
        if (!in.canonical() || !valid(asset, deposit, withdrawal, fee) || first.equals(second)) {
            return Optional.empty();
        }
        return Optional.of(new Transfer(
                chain, asset, anchor, first, second, firstNote, secondNote, deposit, withdrawal, fee, in.bytes()));
    }

    @Override
    public long[] publicInputs() {
        Vector vector = new Vector(23);
        vector.put(anchor);
        vector.put(firstNullifier);
        vector.put(secondNullifier);
        vector.put(firstNote);
        vector.put(secondNote);
        vector.put(asset, deposit, withdrawal + fee);
        return vector.vector();
    }

    private static Circuit program() {
        Builder b = new Builder("shielded transfer 1", Profile.SMALL, 11, 3);
        PublicWord anchor = b.publicWord();
        PublicWord[] nullifiers = {b.publicWord(), b.publicWord()};
        PublicWord[] notes = {b.publicWord(), b.publicWord()};
        Public asset = b.publicInput();
        Public deposit = b.publicInput();
        Public out = b.publicInput();

        Word amounts = b.secret();
        Word viewing = b.hash(Tags.VIEWING_KEY, b.secret());
        for (int i = 0; i < 4; i++) {
            b.below61Bits("an amount is a whole number below the limit", amounts.at(i));
        }
        Linear in = amounts.at(0).plus(amounts.at(1)).plus(deposit);
        b.zero(
                "the amounts balance",
                in.minus(amounts.at(2)).minus(amounts.at(3)).minus(out));

        for (int i = 0; i < 2; i++) {
            Word serial = b.secret();
            b.equal("nullifier", b.hash(Tags.NULLIFIER, viewing, serial), nullifiers[i]);
            Word owner = b.hash(Tags.OWNER, viewing, b.secret());
            Word head = b.secret();
            Word note = b.hash(Tags.NOTE, serial, owner, head, b.secret());
            head(b, head, asset, amounts.at(i));
            Word root = b.climb(Tags.NOTE_NODE, note, DEPTH);
            for (int lane = 0; lane < 4; lane++) {
                Linear difference = root.at(lane).minus(anchor.at(lane));
                b.product("a note with value is in the tree", amounts.at(i), difference, Linear.constant(0));
            }
            // here, and not after both inputs: three registers are enough
            Word newSerial = b.hash(Tags.SERIAL + i, nullifiers[0]);
            Word newHead = b.secret();
            b.equal("new note", b.hash(Tags.NOTE, newSerial, b.secret(), newHead, b.secret()), notes[i]);
            head(b, newHead, asset, amounts.at(2 + i));
        }
        return b.build();
    }

    /** The third word of a note: asset, value, 0, 0. */
    private static void head(Builder b, Word head, Public asset, Linear amount) {
        b.zero("a note's asset", head.at(0).minus(asset));
        b.zero("a note's value", head.at(1).minus(amount));
        b.zero("a note's head ends with 0", head.at(2));
        b.zero("a note's head ends with 0", head.at(3));
    }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A private total: the values of the records with these commitments add up to {@code sum}, each of them lies between
 * {@code low} and {@code high}, and each record belongs to {@code series}. With bounds 0 and 1 the sum is a count. The
 * number of records is public. The ledger checks that the commitments are the ones it means.
 *
 * @param chain the chain's identity
 * @param series what the records are about, a number below p
 * @param low 0 <= low <= high < 2^33; the bounds belong to the range
 * @param records 1..960 commitments, strictly ascending, so that none counts twice
 * @param sum the total, below 2^43
 * @param purpose a hash of whatever the report says besides
 */
public record Total(Bytes32 chain, long series, long low, long high, List<Quad> records, long sum, Bytes32 purpose)
        implements Statement {
    static final byte KIND = 3;

    /** Totals over at most this many records use a smaller circuit. */
    public static final int SMALL = 64;

    /** No total has more records. */
    public static final int LARGE = 960;

    /** Values are below this. */
    public static final long LIMIT = 1L << 33;

    private static final int BYTES = 2 + 32 + 4 * Long.BYTES + 32;

    /** Throws {@link IllegalArgumentException} for a number out of range or records that do not ascend. */
    public Total {
        records = List.copyOf(records);
        if (!valid(series, low, high, sum, records)) {
            throw new IllegalArgumentException("not a total");
        }
    }

    private static boolean valid(long series, long low, long high, long sum, List<Quad> records) {
        boolean ascending = true;
        for (int i = 1; i < records.size(); i++) {
            ascending &= records.get(i - 1).compareTo(records.get(i)) < 0;
        }
        boolean bounds = low >= 0 && low <= high && high < LIMIT && sum >= 0 && sum < LARGE * LIMIT;
        return ascending && bounds && !records.isEmpty() && records.size() <= LARGE && Goldilocks.isCanonical(series);
    }

    private static final class CompiledSmall {
        static final Verifier VERIFIER = new Verifier(program(SMALL, Profile.SMALL, 11));
    }

    private static final class CompiledLarge {
        static final Verifier VERIFIER = new Verifier(program(LARGE, Profile.LARGE, 14));
    }

    /** The circuit for a total over this many records. */
    public static Circuit circuit(int records) {
        return verifier(records).circuit();
    }

    /** The records that this circuit has room for. */
    static int room(int records) {
        return records <= SMALL ? SMALL : LARGE;
    }

    private static Verifier verifier(int records) {
        return records <= SMALL ? CompiledSmall.VERIFIER : CompiledLarge.VERIFIER;
    }

    @Override
    public Verifier verifier() {
        return verifier(records.size());
    }

    @Override
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES + 32 * records.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(KIND).put((byte) VERSION);
        chain.write(out);
        out.putLong(series).putLong(low).putLong(high).putLong(sum);
        purpose.write(out);
        for (Quad commitment : records) {
            commitment.write(out);
        }
        return out.array();
    }

    static Optional<Total> read(byte[] bytes) {
        int rest = bytes.length - BYTES;
        if (rest < 32 || rest % 32 != 0 || rest / 32 > LARGE) {
            return Optional.empty();
        }
        Fields in = new Fields(bytes, 2);
        Bytes32 chain = in.bytes();
        long series = in.number();
        long low = in.number();
        long high = in.number();
        long sum = in.number();
        Bytes32 purpose = in.bytes();
        List<Quad> records = new ArrayList<>();
        for (int i = 0; i < rest / 32; i++) {
            records.add(in.quad());
        }
        if (!in.canonical() || !valid(series, low, high, sum, records)) {
            return Optional.empty();
        }
        return Optional.of(new Total(chain, series, low, high, records, sum, purpose));
    }

    @Override
    public long[] publicInputs() {
        Vector vector = new Vector(circuit(records.size()).publicInputs());
        vector.put(series, low, high, sum);
        for (int i = 0; i < room(records.size()); i++) {
            boolean used = i < records.size();
            vector.put(used ? 1 : 0);
            vector.put(used ? records.get(i) : Quad.ZERO);
        }
        return vector.vector();
    }

    private static Circuit program(int room, Profile profile, int logRows) {
        Builder b = new Builder("private total 1", profile, logRows, 3);
        Public series = b.publicInput();
        Public low = b.publicInput();
        Public high = b.publicInput();
        Public sum = b.publicInput();
        Linear total = Linear.constant(0);
        for (int i = 0; i < room; i++) {
            Public used = b.publicInput();
            PublicWord commitment = b.publicWord();
            Word data = b.secret();
            b.equalIf("a record's commitment", used, b.hash(Tags.RECORD, data, b.secret()), commitment);
            b.below33Bits("a record's value is not below the range", data.at(0).minus(low));
            b.below33Bits(
                    "a record's value is not above the range", Linear.of(high).minus(data.at(0)));
            b.zero("a record's series", data.at(1).minus(series));
            Word running = b.secret();
            b.zero("the running sum", total.plus(data.at(0).times(used)).minus(running.at(0)));
            total = running.at(0);
        }
        b.zero("the sum", total.minus(sum));
        return b.build();
    }
}

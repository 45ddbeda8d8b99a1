package io.ixi.zkp.proof;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Tape;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A second verifier, made from docs/zkp.md and slow on purpose: whole numbers of any size, folding by interpolation,
 * trees node by node. It takes from the library the circuit and its numbers, and no code that checks.
 */
public final class ReferenceVerifier {
    private static final BigInteger P = Ext.P;

    /** The proof is no proof. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Circuit circuit;
    private final MessageDigest sha;
    private final ByteBuffer in;
    private byte[] state = new byte[0];
    private ByteBuffer output = ByteBuffer.allocate(0);

    private ReferenceVerifier(Circuit circuit, byte[] proof) throws NoSuchAlgorithmException {
        this.circuit = circuit;
        this.sha = MessageDigest.getInstance("SHA-256");
        this.in = ByteBuffer.wrap(proof).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the proof is one, by this verifier's own reckoning. */
    public static boolean accepts(Circuit circuit, byte[] statement, long[] inputs, byte[] proof)
            throws NoSuchAlgorithmException {
        try {
            new ReferenceVerifier(circuit, proof).run(statement, inputs);
            return true;
        } catch (Refused | BufferUnderflowException e) {
            return false;
        }
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw new Refused();
        }
    }

    private static BigInteger unsigned(long word) {
        return new BigInteger(Long.toUnsignedString(word));
    }

    private static BigInteger root(int log) {
        return BigInteger.valueOf(7).modPow(P.subtract(BigInteger.ONE).shiftRight(log), P);
    }

    private byte[] hash(byte[]... parts) {
        Arrays.stream(parts).forEach(sha::update);
        return sha.digest();
    }

    private static byte[] eight(long number) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    private void absorb(int label, byte[] data) {
        state = hash(state, new byte[] {(byte) label}, eight(data.length), data);
        output = ByteBuffer.allocate(0);
    }

    private long word() {
        if (!output.hasRemaining()) {
            output = ByteBuffer.wrap(hash(state, new byte[] {-1})).order(ByteOrder.LITTLE_ENDIAN);
            state = hash(state, new byte[] {-2});
        }
        return output.getLong();
    }

    private Ext challenge() {
        BigInteger[] numbers = new BigInteger[3];
        for (int i = 0; i < 3; i++) {
            do {
                numbers[i] = unsigned(word());
            } while (numbers[i].compareTo(P) >= 0);
        }
        return new Ext(numbers[0], numbers[1], numbers[2]);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private BigInteger element() {
        BigInteger element = unsigned(in.getLong());
        demand(element.compareTo(P) < 0);
        return element;
    }

    private Ext extension() {
        return new Ext(element(), element(), element());
    }

    private void run(byte[] statement, long[] inputs) {
        demand(inputs.length == circuit.publicInputs());
        ByteBuffer vector = ByteBuffer.allocate(8 * inputs.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long input : inputs) {
            demand(unsigned(input).compareTo(P) < 0);
            vector.putLong(input);
        }
        state = hash("IXI-ZKP transcript 2".getBytes(StandardCharsets.UTF_8));
        absorb(1, circuit.id());
        absorb(2, statement);
        absorb(3, vector.array());
        byte[] traceRoot = bytes(32);
        absorb(4, traceRoot);
        Ext alpha = challenge();
        byte[] quotientRoot = bytes(32);
        absorb(5, quotientRoot);
        Ext z = challenge();
        int width = circuit.width();
        TreeSet<Integer> followed = new TreeSet<>();
        for (int node = 0; node < circuit.tape().size(); node++) {
            if (circuit.tape().kind(node) == Tape.Kind.NEXT) {
                followed.add(circuit.tape().left(node));
            }
        }
        List<Integer> shown = List.copyOf(followed);
        int start = in.position();
        Ext[] here = extensions(width);
        Ext[] after = extensions(shown.size());
        Ext[] segments = extensions(4);
        absorbRead(6, start);
        Ext gamma = challenge();
        int layers = Math.ceilDiv(circuit.logRows() - 8, 3);
        byte[][] roots = new byte[layers][];
        Ext[] betas = new Ext[layers];
        for (int i = 0; i < layers; i++) {
            roots[i] = bytes(32);
            absorb(7, roots[i]);
            betas[i] = challenge();
        }
        start = in.position();
        Ext[] last = extensions(circuit.rows() >> (3 * layers));
        absorbRead(8, start);
        long nonce = in.getLong();
        BigInteger seed = unsigned(ByteBuffer.wrap(hash(state, new byte[] {-3}, eight(nonce)))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong());
        demand(seed.mod(BigInteger.ONE.shiftLeft(circuit.profile().grindingBits()))
                        .signum()
                == 0);
        absorb(9, eight(nonce));
        demand(!z.isBase() && (layers == 0 || !betas[layers - 1].isBase()));
        checkConstraints(inputs, alpha, z, here, after, shown, segments);
        int logDomain = circuit.logRows() + circuit.profile().logBlowup();
        TreeSet<Integer> positions = new TreeSet<>();
        for (int i = 0; i < circuit.profile().queries(); i++) {
            positions.add(
                    unsigned(word()).mod(BigInteger.ONE.shiftLeft(logDomain)).intValue());
        }
        NavigableMap<Integer, Ext> values = codeword(
                new byte[][] {traceRoot, quotientRoot}, positions, logDomain, gamma, z, here, after, shown, segments);
        for (int i = 0; i < layers; i++) {
            values = layer(i, layers, logDomain - 3 * i, roots[i], betas[i], last, values);
        }
        for (var value : values.entrySet()) {
            demand(polynomial(last, point(layers, logDomain - 3 * layers, value.getKey()))
                    .equals(value.getValue()));
        }
        demand(!in.hasRemaining());
    }

    private Ext[] extensions(int count) {
        Ext[] extensions = new Ext[count];
        Arrays.setAll(extensions, i -> extension());
        return extensions;
    }

    private void absorbRead(int label, int start) {
        absorb(label, Arrays.copyOfRange(in.array(), start, in.position()));
    }

    private void checkConstraints(
            long[] inputs, Ext alpha, Ext z, Ext[] here, Ext[] after, List<Integer> shown, Ext[] segments) {
        int rows = circuit.rows();
        Ext vanishing = z.power(BigInteger.valueOf(rows)).minus(Ext.ONE);
        Ext scale = vanishing.times(Ext.of(BigInteger.valueOf(rows).modInverse(P)));
        Ext[] fixed = new Ext[circuit.fixedColumns()];
        Arrays.fill(fixed, Ext.ZERO);
        long[][] columns = new long[fixed.length][];
        Arrays.setAll(columns, i -> circuit.fixed(i).values(rows, circuit.blocks(), inputs));
        BigInteger point = BigInteger.ONE;
        for (int row = 0; row < rows; row++) {
            // the Lagrange polynomial of a row at z
            Ext weight = scale.times(Ext.of(point)).times(z.minus(Ext.of(point)).inverse());
            for (int i = 0; i < fixed.length; i++) {
                if (columns[i][row] != 0) {
                    fixed[i] = fixed[i].plus(weight.times(Ext.of(unsigned(columns[i][row]))));
                }
            }
            point = point.multiply(root(circuit.logRows())).mod(P);
        }
        Tape tape = circuit.tape();
        List<Ext> nodes = new ArrayList<>();
        for (int i = 0; i < tape.size(); i++) {
            int left = tape.left(i);
            Ext constant = Ext.of(unsigned(tape.constant(i)));
            nodes.add(
                    switch (tape.kind(i)) {
                        case LOCAL -> here[left];
                        case NEXT -> after[shown.indexOf(left)];
                        case FIXED -> fixed[left];
                        case ADD -> nodes.get(left).plus(nodes.get(tape.right(i)));
                        case SUB -> nodes.get(left).minus(nodes.get(tape.right(i)));
                        case MUL -> nodes.get(left).times(nodes.get(tape.right(i)));
                        case SCALE -> nodes.get(left).times(constant);
                        case SHIFT -> nodes.get(left).plus(constant);
                    });
        }
        Ext sum = Ext.ZERO;
        for (int i = 0; i < tape.constraints(); i++) {
            sum = sum.plus(alpha.power(BigInteger.valueOf(i)).times(nodes.get(tape.output(i))));
        }
        Ext quotient = Ext.ZERO;
        for (int i = 0; i < segments.length; i++) {
            quotient = quotient.plus(
                    z.power(BigInteger.valueOf(i * (rows / 4L * 3))).times(segments[i]));
        }
        demand(sum.equals(vanishing.times(quotient)));
    }

    private static Ext point(int layer, int log, int index) {
        BigInteger shift = BigInteger.valueOf(7).modPow(BigInteger.valueOf(8).pow(layer), P);
        return Ext.of(
                shift.multiply(root(log).modPow(BigInteger.valueOf(index), P)).mod(P));
    }

    private static Ext polynomial(Ext[] coefficients, Ext x) {
        Ext value = Ext.ZERO;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            value = value.times(x).plus(coefficients[i]);
        }
        return value;
    }

    private NavigableMap<Integer, Ext> codeword(
            byte[][] roots,
            NavigableSet<Integer> positions,
            int logDomain,
            Ext gamma,
            Ext z,
            Ext[] here,
            Ext[] after,
            List<Integer> shown,
            Ext[] segments) {
        int width = circuit.width();
        int[] widths = {width + 3, 12};
        List<TreeMap<Integer, BigInteger[]>> rows = new ArrayList<>();
        List<TreeMap<Integer, byte[]>> leaves = new ArrayList<>();
        for (int tree = 0; tree < 2; tree++) {
            TreeMap<Integer, BigInteger[]> own = new TreeMap<>();
            TreeMap<Integer, byte[]> digests = new TreeMap<>();
            for (int position : positions) {
                int start = in.position();
                BigInteger[] row = new BigInteger[widths[tree]];
                Arrays.setAll(row, i -> element());
                own.put(position, row);
                byte[] read = Arrays.copyOfRange(in.array(), start, in.position());
                digests.put(position, hash(new byte[] {0, (byte) (1 + tree)}, read));
            }
            rows.add(own);
            leaves.add(digests);
        }
        climb(leaves.get(0), logDomain, roots[0]);
        climb(leaves.get(1), logDomain, roots[1]);
        Ext next = z.times(Ext.of(root(circuit.logRows())));
        TreeMap<Integer, Ext> values = new TreeMap<>();
        for (int position : positions) {
            Ext x = point(0, logDomain, position);
            BigInteger[] row = Objects.requireNonNull(rows.get(0).get(position));
            BigInteger[] parts = Objects.requireNonNull(rows.get(1).get(position));
            Ext first = Ext.ZERO;
            Ext second = Ext.ZERO;
            for (int i = 0; i < width; i++) {
                Ext power = gamma.power(BigInteger.valueOf(i));
                first = first.plus(power.times(Ext.of(row[i]).minus(here[i])));
                if (shown.contains(i)) {
                    second = second.plus(power.times(Ext.of(row[i]).minus(after[shown.indexOf(i)])));
                }
            }
            for (int i = 0; i < 4; i++) {
                Ext part = new Ext(parts[3 * i], parts[3 * i + 1], parts[3 * i + 2]);
                first = first.plus(
                        gamma.power(BigInteger.valueOf(2L * width + i)).times(part.minus(segments[i])));
            }
            Ext mask = new Ext(row[width], row[width + 1], row[width + 2]);
            values.put(
                    position,
                    mask.plus(gamma.times(first).times(x.minus(z).inverse()))
                            .plus(gamma.power(BigInteger.valueOf(width + 1L))
                                    .times(second)
                                    .times(x.minus(next).inverse())));
        }
        return values;
    }

    /** Reads the missing nodes and compares the root. */
    private void climb(Map<Integer, byte[]> leaves, int depth, byte[] root) {
        TreeMap<Integer, byte[]> level = new TreeMap<>(leaves);
        for (int i = 0; i < depth; i++) {
            for (int own : List.copyOf(level.keySet())) {
                if (!level.containsKey(own ^ 1)) {
                    level.put(own ^ 1, bytes(32));
                }
            }
            TreeMap<Integer, byte[]> above = new TreeMap<>();
            for (int own : level.keySet()) {
                above.put(own / 2, hash(new byte[] {1}, node(level, own & -2), node(level, own | 1)));
            }
            level = above;
        }
        demand(Arrays.equals(node(level, 0), root));
    }

    private static byte[] node(Map<Integer, byte[]> level, int number) {
        return Objects.requireNonNull(level.get(number));
    }

    /** The next layer's values: the polynomial of degree below 8 through a leaf's values, at the challenge. */
    private NavigableMap<Integer, Ext> layer(
            int number, int layers, int log, byte[] root, Ext beta, Ext[] last, NavigableMap<Integer, Ext> known) {
        int leaves = 1 << (log - 3);
        TreeSet<Integer> opened = new TreeSet<>();
        known.keySet().forEach(position -> opened.add(position % leaves));
        TreeMap<Integer, Ext> folded = new TreeMap<>();
        TreeMap<Integer, byte[]> digests = new TreeMap<>();
        for (int leaf : opened) {
            Ext[] values = new Ext[8];
            int open = -1;
            for (int k = 0; k < 8; k++) {
                Ext value = known.get(leaf + k * leaves);
                if (value == null && number == layers - 1 && open < 0) {
                    open = k;
                    value = Ext.ZERO;
                }
                values[k] = value == null ? extension() : value;
            }
            Ext sum = Ext.ZERO;
            Ext[] weights = new Ext[8];
            for (int k = 0; k < 8; k++) {
                weights[k] = Ext.ONE;
                Ext x = point(number, log, leaf + k * leaves);
                for (int other = 0; other < 8; other++) {
                    if (other != k) {
                        Ext y = point(number, log, leaf + other * leaves);
                        weights[k] =
                                weights[k].times(beta.minus(y)).times(x.minus(y).inverse());
                    }
                }
                sum = sum.plus(weights[k].times(values[k]));
            }
            if (open >= 0) {
                Ext end = polynomial(last, point(layers, log - 3, leaf));
                values[open] = end.minus(sum).times(weights[open].inverse());
                sum = end;
            }
            folded.put(leaf, sum);
            ByteBuffer content = ByteBuffer.allocate(8 * 24).order(ByteOrder.LITTLE_ENDIAN);
            for (Ext value : values) {
                content.putLong(value.a().longValue())
                        .putLong(value.b().longValue())
                        .putLong(value.c().longValue());
            }
            digests.put(leaf, hash(new byte[] {0, (byte) (3 + number)}, content.array()));
        }
        climb(digests, log - 3, root);
        return folded;
    }
}

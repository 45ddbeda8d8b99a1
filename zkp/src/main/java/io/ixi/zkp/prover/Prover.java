package io.ixi.zkp.prover;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Tape;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;
import io.ixi.zkp.proof.Hasher;
import io.ixi.zkp.proof.Shape;
import io.ixi.zkp.proof.Transcript;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes proofs for one circuit. Immutable after construction, which takes some milliseconds; any number of threads may
 * make proofs with it at once. A proof is a function of its arguments, whatever the number of threads.
 */
public final class Prover {
    private static final int GRIND = 1 << 13;

    private final Circuit circuit;
    private final Shape shape;
    private final Ntt ntt;
    private final Coset coset;
    private final Ntt large;
    private final FixedTable fixed;

    public Prover(Circuit circuit) {
        this.circuit = circuit;
        shape = new Shape(circuit);
        ntt = new Ntt(circuit.logRows());
        coset = new Coset(ntt, Goldilocks.GENERATOR, circuit.profile().logBlowup());
        large = new Ntt(circuit.logRows() + Integer.numberOfTrailingZeros(Profile.SEGMENTS));
        fixed = new FixedTable(circuit, ntt, coset);
    }

    public Circuit circuit() {
        return circuit;
    }

    /**
     * A proof for this statement that the secrets satisfy the circuit. Overwrites {@code secrets} and {@code entropy}
     * with zeros, also when it fails.
     *
     * @param statement what the proof is bound to, at most what the verifier gets
     * @param entropy 32 bytes from a secure random source, used for this proof only
     * @param threads 1..256; the calling thread is one of them
     * @param progress gets the done part in thousandths, on the calling thread; false stops the proof
     * @throws BrokenWitnessException if the secrets do not satisfy the circuit
     * @throws java.util.concurrent.CancellationException if {@code progress} answered false
     */
    public byte[] prove(
            byte[] statement, long[] publicInputs, long[] secrets, byte[] entropy, int threads, IntPredicate progress) {
        try (Workers workers = new Workers(threads, progress);
                Randomness randomness = new Randomness(entropy, circuit.id(), statement, secrets)) {
            long[][] trace = Trace.fill(circuit, publicInputs, secrets);
            byte[] proof = prove(statement, publicInputs, trace, circuit.tape(), randomness, workers);
            if (proof == null) {
                throw new IllegalStateException("a trace without a broken check gave a quotient of high degree");
            }
            return proof;
        } finally {
            Arrays.fill(secrets, 0);
            Arrays.fill(entropy, (byte) 0);
        }
    }

    /** A proof of any trace, kept or broken; null if the quotient has a high degree. Uses the trace's columns up. */
    byte @Nullable [] prove(
            byte[] statement, long[] publicInputs, long[][] trace, Tape tape, Randomness randomness, Workers workers) {
        return prove(statement, publicInputs, trace, tape, randomness, workers, false);
    }

    /** With {@code cheat}, cuts a quotient of high degree off and goes on: for tests of what a verifier catches. */
    byte @Nullable [] prove(
            byte[] statement,
            long[] publicInputs,
            long[][] trace,
            Tape tape,
            Randomness randomness,
            Workers workers,
            boolean cheat) {
        long[][] columns = interpolate(trace, randomness, workers);
        Transcript transcript = new Transcript(circuit.id(), statement, publicInputs);
        Codewords committed = Codewords.commit(coset, columns, Hasher.TRACE, workers, 400);
        transcript.absorb(Transcript.TRACE, committed.root());
        Quotient quotient = new Quotient(shape, coset, large);
        long[][] coefficients = quotient.coefficients(
                tape, transcript.challenge(), committed, fixed, fixed.changing(publicInputs), workers, 600);
        if (!cheat && !quotient.isLow(coefficients)) {
            return null;
        }
        long[][] segments = quotient.segments(coefficients, randomness);
        Codewords divided = Codewords.commit(coset, segments, Hasher.QUOTIENT, workers, 800);
        transcript.absorb(Transcript.QUOTIENT, divided.root());
        Cubic point = outsideBase(transcript.challenge());
        long[] outside = outside(columns, segments, point);
        transcript.absorb(Transcript.VALUES, outside);
        long[] codeword = batch(columns, segments, point, transcript.challenge(), workers);
        byte[] proof = answer(transcript, committed, divided, outside, codeword, workers);
        committed.clear();
        divided.clear();
        for (long[] column : columns) {
            Arrays.fill(column, 0);
        }
        for (long[] column : coefficients) {
            Arrays.fill(column, 0);
        }
        return proof;
    }

    /** The polynomials of the trace columns with random rows, and of the mask. */
    private long[][] interpolate(long[][] trace, Randomness randomness, Workers workers) {
        int rows = circuit.rows();
        int used = circuit.blocks() * Machine.BLOCK;
        long[][] columns = new long[shape.committed()][rows];
        workers.each(columns.length, 50, column -> {
            if (column < trace.length) {
                randomness.elements(Randomness.TRACE, column, trace[column], used, rows - used);
                ntt.coefficients(trace[column], 0, 1, columns[column], 0);
                Arrays.fill(trace[column], 0);
            } else {
                randomness.elements(Randomness.MASK, column, columns[column], 0, rows);
            }
        });
        return columns;
    }

    private static Cubic outsideBase(Cubic challenge) {
        if (challenge.isBase()) {
            throw new IllegalStateException("a challenge fell into the base field, once in 2^128 proofs: prove again");
        }
        return challenge;
    }

    private long[] outside(long[][] columns, long[][] segments, Cubic point) {
        long[] here = Polynomials.powers(point, circuit.rows());
        long[] after = Polynomials.powers(point.mulBase(Goldilocks.root(circuit.logRows())), circuit.rows());
        int width = shape.width();
        int[] followed = shape.followed();
        long[] values = new long[Shape.EXTENSION * shape.outside()];
        for (int column = 0; column < width; column++) {
            Polynomials.evaluate(columns[column], here).put(values, column);
        }
        for (int i = 0; i < followed.length; i++) {
            Polynomials.evaluate(columns[followed[i]], after).put(values, width + i);
        }
        for (int i = 0; i < Profile.SEGMENTS; i++) {
            Cubic value = Polynomials.evaluate(segments[Shape.EXTENSION * i], here);
            for (int k = 1; k < Shape.EXTENSION; k++) {
                Cubic part = Polynomials.evaluate(segments[Shape.EXTENSION * i + k], here);
                value = value.add(part.mul(k == 1 ? new Cubic(0, 1, 0) : new Cubic(0, 0, 1)));
            }
            value.put(values, width + followed.length + i);
        }
        return values;
    }

    /** The polynomial that the low degree test is about; see the verifier's {@code Outside}. */
    private long[] batch(long[][] columns, long[][] segments, Cubic point, Cubic g, Workers workers) {
        int rows = circuit.rows();
        int width = shape.width();
        long[] both = new long[Shape.EXTENSION * rows];
        long[] only = new long[Shape.EXTENSION * rows];
        long[] sum = new long[Shape.EXTENSION * rows];
        int pieces = Math.max(1, rows / 512);
        int[] followed = shape.followed();
        int[] others = shape.others();
        Cubic[] powers = new Cubic[width];
        powers[0] = Cubic.ONE;
        for (int i = 1; i < width; i++) {
            powers[i] = powers[i - 1].mul(g);
        }
        Cubic[] units = {Cubic.ONE, new Cubic(0, 1, 0), new Cubic(0, 0, 1)};
        workers.each(pieces, 850, piece -> {
            int from = piece * (rows / pieces);
            int to = from + rows / pieces;
            for (int column : followed) {
                Polynomials.accumulate(only, powers[column], columns[column], from, to);
            }
            System.arraycopy(only, 3 * from, both, 3 * from, 3 * (to - from));
            for (int column : others) {
                Polynomials.accumulate(both, powers[column], columns[column], from, to);
            }
            Cubic power = g.pow(2L * width);
            for (int i = 0; i < segments.length; i++) {
                Cubic unit = units[i % Shape.EXTENSION];
                Polynomials.accumulate(both, power.mul(unit), segments[i], from, to);
                power = i % Shape.EXTENSION == Shape.EXTENSION - 1 ? power.mul(g) : power;
            }
            for (int k = 0; k < Shape.MASK; k++) {
                Polynomials.accumulate(sum, units[k], columns[width + k], from, to);
            }
        });
        Polynomials.accumulateQuotient(sum, g, both, point);
        Cubic next = point.mulBase(Goldilocks.root(circuit.logRows()));
        Polynomials.accumulateQuotient(sum, g.pow(width + 1L), only, next);
        return sum;
    }

    private byte[] answer(
            Transcript transcript,
            Codewords trace,
            Codewords quotient,
            long[] outside,
            long[] codeword,
            Workers workers) {
        Writer writer = new Writer(shape.maxBytes());
        writer.bytes(trace.root(), 0, Shape.DIGEST);
        writer.bytes(quotient.root(), 0, Shape.DIGEST);
        writer.numbers(outside);
        Layer[] layers = new Layer[shape.layers()];
        long[] polynomial = codeword;
        for (int i = 0; i < layers.length; i++) {
            layers[i] = Layer.commit(shape, i, polynomial, workers, 900);
            writer.bytes(layers[i].root(), 0, Shape.DIGEST);
            transcript.absorb(Transcript.LAYER, layers[i].root());
            Cubic challenge = transcript.challenge();
            boolean last = i == layers.length - 1;
            polynomial = Polynomials.fold(polynomial, last ? outsideBase(challenge) : challenge, Shape.FOLD);
        }
        writer.numbers(polynomial);
        transcript.absorb(Transcript.FINAL, polynomial);
        long nonce = grind(transcript, workers);
        writer.number(nonce);
        transcript.absorb(Transcript.NONCE, new long[] {nonce});
        int[] positions = Arrays.stream(transcript.positions(shape.queries(), shape.logDomain()))
                .distinct()
                .toArray();
        trace.rows(positions, writer);
        quotient.rows(positions, writer);
        trace.paths(positions, writer);
        quotient.paths(positions, writer);
        int[] at = positions;
        for (int i = 0; i < layers.length; i++) {
            at = layers[i].open(at, i == layers.length - 1, writer);
        }
        return writer.toBytes();
    }

    /** The least nonce that shows the required zero bits. */
    private long grind(Transcript transcript, Workers workers) {
        int bits = circuit.profile().grindingBits();
        AtomicLong best = new AtomicLong(Long.MAX_VALUE);
        int threads = workers.threads();
        Transcript[] copies = new Transcript[threads];
        Arrays.setAll(copies, i -> transcript.copy());
        for (long start = 0; best.get() == Long.MAX_VALUE; start += (long) GRIND * threads) {
            long from = start;
            workers.each(threads, 950, part -> {
                long first = from + (long) part * GRIND;
                for (long nonce = first; nonce < first + GRIND && nonce < best.get(); nonce++) {
                    if (copies[part].grinds(nonce, bits)) {
                        best.accumulateAndGet(nonce, Math::min);
                    }
                }
            });
        }
        return best.get();
    }
}

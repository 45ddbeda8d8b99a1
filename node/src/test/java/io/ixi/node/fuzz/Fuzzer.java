package io.ixi.node.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes inputs at random and keeps those that a decoder answers in a new way: each reason for a rejection is a place
 * in the decoder that was not reached before. One seed, one run: everything repeats but the end of a run that ends by
 * time.
 */
final class Fuzzer {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MAX_INPUT = 64 << 10;
    private static final int MAX_CORPUS = 2_000;
    private static final long[] EDGES = {0, 1, 2, 63, 64, 127, 128, 255, 256, 65_535, 1 << 20, Integer.MAX_VALUE, -1L};

    /** Memory that one input may make a decoder take: so many bytes, and so many per byte of the input. */
    private static final long MEMORY = 4L << 20;

    private static final long MEMORY_PER_BYTE = 1_024;

    /**
     * What a run found.
     *
     * @param outcomes inputs by what they led to, the shortest of each
     * @param finding the first input that broke the decoder, in hex, and how; null: none
     */
    record Report(
            long runs,
            Map<String, byte[]> outcomes,
            @Nullable String finding) {}

    private final FuzzTarget target;
    private final SplittableRandom random;
    private final List<byte[]> corpus = new ArrayList<>();
    private final TreeMap<String, byte[]> outcomes = new TreeMap<>();

    Fuzzer(FuzzTarget target, List<byte[]> kept, long seed) {
        this.target = target;
        this.random = new SplittableRandom(seed);
        corpus.addAll(target.seeds());
        corpus.addAll(kept);
        if (corpus.isEmpty()) {
            corpus.add(new byte[0]);
        }
    }

    /** Runs all known inputs, then changed ones, at least so many and so long. */
    Report run(long runs, long seconds) {
        long count = 0;
        for (byte[] input : List.copyOf(corpus)) {
            count++;
            String finding = probe(input);
            if (finding != null) {
                return new Report(count, outcomes, finding);
            }
        }
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (count < runs || (seconds > 0 && System.nanoTime() < end)) {
            count++;
            String finding = probe(mutated());
            if (finding != null) {
                return new Report(count, outcomes, finding);
            }
        }
        return new Report(count, outcomes, null);
    }

    private @Nullable String probe(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        String outcome;
        long taken;
        try {
            outcome = target.probe().run(input.clone());
            taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (taken > MEMORY + MEMORY_PER_BYTE * input.length) {
                // once more: the first run of a decoder loads its classes
                before = THREADS.getCurrentThreadAllocatedBytes();
                target.probe().run(input.clone());
                taken = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
        } catch (Throwable broken) {
            return HexFormat.of().formatHex(input) + ": " + broken;
        }
        if (taken > MEMORY + MEMORY_PER_BYTE * input.length) {
            return HexFormat.of().formatHex(input) + ": takes " + taken + " bytes of memory";
        }
        String kind = outcome.replaceAll("[0-9]+", "N");
        byte[] known = outcomes.get(kind);
        if (known == null || known.length > input.length) {
            outcomes.put(kind, input);
            if (corpus.size() < MAX_CORPUS) {
                corpus.add(input);
            }
        }
        return null;
    }

    private byte[] mutated() {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] in) {
        int at = in.length == 0 ? 0 : random.nextInt(in.length);
        int size = Math.min(1 + random.nextInt(16), in.length - at);
        return switch (random.nextInt(9)) {
            case 0 -> flip(in, at);
            case 1 -> number(in, at, 1 << random.nextInt(4), EDGES[random.nextInt(EDGES.length)]);
            case 2 -> number(in, at, 1 << random.nextInt(4), random.nextLong());
            case 3 -> nudged(in, at);
            case 4 -> replaced(in, at, 0, bytes(1 + random.nextInt(8)));
            case 5 -> replaced(in, at, size, new byte[0]);
            case 6 -> replaced(in, at, 0, Arrays.copyOfRange(in, at, at + size));
            case 7 -> Arrays.copyOf(in, at);
            default -> spliced(in, at);
        };
    }

    private byte[] flip(byte[] in, int at) {
        if (in.length > 0) {
            in[at] ^= (byte) (1 << random.nextInt(8));
        }
        return in;
    }

    /** A big-endian number of 1, 2, 4 or 8 bytes. */
    private static byte[] number(byte[] in, int at, int width, long value) {
        if (at + width <= in.length) {
            byte[] number = ByteBuffer.allocate(8).putLong(value).array();
            System.arraycopy(number, 8 - width, in, at, width);
        }
        return in;
    }

    /** Lengths and counts that are off by a little. */
    private byte[] nudged(byte[] in, int at) {
        if (at + 4 <= in.length) {
            ByteBuffer buffer = ByteBuffer.wrap(in);
            buffer.putInt(at, buffer.getInt(at) + random.nextInt(7) - 3);
        }
        return in;
    }

    private byte[] spliced(byte[] in, int at) {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replaced(Arrays.copyOf(in, at), at, 0, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replaced(byte[] in, int at, int gone, byte[] by) {
        byte[] out = new byte[Math.min(MAX_INPUT, in.length - gone + by.length)];
        int head = Math.min(at, out.length);
        System.arraycopy(in, 0, out, 0, head);
        int middle = Math.min(by.length, out.length - head);
        System.arraycopy(by, 0, out, head, middle);
        int tail = Math.min(in.length - at - gone, out.length - head - middle);
        System.arraycopy(in, at + gone, out, head + middle, tail);
        return out;
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
